/** Fake session: tests sign a clerk in and out, and it records the tokens whose session has ended. */
import type { Token } from '#main/ekyc/port.ts';
import type { Session } from '#main/session/port.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { err } from '#shared/result.ts';
import { toMobileNumber } from '#tests/support/numbers.ts';

export const CLERK = toMobileNumber('01300000042');
export const OTHER_CLERK_MOBILE = toMobileNumber('01300000043');

export const createFakeSession = (clerkMobile: MobileNumber | null = CLERK) => {
  const listeners = new Set<Parameters<Session['onChange']>[0]>();
  let signInCount = 0;
  const tokenOf = (mobileNumber: string): Token =>
    `token-${mobileNumber}-${String(signInCount)}` as Token;
  let clerk = clerkMobile === null ? null : { mobile: clerkMobile, token: tokenOf(clerkMobile) };
  let lastMobile = clerkMobile;
  const endedTokens: Token[] = [];
  const view = (): ReturnType<Session['view']> => ({
    signedIn: clerk !== null,
    maskedMobile: null,
    reason: clerk ? 'none' : 'ended',
  });
  const notifyListeners = (): void => {
    for (const listen of listeners) listen(view());
  };
  const session: Session = {
    view,
    clerk: () => clerk,
    lastMobile: () => lastMobile,
    requestOtp: async () => err('NET-DNS'),
    verifyOtp: async () => err('NET-DNS'),
    signOut: async () => err('NET-DNS'),
    reportEnded: (token) => {
      endedTokens.push(token);
      if (clerk?.token !== token) return;
      clerk = null;
      notifyListeners();
    },
    onChange: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    stop: () => undefined,
  };
  return {
    session,
    ended: endedTokens,
    signIn: (mobileNumber: MobileNumber): void => {
      signInCount += 1;
      clerk = { mobile: mobileNumber, token: tokenOf(mobileNumber) };
      lastMobile = mobileNumber;
      notifyListeners();
    },
    signOut: (): void => {
      clerk = null;
      notifyListeners();
    },
  };
};
