import { toMobileNumber } from '#tests/support/numbers.ts';
import { describe, expect, it } from 'vitest';
import { createLeadPinTracker } from '#main/pin/lead-pin-tracker.ts';
import { createPins } from '#main/pin/pins.ts';
import type { Log } from '#main/log/log.ts';
import { createMemoryKeychain } from '#tests/support/memory-keychain.ts';

const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const CLERK = toMobileNumber('01300000042');

describe('createLeadPinTracker', () => {
  it('begins with the correct lead PIN and ends with reset', async () => {
    const presence = createLeadPinTracker(
      createPins({ keychain: createMemoryKeychain(), now: Date.now, log }),
    );
    expect(presence.isLeadPinEntered()).toBe(false);
    await presence.pins.chooseLeadPin('246802', CLERK);
    expect(presence.isLeadPinEntered()).toBe(true);
    presence.reset();
    expect((await presence.pins.checkLeadPin('975310')).ok).toBe(false);
    expect(presence.isLeadPinEntered()).toBe(false);
    await presence.pins.checkLeadPin('246802');
    expect(presence.isLeadPinEntered()).toBe(true);
  });
});
