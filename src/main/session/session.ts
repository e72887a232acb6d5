/**
 * Sign-in by OTP and the lifetime of the token: requested, kept in the keychain, restored at start, cleared at sign-out
 * whatever the service answers, and dropped when it is older than the bank allows. The service allows one token per clerk and a sign-out anywhere ends it, so any call may find
 * it expired; the app then requests a new sign-in over whatever is open.
 */
import { maskMobile, type MobileNumber } from '#shared/domain/mobile.ts';
import { parseOtp } from '#shared/domain/otp.ts';
import type { SessionView } from '#shared/ipc/contract.ts';
import { limits } from '#shared/limits.ts';
import { err, ok } from '#shared/result.ts';
import type { EkycClient, Token } from '#main/ekyc/port.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import type { Clerk, Session } from './port.ts';
import { createTokenStore } from './token-store.ts';

export interface SessionDeps {
  readonly client: EkycClient;
  readonly keychain: Keychain;
  /** Part of the keychain account, so that tokens of different services are kept apart. */
  readonly serviceOrigin: string;
  /** How old a token may become, milliseconds. Asked anew each time, so that a change counts at once. */
  readonly maxAgeMs: () => number;
  /** Epoch milliseconds, to know a token's age after a restart. */
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets, for the age of a token while the app runs. */
  readonly monotonic: () => number;
  readonly log: Log;
}

const AGE_CHECK_MS = 15_000;

/** Restores the session that the keychain holds, if any. */
export const createSession = async ({
  client,
  keychain,
  serviceOrigin,
  maxAgeMs,
  now,
  monotonic,
  log,
}: SessionDeps): Promise<Session> => {
  const store = createTokenStore({ keychain, serviceOrigin, log });
  const listeners = new Set<(view: SessionView) => void>();
  const restored = await store.load();
  const restoredAge = restored ? now() - restored.issuedAt : 0;
  // A sign-in in the future shows that the clock was changed: the age of the token is unknown.
  const isTooOld = restoredAge < 0 || restoredAge > maxAgeMs();
  if (restored && isTooOld) {
    log.info('session.expired', {});
    await store.clear();
  }
  let clerk: Clerk | null = restored && !isTooOld ? restored : null;
  /** On the monotonic clock; may be before the start of this process. */
  let issuedAt = monotonic() - restoredAge;
  let lastMobile: MobileNumber | null = clerk?.mobile ?? null;
  let reason: SessionView['reason'] = restored && isTooOld ? 'expired' : 'none';

  const view = (): SessionView => ({
    signedIn: clerk !== null,
    maskedMobile: lastMobile === null ? null : maskMobile(lastMobile),
    reason: clerk ? 'none' : reason,
    ...(clerk === null &&
      (reason === 'ended' || reason === 'expired') &&
      lastMobile !== null && { mobile: lastMobile }),
  });

  const change = (next: Clerk | null, why: SessionView['reason']): void => {
    clerk = next;
    reason = why;
    if (next) lastMobile = next.mobile;
    for (const listen of listeners) listen(view());
  };

  const checkAge = (): void => {
    if (!clerk || monotonic() - issuedAt <= maxAgeMs()) return;
    log.info('session.expired', {});
    void store.clear();
    change(null, 'expired');
  };
  const timer = setInterval(checkAge, AGE_CHECK_MS);
  timer.unref();

  return {
    view,
    clerk: () => {
      checkAge();
      return clerk;
    },
    lastMobile: () => lastMobile,

    requestOtp: async (mobile) => {
      const answer = await client.requestOtp(mobile);
      if (!answer.ok) return answer;
      return ok({ expiresInMs: limits.otpLifeMs, resendInMs: limits.otpResendMs });
    },

    verifyOtp: async (mobile, typedOtp) => {
      const otp = parseOtp(typedOtp);
      if (!otp) return err('OTP-WRONG');
      const answer = await client.verifyOtp(mobile, otp);
      if (!answer.ok) return answer;
      const next: Clerk = { mobile, token: answer.data.token };
      issuedAt = monotonic();
      await store.save({ ...next, issuedAt: now() });
      log.info('session.signed-in', {});
      change(next, 'none');
      return ok(view());
    },

    signOut: async () => {
      const leaving = clerk;
      // Cleared locally first, so that the counter is signed out whatever the service answers.
      await store.clear();
      lastMobile = null;
      change(null, 'signed-out');
      log.info('session.signed-out', {});
      const answer = leaving ? await client.logout(leaving.token) : ok({ detail: '' });
      return ok({ serviceAnswered: answer.ok });
    },

    ended: (token: Token) => {
      // A late answer to a previous token does not concern the current one.
      if (clerk?.token !== token) return;
      log.info('session.ended-by-service', {});
      void store.clear();
      change(null, 'ended');
    },

    onChange: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },

    stop: () => clearInterval(timer),
  };
};
