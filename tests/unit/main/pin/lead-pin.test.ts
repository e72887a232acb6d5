/** The lead PIN: an unreadable one does not count as missing, and only the policy resets one. */
import { describe, expect, it } from 'vitest';
import { createPins } from '#main/pin/pins.ts';
import type { Log } from '#main/log/log.ts';
import { err, ok } from '#shared/result.ts';
import { createMemoryKeychain, noKeychain, type MemoryKeychain } from './memory-keychain.ts';

const CLERK = '01300000042';
const LEAD = '246802';
const NEW_LEAD = '864209';
const RESET = Date.UTC(2026, 11, 1);
const DAY = 86_400_000;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined } as Log;

const start = (
  keychain: MemoryKeychain,
  { at, resetBefore = null }: { at: number; resetBefore?: number | null },
) => createPins({ keychain, leadPinResetBefore: resetBefore, now: () => at, log: silent });

const chosenAt = async (at: number): Promise<MemoryKeychain> => {
  const keychain = createMemoryKeychain();
  expect(await start(keychain, { at }).chooseLead(LEAD, CLERK)).toEqual(ok(undefined));
  return keychain;
};

describe('a lead PIN that cannot be read', () => {
  it.each(['not json', '{}', '{"salt":"","hash":"x"}', ''])(
    'does not count as none: %j',
    async (content) => {
      const keychain = await chosenAt(RESET - DAY);
      keychain.items.set('pin lead', new TextEncoder().encode(content));
      const pins = start(keychain, { at: RESET });
      expect(await pins.leadState()).toBe('damaged');
      expect(await pins.stateOf(CLERK)).toMatchObject({ hasLeadPin: true });
      expect(await pins.checkLead(LEAD)).toEqual(err('LEAD-PIN-DAMAGED'));
      expect(await pins.chooseLead(NEW_LEAD, CLERK)).toEqual(err('LEAD-PIN-DAMAGED'));
    },
  );

  it('stays damaged while the policy keeps a date from before it was chosen', async () => {
    const keychain = await chosenAt(RESET + DAY);
    keychain.items.set('pin lead', new TextEncoder().encode('{'));
    const kept = start(keychain, { at: RESET + 2 * DAY, resetBefore: RESET });
    expect(await kept.leadState()).toBe('damaged');
    expect(await kept.chooseLead(NEW_LEAD, CLERK)).toEqual(err('LEAD-PIN-DAMAGED'));
    const renewed = start(keychain, { at: RESET + 2 * DAY, resetBefore: RESET + DAY + 1 });
    expect(await renewed.leadState()).toBe('reset');
    expect(await renewed.chooseLead(NEW_LEAD, CLERK)).toEqual(ok(undefined));
    expect(await renewed.checkLead(NEW_LEAD)).toEqual(ok(undefined));
    // The new PIN is not void under the date that voided the damaged one, damaged or not.
    keychain.items.set('pin lead', new TextEncoder().encode('{'));
    expect(await renewed.leadState()).toBe('damaged');
  });

  it('of unknown age counts as chosen when the damage was first seen', async () => {
    const keychain = await chosenAt(RESET - DAY);
    keychain.items.set('pin lead', new TextEncoder().encode('{'));
    keychain.items.delete('pin lead chosen');
    const first = start(keychain, { at: RESET + DAY, resetBefore: RESET });
    expect(await first.leadState()).toBe('damaged');
    const later = start(keychain, { at: RESET + 2 * DAY, resetBefore: RESET });
    expect(await later.leadState()).toBe('damaged');
    const renewed = start(keychain, { at: RESET + 2 * DAY, resetBefore: RESET + DAY + 1 });
    expect(await renewed.leadState()).toBe('reset');
  });

  it('keeps the time of one chosen with an earlier version, once it was read', async () => {
    const keychain = await chosenAt(RESET + DAY);
    keychain.items.delete('pin lead chosen');
    expect(await start(keychain, { at: RESET + 2 * DAY }).leadState()).toBe('chosen');
    keychain.items.set('pin lead', new TextEncoder().encode('{'));
    const at = RESET + 5 * DAY;
    expect(await start(keychain, { at, resetBefore: RESET + DAY }).leadState()).toBe('damaged');
    expect(await start(keychain, { at, resetBefore: RESET + DAY + 1 }).leadState()).toBe('reset');
  });

  it('is replaced after the policy has reset it', async () => {
    const keychain = await chosenAt(RESET - DAY);
    keychain.items.set('pin lead', new TextEncoder().encode('{'));
    const pins = start(keychain, { at: RESET, resetBefore: RESET });
    expect(await pins.leadState()).toBe('reset');
    expect(await pins.chooseLead(NEW_LEAD, CLERK)).toEqual(ok(undefined));
    expect(await pins.checkLead(NEW_LEAD)).toEqual(ok(undefined));
  });
});

describe('a reset of the lead PIN by the policy', () => {
  it('voids one that was chosen before, and not the one chosen after', async () => {
    const keychain = await chosenAt(RESET - DAY);
    const pins = start(keychain, { at: RESET + 1, resetBefore: RESET });
    expect(await pins.stateOf(CLERK)).toMatchObject({ hasLeadPin: false });
    expect(await pins.checkLead(LEAD)).toEqual(err('LEAD-PIN-NONE'));
    expect(await pins.chooseLead(NEW_LEAD, CLERK)).toEqual(ok(undefined));
    const later = start(keychain, { at: RESET + DAY, resetBefore: RESET });
    expect(await later.leadState()).toBe('chosen');
    expect(await later.checkLead('135791')).toMatchObject({ error: { code: 'LEAD-PIN-WRONG' } });
    // A wrong try is counted and does not forget when it was chosen.
    expect(await later.checkLead(NEW_LEAD)).toEqual(ok(undefined));
    expect(await later.leadState()).toBe('chosen');
  });

  it('takes effect at its time: before that the PIN is valid', async () => {
    const keychain = await chosenAt(RESET - DAY);
    const before = start(keychain, { at: RESET - 1, resetBefore: RESET });
    expect(await before.checkLead(LEAD)).toEqual(ok(undefined));
    expect(await before.chooseLead(NEW_LEAD, CLERK)).toEqual(err('LEAD-PIN-WRONG'));
  });

  it('voids one of a version that did not write when it was chosen', async () => {
    const keychain = await chosenAt(RESET + DAY);
    const { chosenAt: _when, ...item } = JSON.parse(
      new TextDecoder().decode(keychain.items.get('pin lead')),
    ) as Record<string, unknown>;
    keychain.items.set('pin lead', new TextEncoder().encode(JSON.stringify(item)));
    expect(await start(keychain, { at: RESET + DAY }).checkLead(LEAD)).toEqual(ok(undefined));
    expect(await start(keychain, { at: RESET + DAY, resetBefore: RESET }).leadState()).toBe(
      'reset',
    );
  });
});

it('a lead PIN without a keychain is neither present nor missing', async () => {
  const pins = createPins({ keychain: noKeychain, now: () => 0, log: silent });
  expect(await pins.leadState()).toBe('unavailable');
});
