/** Tests the lock with real PINs in a keychain in memory, a fake session, and a clock that the test advances. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { toMobileNumber } from '#tests/support/numbers.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Token } from '#main/ekyc/port.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import { createLock } from '#main/pin/lock.ts';
import { createPins } from '#main/pin/pins.ts';
import type { Lock } from '#main/pin/port.ts';
import type { Clerk, Session } from '#main/session/port.ts';
import type { LockView, SessionView } from '#shared/ipc/contract.ts';
import { err, ok } from '#shared/result.ts';
import { createMemoryKeychain, unavailableKeychain } from '#tests/support/memory-keychain.ts';

const CLERK = toMobileNumber('01300000042');
const PIN = '135790';
const WRONG_PIN = '135791';
const OPEN_REGISTRATION = { reference: '0142-3-0038', step: 'details', savedAt: 1_000 } as const;
const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Creates a fake session. `signIn` simulates a sign-in with a correct OTP. */
const createFakeSession = (restoredMobile: MobileNumber | null) => {
  const listeners = new Set<(view: SessionView) => void>();
  let clerk: Clerk | null =
    restoredMobile === null ? null : { mobile: restoredMobile, token: 'restored' as Token };
  let lastMobile = restoredMobile;
  const view = (): SessionView => ({
    signedIn: clerk !== null,
    maskedMobile: null,
    reason: 'none',
  });
  const changeClerk = (mobile: MobileNumber | null, newLastMobile: MobileNumber | null): void => {
    clerk = mobile === null ? null : { mobile, token: 'token' as Token };
    lastMobile = newLastMobile;
    for (const listen of listeners) listen(view());
  };
  const rejectCall = () => Promise.reject(new Error('not part of the test'));
  const session: Session = {
    view,
    clerk: () => clerk,
    lastMobile: () => lastMobile,
    requestOtp: rejectCall,
    verifyOtp: rejectCall,
    signOut: rejectCall,
    reportEnded: () => undefined,
    onChange: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    stop: () => undefined,
  };
  return {
    session,
    signIn: (mobile: MobileNumber) => changeClerk(mobile, mobile),
    end: () => changeClerk(null, lastMobile),
    signOut: () => changeClerk(null, null),
  };
};

const startedLocks: Lock[] = [];
afterEach(() => {
  for (const lock of startedLocks.splice(0)) lock.stop();
});

const startLock = async (
  keychain: Keychain,
  {
    restored = null as MobileNumber | null,
    idleMs = 0,
    now = Date.now,
    monotonic = () => performance.now(),
  } = {},
) => {
  const desk = createFakeSession(restored);
  const pins = createPins({ keychain, now, log });
  const views: LockView[] = [];
  const lock = await createLock({
    pins,
    session: desk.session,
    idleMs: () => idleMs,
    summarizeOpenRegistration: async () => OPEN_REGISTRATION,
    now,
    monotonic,
    log,
  });
  lock.onChange((view) => views.push(view));
  startedLocks.push(lock);
  return { desk, lock, views, pins };
};

/** Starts a lock whose clerk has chosen a PIN. */
const startLockWithPin = async (keychain: Keychain = createMemoryKeychain()) => {
  const counter = await startLock(keychain);
  counter.desk.signIn(CLERK);
  expect(await counter.lock.choosePin(PIN)).toEqual(ok(undefined));
  return counter;
};

describe('createLock', () => {
  it('requests a PIN after the first sign-in, and not again once one exists', async () => {
    const keychain = createMemoryKeychain();
    const first = await startLock(keychain);
    expect(await first.lock.view()).toMatchObject({ needsPin: false, hasPin: false });
    first.desk.signIn(CLERK);
    expect(await first.lock.view()).toMatchObject({
      needsPin: true,
      hasPin: false,
      canUsePin: true,
    });
    await first.lock.choosePin(PIN);
    expect(await first.lock.view()).toMatchObject({ needsPin: false, hasPin: true });
    const restarted = await startLock(keychain);
    restarted.desk.signIn(CLERK);
    expect(await restarted.lock.view()).toMatchObject({ needsPin: false, hasPin: true });
  });

  it('locks on request and unlocks with the PIN', async () => {
    const { lock, views } = await startLockWithPin();
    await lock.lock();
    expect(lock.isLocked()).toBe(true);
    expect(await lock.view()).toMatchObject({
      locked: true,
      reason: 'clerk',
      openRegistration: OPEN_REGISTRATION,
    });
    expect(await lock.unlock(WRONG_PIN)).toEqual(err('PIN-WRONG', { params: { left: 4 } }));
    expect(await lock.view()).toMatchObject({ locked: true, remainingAttempts: 4 });
    expect(await lock.unlock(PIN)).toEqual(ok(undefined));
    expect(await lock.view()).toMatchObject({
      locked: false,
      reason: null,
      since: null,
      openRegistration: null,
      remainingAttempts: 5,
    });
    expect(views.filter((view) => view.locked).length).toBeGreaterThan(0);
    expect(views.at(-1)).toMatchObject({ locked: false });
  });

  it('does not lock while nobody is signed in', async () => {
    const { lock } = await startLock(createMemoryKeychain());
    await lock.lock();
    expect(lock.isLocked()).toBe(false);
  });

  it.each([0, -2 * 3_600_000, 3_600_000])(
    'locks after idle time, also when the system clock moves by %i ms',
    async (clockShiftMs) => {
      let monotonicTime = 1_000_000;
      let wallTime = 1_800_000_000_000;
      const advanceTime = (ms: number): void => {
        monotonicTime += ms;
        wallTime += ms;
      };
      const { desk, lock, views } = await startLock(createMemoryKeychain(), {
        idleMs: 60_000,
        now: () => wallTime,
        monotonic: () => monotonicTime,
      });
      desk.signIn(CLERK);
      await lock.choosePin(PIN);
      const locked = new Promise<LockView>((resolve) =>
        lock.onChange((view) => view.locked && resolve(view)),
      );
      advanceTime(59_000);
      lock.recordActivity();
      wallTime += clockShiftMs;
      const lastActivityAt = wallTime;
      advanceTime(59_000);
      // Longer than two idle checks, which run every 500 ms.
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      expect(lock.isLocked()).toBe(false);
      advanceTime(1_000);
      expect(await locked).toMatchObject({ reason: 'idle', since: lastActivityAt });
      expect(views.at(-1)).toMatchObject({ locked: true });
    },
  );

  it('warns 20 s before it locks, and activity cancels the warning', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      let monotonicTime = 0;
      const { desk, lock, views } = await startLock(createMemoryKeychain(), {
        idleMs: 300_000,
        monotonic: () => monotonicTime,
      });
      const advanceTime = (ms: number): void => {
        monotonicTime += ms;
        vi.advanceTimersByTime(500);
      };
      desk.signIn(CLERK);
      advanceTime(279_999);
      expect(views.filter(({ locksInMs }) => locksInMs !== null)).toEqual([]);
      advanceTime(1);
      expect(views.at(-1)).toMatchObject({ locked: false, locksInMs: 20_000 });
      advanceTime(5_000);
      expect(await lock.view()).toMatchObject({ locksInMs: 15_000 });
      lock.recordActivity();
      expect(views.at(-1)).toMatchObject({ locked: false, locksInMs: null });
      advanceTime(280_000);
      advanceTime(20_000);
      expect(views.find((view) => view.locked)).toMatchObject({ reason: 'idle', locksInMs: null });
    } finally {
      vi.useRealTimers();
    }
  });

  it('locks for the cause system and reports it', async () => {
    const { lock } = await startLockWithPin();
    await lock.lock('system');
    expect(await lock.view()).toMatchObject({ locked: true, reason: 'system' });
  });

  it('starts locked with a restored session whose clerk has a PIN', async () => {
    const keychain = createMemoryKeychain();
    await startLockWithPin(keychain);
    const { lock } = await startLock(keychain, { restored: CLERK });
    expect(await lock.view()).toMatchObject({
      locked: true,
      reason: null,
      hasPin: true,
      openRegistration: OPEN_REGISTRATION,
    });
    expect(await lock.unlock(PIN)).toEqual(ok(undefined));
    expect(lock.isLocked()).toBe(false);
  });

  it.each(['removed', 'damaged'])(
    'starts locked and requires an OTP when the PIN item is %s',
    async (damage) => {
      const keychain = createMemoryKeychain();
      await startLockWithPin(keychain);
      for (const account of [...keychain.items.keys()].filter((name) =>
        /^pin [0-9a-f]{32}$/.test(name),
      )) {
        if (damage === 'removed') keychain.items.delete(account);
        else keychain.items.set(account, Uint8Array.of(1, 2, 3));
      }
      const { desk, lock } = await startLock(keychain, { restored: CLERK });
      expect(await lock.view()).toMatchObject({ locked: true, hasPin: false });
      expect(await lock.unlock(PIN)).toEqual(err('PIN-BLOCKED'));
      expect(lock.isLocked()).toBe(true);
      desk.signIn(CLERK);
      expect(await lock.view()).toMatchObject({ locked: false, needsPin: true });
    },
  );

  it('starts locked with a restored session of a clerk without PIN', async () => {
    const { lock } = await startLock(createMemoryKeychain(), { restored: CLERK });
    expect(await lock.view()).toMatchObject({ locked: true, hasPin: false });
  });

  it('unlocks by OTP only after five wrong PINs, and then requests a new PIN', async () => {
    const { desk, lock } = await startLockWithPin();
    await lock.lock();
    for (let attempt = 0; attempt < 5; attempt += 1) await lock.unlock(WRONG_PIN);
    expect(await lock.unlock(PIN)).toEqual(err('PIN-BLOCKED'));
    expect(await lock.view()).toMatchObject({ locked: true, hasPin: false, remainingAttempts: 0 });
    desk.signIn(CLERK);
    expect(await lock.view()).toMatchObject({ locked: false, hasPin: false, needsPin: true });
    expect(await lock.choosePin('864209')).toEqual(ok(undefined));
    await lock.lock();
    expect(await lock.unlock('864209')).toEqual(ok(undefined));
  });

  it('permits changing a PIN only after unlocking by OTP', async () => {
    const { desk, lock } = await startLockWithPin();
    expect(await lock.choosePin('864209')).toEqual(err('SESSION-NEEDED'));
    await lock.lock();
    desk.signIn(CLERK);
    expect(await lock.view()).toMatchObject({ needsPin: true, hasPin: true });
    expect(await lock.choosePin('864209')).toEqual(ok(undefined));
    expect(await lock.choosePin(PIN)).toEqual(err('SESSION-NEEDED'));
  });

  it('unlocks by PIN when the session has ended, but not after a sign-out', async () => {
    const { desk, lock } = await startLockWithPin();
    await lock.lock();
    desk.end();
    expect(await lock.unlock(PIN)).toEqual(ok(undefined));
    await lock.lock();
    desk.signOut();
    expect(lock.isLocked()).toBe(true);
    expect(await lock.unlock(PIN)).toEqual(err('PIN-BLOCKED'));
    desk.signIn(CLERK);
    expect(lock.isLocked()).toBe(false);
  });

  it('works without a keychain: requests no PIN and unlocks by OTP', async () => {
    const { desk, lock } = await startLock(unavailableKeychain);
    desk.signIn(CLERK);
    expect(await lock.view()).toMatchObject({ needsPin: false, canUsePin: false, hasPin: false });
    await lock.lock();
    expect(lock.isLocked()).toBe(true);
    desk.signIn(CLERK);
    expect(lock.isLocked()).toBe(false);
  });

  it('permits setting the lead PIN once', async () => {
    const { desk, lock, pins } = await startLock(createMemoryKeychain());
    expect(await lock.chooseLeadPin('246802')).toEqual(err('SESSION-NEEDED'));
    desk.signIn(CLERK);
    expect(await lock.chooseLeadPin('246802')).toEqual(ok(undefined));
    expect(await lock.view()).toMatchObject({ hasLeadPin: true });
    expect(await pins.checkLeadPin('246802')).toEqual(ok(undefined));
    expect(await lock.chooseLeadPin('864209')).toEqual(err('LEAD-PIN-WRONG'));
  });
});
