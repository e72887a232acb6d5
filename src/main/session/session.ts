/**
 * Manages the sign-in by OTP and the lifetime of the token. The token is stored in the keychain, restored at start, and deleted at
 * sign-out (even when the service does not answer) and when it exceeds the maximum age. The service allows one token per clerk and
 * ends it at a sign-in or sign-out on another machine, so any call can fail with SESSION-ENDED; the app then requests a new sign-in
 * over the current screen.
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
  /** Part of the name of the keychain item, which separates tokens of different services. */
  readonly serviceOrigin: string;
  /** Maximum age of a token, milliseconds. Called at each check, so that a change takes effect immediately. */
  readonly maxAgeMs: () => number;
  /** Epoch milliseconds, for the age of a token after a restart. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock, for the age of a token while the app runs. */
  readonly monotonic: () => number;
  readonly log: Log;
}

const AGE_CHECK_MS = 15_000;

/** Creates the session, restored from the keychain if it contains a valid token. */
export const createSession = async ({
  client,
  keychain,
  serviceOrigin,
  maxAgeMs,
  now,
  monotonic,
  log,
}: SessionDeps): Promise<Session> => {
  const tokenStore = createTokenStore({ keychain, serviceOrigin, log });
  const listeners = new Set<(view: SessionView) => void>();
  const restored = await tokenStore.load();
  const restoredAge = restored ? now() - restored.issuedAt : 0;
  // A negative age shows that the system clock was changed. The real age is unknown, so the token is treated as expired.
  const isTooOld = restoredAge < 0 || restoredAge > maxAgeMs();
  if (restored && isTooOld) {
    log.info('session.expired', {});
    await tokenStore.clear();
  }
  let clerk: Clerk | null = restored && !isTooOld ? restored : null;
  /**
   * Time of the monotonic clock at which the token was issued. It can be negative, because the token may be older than this
   * process.
   */
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

  const setClerk = (next: Clerk | null, nextReason: SessionView['reason']): void => {
    clerk = next;
    reason = nextReason;
    if (next) lastMobile = next.mobile;
    for (const listen of listeners) listen(view());
  };

  const checkAge = (): void => {
    if (!clerk || monotonic() - issuedAt <= maxAgeMs()) return;
    log.info('session.expired', {});
    void tokenStore.clear();
    setClerk(null, 'expired');
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
      const requested = await client.requestOtp(mobile);
      if (!requested.ok) return requested;
      return ok({ expiresInMs: limits.otpValidityMs, resendInMs: limits.otpResendCooldownMs });
    },

    verifyOtp: async (mobile, typedOtp) => {
      const otp = parseOtp(typedOtp);
      if (!otp) return err('OTP-WRONG');
      const verified = await client.verifyOtp(mobile, otp);
      if (!verified.ok) return verified;
      const newClerk: Clerk = { mobile, token: verified.data.token };
      issuedAt = monotonic();
      await tokenStore.save({ ...newClerk, issuedAt: now() });
      log.info('session.signed-in', {});
      setClerk(newClerk, 'none');
      return ok(view());
    },

    signOut: async () => {
      const previousClerk = clerk;
      // Deleted locally first, so that the counter is signed out even when the service does not answer.
      await tokenStore.clear();
      lastMobile = null;
      setClerk(null, 'signed-out');
      log.info('session.signed-out', {});
      const loggedOut = previousClerk
        ? await client.logout(previousClerk.token)
        : ok({ detail: '' });
      return ok({ serviceAnswered: loggedOut.ok });
    },

    reportEnded: (token: Token) => {
      // A late response to a call with a previous token does not concern the current session.
      if (clerk?.token !== token) return;
      log.info('session.ended-by-service', {});
      void tokenStore.clear();
      setClerk(null, 'ended');
    },

    onChange: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },

    stop: () => clearInterval(timer),
  };
};
