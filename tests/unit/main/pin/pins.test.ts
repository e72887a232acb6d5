import { describe, expect, it } from 'vitest';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import { createPins } from '#main/pin/pins.ts';
import { err, ok } from '#shared/result.ts';
import { createMemoryKeychain, unavailableKeychain } from '#tests/support/memory-keychain.ts';

const CLERK = '01300000042';
const OTHER_CLERK = '01300000043';
const PIN = '135790';
const WRONG_PIN = '135791';
const LEAD_PIN = '246802';
const MINUTE_MS = 60_000;

const logLines: string[] = [];
const writeLogLine = (event: string, fields: object): void =>
  void logLines.push(JSON.stringify({ event, ...fields }));
const log = { info: writeLogLine, warn: writeLogLine, error: writeLogLine } as Log;

/** Creates the PINs on a keychain, as a start of the app does. */
const createPinsOn = (keychain: Keychain, overrides: { now?: () => number; scope?: string } = {}) =>
  createPins({ keychain, now: () => 0, log, ...overrides });

describe('PIN of a clerk', () => {
  it('is valid for the clerk on this counter, across restarts', async () => {
    const keychain = createMemoryKeychain();
    expect(await createPinsOn(keychain).stateOf(CLERK)).toEqual({
      canUsePin: true,
      chosen: false,
      remainingAttempts: 5,
      hasLeadPin: false,
    });
    expect(await createPinsOn(keychain).choose(CLERK, '১৩৫৭৯০')).toEqual(ok(undefined));
    const restarted = createPinsOn(keychain);
    expect(await restarted.stateOf(CLERK)).toMatchObject({ chosen: true, remainingAttempts: 5 });
    expect(await restarted.check(CLERK, PIN)).toEqual(ok(undefined));
    expect(await restarted.check(CLERK, WRONG_PIN)).toEqual(
      err('PIN-WRONG', { params: { left: 4 } }),
    );
    expect(await restarted.stateOf(OTHER_CLERK)).toMatchObject({ chosen: false });
    expect(await restarted.check(OTHER_CLERK, PIN)).toEqual(err('PIN-BLOCKED'));
  });

  it('counts attempts across restarts and rejects the sixth, even a correct one', async () => {
    const keychain = createMemoryKeychain();
    await createPinsOn(keychain).choose(CLERK, PIN);
    for (const left of [4, 3, 2, 1])
      expect(await createPinsOn(keychain).check(CLERK, WRONG_PIN)).toEqual(
        err('PIN-WRONG', { params: { left } }),
      );
    expect(await createPinsOn(keychain).check(CLERK, WRONG_PIN)).toEqual(err('PIN-BLOCKED'));
    expect(await createPinsOn(keychain).check(CLERK, PIN)).toEqual(err('PIN-BLOCKED'));
    expect(await createPinsOn(keychain).stateOf(CLERK)).toMatchObject({
      chosen: true,
      remainingAttempts: 0,
    });
  });

  it('is not compared when the attempt cannot be recorded before', async () => {
    const keychain = createMemoryKeychain();
    const pins = createPinsOn(keychain);
    await pins.choose(CLERK, PIN);
    keychain.isReadOnly = true;
    expect(await pins.check(CLERK, PIN)).toEqual(err('KEY-UNAVAILABLE'));
  });

  it('serialises concurrent attempts', async () => {
    const keychain = createMemoryKeychain();
    const pins = createPinsOn(keychain);
    await pins.choose(CLERK, PIN);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => pins.check(CLERK, WRONG_PIN)),
    );
    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code))).toEqual([
      ...Array.from({ length: 4 }, () => 'PIN-WRONG'),
      ...Array.from({ length: 4 }, () => 'PIN-BLOCKED'),
    ]);
  });

  it('resets the count after a correct PIN and ignores incomplete ones', async () => {
    const pins = createPinsOn(createMemoryKeychain());
    await pins.choose(CLERK, PIN);
    for (let round = 0; round < 2; round += 1) {
      for (const left of [4, 3])
        expect(await pins.check(CLERK, WRONG_PIN)).toEqual(err('PIN-WRONG', { params: { left } }));
      expect(await pins.check(CLERK, '1357')).toEqual(err('PIN-WRONG', { params: { left: 3 } }));
      expect(await pins.check(CLERK, PIN)).toEqual(ok(undefined));
    }
  });

  it('resets the count at an OTP sign-in and deletes a blocked PIN', async () => {
    const keychain = createMemoryKeychain();
    const pins = createPinsOn(keychain);
    await pins.choose(CLERK, PIN);
    await pins.check(CLERK, WRONG_PIN);
    await pins.resetAfterOtp(CLERK);
    expect(await pins.stateOf(CLERK)).toMatchObject({ chosen: true, remainingAttempts: 5 });
    for (let attempt = 0; attempt < 5; attempt += 1) await pins.check(CLERK, WRONG_PIN);
    await pins.resetAfterOtp(OTHER_CLERK);
    expect(await pins.check(CLERK, PIN)).toEqual(err('PIN-BLOCKED'));
    await pins.resetAfterOtp(CLERK);
    expect(await pins.stateOf(CLERK)).toMatchObject({ chosen: false, remainingAttempts: 5 });
    expect(await pins.check(CLERK, PIN)).toEqual(err('PIN-BLOCKED'));
    expect(await pins.choose(CLERK, '975310')).toEqual(ok(undefined));
    expect(await pins.check(CLERK, '975310')).toEqual(ok(undefined));
  });

  it.each([
    ['000000', 'same'],
    ['111111', 'same'],
    ['123456', 'row'],
    ['654321', 'row'],
    ['890123', 'row'],
    ['121212', 'repeated'],
    ['123123', 'repeated'],
    ['000042', 'mobile'],
  ])('rejects the weak PIN %s: %s', async (pin, reason) => {
    expect(await createPinsOn(createMemoryKeychain()).choose(CLERK, pin)).toEqual(
      err('PIN-TRIVIAL', { params: { reason } }),
    );
  });

  it.each(['', '12345', '1234567', '13579a'])(
    'rejects "%s", which is not six digits',
    async (pin) => {
      expect(await createPinsOn(createMemoryKeychain()).choose(CLERK, pin)).toEqual(
        err('IPC-INPUT'),
      );
    },
  );

  it('is stored salted and hashed under a name that does not identify the clerk', async () => {
    const keychain = createMemoryKeychain();
    const pins = createPinsOn(keychain);
    await pins.choose(CLERK, PIN);
    await pins.choose(OTHER_CLERK, PIN);
    await pins.chooseLeadPin(LEAD_PIN, CLERK);
    const storedItems = [...keychain.items].map(
      ([account, secret]) => `${account} ${Buffer.from(secret).toString('latin1')}`,
    );
    for (const text of [CLERK, OTHER_CLERK, CLERK.slice(-6), PIN, LEAD_PIN])
      expect(storedItems.join('\n')).not.toContain(text);
    const secrets = [...keychain.items]
      .filter(([account]) => /^pin [0-9a-f]{32}$/.test(account))
      .map(([, secret]) => Buffer.from(secret).toString());
    expect(secrets).toHaveLength(2);
    expect(secrets[0]).not.toEqual(secrets[1]);
    expect(logLines.join('\n')).not.toMatch(/1357|2468|0130/);
  });

  it('is separate in training mode', async () => {
    const keychain = createMemoryKeychain();
    await createPinsOn(keychain).choose(CLERK, PIN);
    await createPinsOn(keychain).chooseLeadPin(LEAD_PIN, CLERK);
    expect(await createPinsOn(keychain, { scope: 'training' }).stateOf(CLERK)).toMatchObject({
      chosen: false,
      hasLeadPin: false,
    });
  });

  it('is treated as blocked when its item cannot be read', async () => {
    const keychain = createMemoryKeychain();
    await createPinsOn(keychain).choose(CLERK, PIN);
    const account =
      [...keychain.items.keys()].find((name) => /^pin [0-9a-f]{32}$/.test(name)) ?? '';
    keychain.items.set(account, new TextEncoder().encode('{"tries":0}'));
    expect(await createPinsOn(keychain).check(CLERK, PIN)).toEqual(err('PIN-BLOCKED'));
    expect(await createPinsOn(keychain).stateOf(CLERK)).toMatchObject({
      chosen: true,
      remainingAttempts: 0,
    });
  });

  it('is not available without a keychain', async () => {
    const pins = createPinsOn(unavailableKeychain);
    expect(await pins.stateOf(CLERK)).toEqual({
      canUsePin: false,
      chosen: false,
      remainingAttempts: 0,
      hasLeadPin: false,
    });
    expect(await pins.choose(CLERK, PIN)).toEqual(err('KEY-UNAVAILABLE'));
    expect(await pins.check(CLERK, PIN)).toEqual(err('KEY-UNAVAILABLE'));
    expect(await pins.checkLeadPin(LEAD_PIN)).toEqual(err('KEY-UNAVAILABLE'));
  });
});

describe('lead PIN', () => {
  it('is set once and valid across restarts', async () => {
    const keychain = createMemoryKeychain();
    expect(await createPinsOn(keychain).checkLeadPin(LEAD_PIN)).toEqual(err('LEAD-PIN-NONE'));
    expect(await createPinsOn(keychain).chooseLeadPin('111111', CLERK)).toEqual(
      err('PIN-TRIVIAL', { params: { reason: 'same' } }),
    );
    expect(await createPinsOn(keychain).chooseLeadPin(LEAD_PIN, CLERK)).toEqual(ok(undefined));
    expect(await createPinsOn(keychain).chooseLeadPin(PIN, CLERK)).toEqual(err('LEAD-PIN-WRONG'));
    expect(await createPinsOn(keychain).checkLeadPin(LEAD_PIN)).toEqual(ok(undefined));
    expect(await createPinsOn(keychain).stateOf(null)).toMatchObject({ hasLeadPin: true });
  });

  it('requires a wait of 15 minutes after five wrong attempts, across restarts, and then permits five more', async () => {
    const keychain = createMemoryKeychain();
    let now = 1_000_000;
    const restart = () => createPinsOn(keychain, { now: () => now });
    await restart().chooseLeadPin(LEAD_PIN, CLERK);
    for (const left of [4, 3, 2, 1])
      expect(await restart().checkLeadPin(WRONG_PIN)).toEqual(
        err('LEAD-PIN-WRONG', { params: { left } }),
      );
    expect(await restart().checkLeadPin(WRONG_PIN)).toEqual(
      err('LEAD-PIN-WAIT', { params: { minutes: 15 } }),
    );
    now += 14 * MINUTE_MS + 1;
    expect(await restart().checkLeadPin(LEAD_PIN)).toEqual(
      err('LEAD-PIN-WAIT', { params: { minutes: 1 } }),
    );
    now += MINUTE_MS;
    expect(await restart().checkLeadPin(WRONG_PIN)).toEqual(
      err('LEAD-PIN-WRONG', { params: { left: 4 } }),
    );
    expect(await restart().checkLeadPin(LEAD_PIN)).toEqual(ok(undefined));
  });

  it('limits the wait when the clock was ahead', async () => {
    const keychain = createMemoryKeychain();
    let now = 100 * 365 * 24 * 60 * MINUTE_MS;
    const pins = createPinsOn(keychain, { now: () => now });
    await pins.chooseLeadPin(LEAD_PIN, CLERK);
    for (let attempt = 0; attempt < 5; attempt += 1) await pins.checkLeadPin(WRONG_PIN);
    now = 1_000_000;
    expect(await pins.checkLeadPin(LEAD_PIN)).toEqual(
      err('LEAD-PIN-WAIT', { params: { minutes: 15 } }),
    );
    now += 15 * MINUTE_MS;
    expect(await pins.checkLeadPin(LEAD_PIN)).toEqual(ok(undefined));
  });
});
