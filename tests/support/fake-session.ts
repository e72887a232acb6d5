/** The session of a signed-in clerk, which tests sign in, sign out and end. */
import type { Token } from '#main/ekyc/port.ts';
import type { Session } from '#main/session/port.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { err } from '#shared/result.ts';
import { mobile } from '#tests/support/numbers.ts';

export const CLERK = mobile('01300000042');
export const OTHER_CLERK = mobile('01300000043');

export const createFakeSession = (clerkMobile: MobileNumber | null = CLERK) => {
  const listeners = new Set<Parameters<Session['onChange']>[0]>();
  let number = 0;
  const tokenOf = (of: string): Token => `token-${of}-${String(number)}` as Token;
  let clerk = clerkMobile === null ? null : { mobile: clerkMobile, token: tokenOf(clerkMobile) };
  let last = clerkMobile;
  const ended: Token[] = [];
  const view = (): ReturnType<Session['view']> => ({
    signedIn: clerk !== null,
    maskedMobile: null,
    reason: clerk ? 'none' : 'ended',
  });
  const notify = (): void => {
    for (const listen of listeners) listen(view());
  };
  const session: Session = {
    view,
    clerk: () => clerk,
    lastMobile: () => last,
    requestOtp: async () => err('NET-DNS'),
    verifyOtp: async () => err('NET-DNS'),
    signOut: async () => err('NET-DNS'),
    ended: (token) => {
      ended.push(token);
      if (clerk?.token !== token) return;
      clerk = null;
      notify();
    },
    onChange: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    stop: () => undefined,
  };
  return {
    session,
    ended,
    signIn: (who: MobileNumber): void => {
      number += 1;
      clerk = { mobile: who, token: tokenOf(who) };
      last = who;
      notify();
    },
    signOut: (): void => {
      clerk = null;
      notify();
    },
  };
};
