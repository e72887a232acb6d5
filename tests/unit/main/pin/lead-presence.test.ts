import { mobile } from '#tests/support/numbers.ts';
import { describe, expect, it } from 'vitest';
import { createLeadPresence } from '#main/pin/lead-presence.ts';
import { createPins } from '#main/pin/pins.ts';
import type { Log } from '#main/log/log.ts';
import { createMemoryKeychain } from '#tests/support/memory-keychain.ts';

const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const CLERK = mobile('01300000042');

describe('createLeadPresence', () => {
  it('begins with the correct lead PIN and ends with reset', async () => {
    const lead = createLeadPresence(
      createPins({ keychain: createMemoryKeychain(), now: Date.now, log }),
    );
    expect(lead.isPresent()).toBe(false);
    await lead.pins.chooseLead('246802', CLERK);
    expect(lead.isPresent()).toBe(true);
    lead.reset();
    expect((await lead.pins.checkLead('975310')).ok).toBe(false);
    expect(lead.isPresent()).toBe(false);
    await lead.pins.checkLead('246802');
    expect(lead.isPresent()).toBe(true);
  });
});
