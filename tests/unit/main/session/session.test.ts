import { toMobileNumber } from '#tests/support/numbers.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { Token } from '#main/ekyc/port.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import { createSession } from '#main/session/session.ts';
import { createMemoryKeychain, unavailableKeychain } from '#tests/support/memory-keychain.ts';
import { createTestService, type TestService } from '#tests/support/service/service.ts';
import { ok } from '#shared/result.ts';
import { toBanglaDigits } from '#shared/text/digits.ts';

const MOBILE = toMobileNumber('01300000042');
const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let service: TestService;
beforeEach(async () => {
  service = await createTestService({});
});
afterEach(() => service.close());

const HOUR_MS = 3_600_000;
const realClock = { now: Date.now, monotonic: () => performance.now() };

const openSession = (keychain: Keychain, clock = realClock) =>
  createSession({
    client: createEkycClient({ baseUrl: service.url }),
    keychain,
    serviceOrigin: service.url,
    maxAgeMs: () => 12 * HOUR_MS,
    now: clock.now,
    monotonic: clock.monotonic,
    log: silentLog,
  });

const signIn = async (session: Awaited<ReturnType<typeof openSession>>): Promise<void> => {
  expect(await session.requestOtp(MOBILE)).toEqual(
    ok({ expiresInMs: 180_000, resendInMs: 30_000 }),
  );
  expect((await session.verifyOtp(MOBILE, service.otpFor(MOBILE) ?? '')).ok).toBe(true);
};

describe('createSession', () => {
  it('starts signed out, signs in by OTP and exposes only a masked number', async () => {
    const session = await openSession(createMemoryKeychain());
    expect(session.view()).toEqual({ signedIn: false, maskedMobile: null, reason: 'none' });
    await signIn(session);
    expect(session.view()).toEqual({ signedIn: true, maskedMobile: '0130•••0042', reason: 'none' });
  });

  it('accepts Bangla digits for the OTP', async () => {
    const session = await openSession(createMemoryKeychain());
    await session.requestOtp(MOBILE);
    const otp = toBanglaDigits(service.otpFor(MOBILE) ?? '');
    expect((await session.verifyOtp(MOBILE, otp)).ok).toBe(true);
  });

  it('is restored from the keychain at a restart', async () => {
    const keychain = createMemoryKeychain();
    await signIn(await openSession(keychain));
    const restored = await openSession(keychain);
    expect(restored.view().signedIn).toBe(true);
    expect(restored.clerk()?.mobile).toBe(MOBILE);
  });

  it('rejects a wrong OTP and stores nothing', async () => {
    const keychain = createMemoryKeychain();
    const session = await openSession(keychain);
    await session.requestOtp(MOBILE);
    expect(await session.verifyOtp(MOBILE, '0000')).toMatchObject({
      ok: false,
      error: { code: 'OTP-WRONG' },
    });
    expect(keychain.items.size).toBe(0);
  });

  it.each(['service answers', 'service is unreachable', 'service refuses'] as const)(
    'clears the token at sign-out when the %s',
    async (serviceState) => {
      const keychain = createMemoryKeychain();
      const session = await openSession(keychain);
      await signIn(session);
      if (serviceState === 'service is unreachable')
        service.faults.failNext('logout', 'reset-before-read');
      if (serviceState === 'service refuses') service.faults.failNext('logout', 'status-500');
      expect(await session.signOut()).toEqual(
        ok({ serviceAnswered: serviceState === 'service answers' }),
      );
      expect(session.view()).toEqual({ signedIn: false, maskedMobile: null, reason: 'signed-out' });
      expect(keychain.items.size).toBe(0);
      expect((await openSession(keychain)).view().signedIn).toBe(false);
    },
  );

  it('ends when the service reports it, remembers its clerk, and ignores answers to an old token', async () => {
    const keychain = createMemoryKeychain();
    const session = await openSession(keychain);
    await signIn(session);
    const reasons: unknown[] = [];
    session.onChange((view) => reasons.push(view.reason));
    session.reportEnded('another token' as Token);
    expect(session.view().signedIn).toBe(true);
    session.reportEnded(session.clerk()?.token as Token);
    expect(session.view()).toEqual({
      signedIn: false,
      maskedMobile: '0130•••0042',
      reason: 'ended',
      mobile: MOBILE,
    });
    expect(session.lastMobile()).toBe(MOBILE);
    expect(reasons).toEqual(['ended']);
  });

  it('is kept in memory only without a keychain', async () => {
    const session = await openSession(unavailableKeychain);
    await signIn(session);
    expect(session.view().signedIn).toBe(true);
    expect((await openSession(unavailableKeychain)).view().signedIn).toBe(false);
  });

  it('deletes a damaged keychain item', async () => {
    const keychain = createMemoryKeychain();
    keychain.items.set(`session ${service.url}`, new TextEncoder().encode('{"mobile":'));
    expect((await openSession(keychain)).view().signedIn).toBe(false);
    expect(keychain.items.size).toBe(0);
  });

  describe('with a maximum age of twelve hours', () => {
    const createClock = (wallTime: number, monotonic: number) => ({
      now: () => wallTime,
      monotonic: () => monotonic,
    });
    const SIGNED_IN_AT = 1_800_000_000_000;

    it('drops the token when it is older, independent of the system clock', async () => {
      const keychain = createMemoryKeychain();
      let elapsedMs = 0;
      const session = await openSession(keychain, {
        now: () => SIGNED_IN_AT,
        monotonic: () => elapsedMs,
      });
      await signIn(session);
      const reasons: unknown[] = [];
      session.onChange((view) => reasons.push(view.reason));
      elapsedMs = 12 * HOUR_MS;
      expect(session.clerk()?.mobile).toBe(MOBILE);
      elapsedMs += 1;
      expect(session.clerk()).toBeNull();
      expect(reasons).toEqual(['expired']);
      // The view contains the number so that the sign-in page can prefill it.
      expect(session.view().mobile).toBe(MOBILE);
      await vi.waitFor(() => expect(keychain.items.size).toBe(0));
      session.stop();
    });

    it('drops the token without a call, by a timer', async () => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      try {
        let elapsedMs = 0;
        const session = await openSession(createMemoryKeychain(), {
          now: () => SIGNED_IN_AT,
          monotonic: () => elapsedMs,
        });
        await signIn(session);
        elapsedMs = 12 * HOUR_MS + 1;
        expect(session.view().signedIn).toBe(true);
        vi.advanceTimersByTime(15_000);
        expect(session.view()).toMatchObject({ signedIn: false, reason: 'expired' });
        session.stop();
      } finally {
        vi.useRealTimers();
      }
    });

    it.each([
      ['is younger', 11 * HOUR_MS, true],
      ['is older', 12 * HOUR_MS + 1, false],
      ['was issued in the future, after the clock was set back', -1, false],
    ])('handles a restart when the token %s', async (_case, ageMs, isKept) => {
      const keychain = createMemoryKeychain();
      await signIn(await openSession(keychain, createClock(SIGNED_IN_AT, 0)));
      const restored = await openSession(keychain, createClock(SIGNED_IN_AT + ageMs, 5));
      expect(restored.view().signedIn).toBe(isKept);
      expect(restored.lastMobile()).toBe(isKept ? MOBILE : null);
      expect(keychain.items.size).toBe(isKept ? 1 : 0);
      restored.stop();
    });

    it('counts the time before a restart', async () => {
      const keychain = createMemoryKeychain();
      await signIn(await openSession(keychain, createClock(SIGNED_IN_AT, 0)));
      let elapsedMs = 77;
      const restored = await openSession(keychain, {
        now: () => SIGNED_IN_AT + 11 * HOUR_MS,
        monotonic: () => elapsedMs,
      });
      elapsedMs += HOUR_MS;
      expect(restored.clerk()?.mobile).toBe(MOBILE);
      elapsedMs += 1;
      expect(restored.clerk()).toBeNull();
      restored.stop();
    });

    it('keeps the token when the system clock jumps while the app runs', async () => {
      let wallTime = SIGNED_IN_AT;
      const session = await openSession(createMemoryKeychain(), {
        now: () => wallTime,
        monotonic: () => 0,
      });
      await signIn(session);
      for (const jump of [100 * HOUR_MS, -200 * HOUR_MS]) {
        wallTime += jump;
        expect(session.clerk()?.mobile).toBe(MOBILE);
      }
      session.stop();
    });
  });
});
