/** Tests that an unreadable lead PIN is not treated as missing, and that only the policy resets a lead PIN. */
import { describe, expect, it } from 'vitest';
import { createPins } from '#main/pin/pins.ts';
import type { Log } from '#main/log/log.ts';
import { err, ok } from '#shared/result.ts';
import {
  createMemoryKeychain,
  unavailableKeychain,
  type MemoryKeychain,
} from '#tests/support/memory-keychain.ts';

const CLERK = '01300000042';
const LEAD_PIN = '246802';
const NEW_LEAD_PIN = '864209';
const RESET_AT = Date.UTC(2026, 11, 1);
const DAY_MS = 86_400_000;
const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined } as Log;

const startPins = (
  keychain: MemoryKeychain,
  { at, resetBefore = null }: { at: number; resetBefore?: number | null },
) => createPins({ keychain, leadPinResetBefore: resetBefore, now: () => at, log: silentLog });

const createKeychainWithLeadPin = async (at: number): Promise<MemoryKeychain> => {
  const keychain = createMemoryKeychain();
  expect(await startPins(keychain, { at }).chooseLeadPin(LEAD_PIN, CLERK)).toEqual(ok(undefined));
  return keychain;
};

describe('unreadable lead PIN', () => {
  it.each(['not json', '{}', '{"salt":"","hash":"x"}', ''])(
    'is reported as damaged and cannot be replaced: %j',
    async (content) => {
      const keychain = await createKeychainWithLeadPin(RESET_AT - DAY_MS);
      keychain.items.set('pin lead', new TextEncoder().encode(content));
      const pins = startPins(keychain, { at: RESET_AT });
      expect(await pins.leadPinState()).toBe('damaged');
      expect(await pins.stateOf(CLERK)).toMatchObject({ hasLeadPin: true });
      expect(await pins.checkLeadPin(LEAD_PIN)).toEqual(err('LEAD-PIN-DAMAGED'));
      expect(await pins.chooseLeadPin(NEW_LEAD_PIN, CLERK)).toEqual(err('LEAD-PIN-DAMAGED'));
    },
  );

  it('stays damaged while the reset date of the policy is before it was chosen', async () => {
    const keychain = await createKeychainWithLeadPin(RESET_AT + DAY_MS);
    keychain.items.set('pin lead', new TextEncoder().encode('{'));
    const pinsAfterEarlyReset = startPins(keychain, {
      at: RESET_AT + 2 * DAY_MS,
      resetBefore: RESET_AT,
    });
    expect(await pinsAfterEarlyReset.leadPinState()).toBe('damaged');
    expect(await pinsAfterEarlyReset.chooseLeadPin(NEW_LEAD_PIN, CLERK)).toEqual(
      err('LEAD-PIN-DAMAGED'),
    );
    const pinsAfterReset = startPins(keychain, {
      at: RESET_AT + 2 * DAY_MS,
      resetBefore: RESET_AT + DAY_MS + 1,
    });
    expect(await pinsAfterReset.leadPinState()).toBe('reset');
    expect(await pinsAfterReset.chooseLeadPin(NEW_LEAD_PIN, CLERK)).toEqual(ok(undefined));
    expect(await pinsAfterReset.checkLeadPin(NEW_LEAD_PIN)).toEqual(ok(undefined));
    // The reset date that voided the damaged PIN does not void the new PIN, even when it is damaged.
    keychain.items.set('pin lead', new TextEncoder().encode('{'));
    expect(await pinsAfterReset.leadPinState()).toBe('damaged');
  });

  it('without a stored time counts as chosen when the damage was first detected', async () => {
    const keychain = await createKeychainWithLeadPin(RESET_AT - DAY_MS);
    keychain.items.set('pin lead', new TextEncoder().encode('{'));
    keychain.items.delete('pin lead chosen');
    const first = startPins(keychain, { at: RESET_AT + DAY_MS, resetBefore: RESET_AT });
    expect(await first.leadPinState()).toBe('damaged');
    const later = startPins(keychain, { at: RESET_AT + 2 * DAY_MS, resetBefore: RESET_AT });
    expect(await later.leadPinState()).toBe('damaged');
    const pinsAfterReset = startPins(keychain, {
      at: RESET_AT + 2 * DAY_MS,
      resetBefore: RESET_AT + DAY_MS + 1,
    });
    expect(await pinsAfterReset.leadPinState()).toBe('reset');
  });

  it('has the time at which it was last readable when an earlier version stored it without a separate time', async () => {
    const keychain = await createKeychainWithLeadPin(RESET_AT + DAY_MS);
    keychain.items.delete('pin lead chosen');
    expect(await startPins(keychain, { at: RESET_AT + 2 * DAY_MS }).leadPinState()).toBe('chosen');
    keychain.items.set('pin lead', new TextEncoder().encode('{'));
    const at = RESET_AT + 5 * DAY_MS;
    expect(await startPins(keychain, { at, resetBefore: RESET_AT + DAY_MS }).leadPinState()).toBe(
      'damaged',
    );
    expect(
      await startPins(keychain, { at, resetBefore: RESET_AT + DAY_MS + 1 }).leadPinState(),
    ).toBe('reset');
  });

  it('can be replaced after the policy has reset it', async () => {
    const keychain = await createKeychainWithLeadPin(RESET_AT - DAY_MS);
    keychain.items.set('pin lead', new TextEncoder().encode('{'));
    const pins = startPins(keychain, { at: RESET_AT, resetBefore: RESET_AT });
    expect(await pins.leadPinState()).toBe('reset');
    expect(await pins.chooseLeadPin(NEW_LEAD_PIN, CLERK)).toEqual(ok(undefined));
    expect(await pins.checkLeadPin(NEW_LEAD_PIN)).toEqual(ok(undefined));
  });
});

describe('reset of the lead PIN by the policy', () => {
  it('voids a PIN that was chosen before it, and no PIN chosen afterwards', async () => {
    const keychain = await createKeychainWithLeadPin(RESET_AT - DAY_MS);
    const pins = startPins(keychain, { at: RESET_AT + 1, resetBefore: RESET_AT });
    expect(await pins.stateOf(CLERK)).toMatchObject({ hasLeadPin: false });
    expect(await pins.checkLeadPin(LEAD_PIN)).toEqual(err('LEAD-PIN-NONE'));
    expect(await pins.chooseLeadPin(NEW_LEAD_PIN, CLERK)).toEqual(ok(undefined));
    const later = startPins(keychain, { at: RESET_AT + DAY_MS, resetBefore: RESET_AT });
    expect(await later.leadPinState()).toBe('chosen');
    expect(await later.checkLeadPin('135791')).toMatchObject({ error: { code: 'LEAD-PIN-WRONG' } });
    // Storing the count of wrong attempts keeps the time at which the PIN was chosen.
    expect(await later.checkLeadPin(NEW_LEAD_PIN)).toEqual(ok(undefined));
    expect(await later.leadPinState()).toBe('chosen');
  });

  it('takes effect at its date; before it the PIN is valid', async () => {
    const keychain = await createKeychainWithLeadPin(RESET_AT - DAY_MS);
    const before = startPins(keychain, { at: RESET_AT - 1, resetBefore: RESET_AT });
    expect(await before.checkLeadPin(LEAD_PIN)).toEqual(ok(undefined));
    expect(await before.chooseLeadPin(NEW_LEAD_PIN, CLERK)).toEqual(err('LEAD-PIN-WRONG'));
  });

  it('voids a PIN without a stored time', async () => {
    const keychain = await createKeychainWithLeadPin(RESET_AT + DAY_MS);
    const { chosenAt: _chosenAt, ...item } = JSON.parse(
      new TextDecoder().decode(keychain.items.get('pin lead')),
    ) as Record<string, unknown>;
    keychain.items.set('pin lead', new TextEncoder().encode(JSON.stringify(item)));
    expect(await startPins(keychain, { at: RESET_AT + DAY_MS }).checkLeadPin(LEAD_PIN)).toEqual(
      ok(undefined),
    );
    expect(
      await startPins(keychain, { at: RESET_AT + DAY_MS, resetBefore: RESET_AT }).leadPinState(),
    ).toBe('reset');
  });
});

it('leadPinState returns unavailable without a keychain', async () => {
  const pins = createPins({ keychain: unavailableKeychain, now: () => 0, log: silentLog });
  expect(await pins.leadPinState()).toBe('unavailable');
});
