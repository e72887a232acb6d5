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
    const presence = createLeadPresence(
      createPins({ keychain: createMemoryKeychain(), now: Date.now, log }),
    );
    expect(presence.isPresent()).toBe(false);
    await presence.pins.chooseLead('246802', CLERK);
    expect(presence.isPresent()).toBe(true);
    presence.reset();
    expect((await presence.pins.checkLead('975310')).ok).toBe(false);
    expect(presence.isPresent()).toBe(false);
    await presence.pins.checkLead('246802');
    expect(presence.isPresent()).toBe(true);
  });
});
