/** The session of a signed-in clerk, which tests sign in, sign out and end. */
import type { Token } from '#main/ekyc/port.ts';
import type { Session } from '#main/session/port.ts';
import { err } from '#shared/result.ts';

export const CLERK = '01300000042';
export const OTHER_CLERK = '01300000043';

export const createFakeSession = (mobile: string | null = CLERK) => {
  const listeners = new Set<Parameters<Session['onChange']>[0]>();
  let number = 0;
  const tokenOf = (of: string): Token => `token-${of}-${String(number)}` as Token;
  let clerk = mobile === null ? null : { mobile, token: tokenOf(mobile) };
  let last = mobile;
  const ended: Token[] = [];
  const view = (): ReturnType<Session['view']> => ({
    signedIn: clerk !== null,
    maskedMobile: null,
    reason: clerk ? 'none' : 'ended',
  });
  const tell = (): void => {
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
      tell();
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
    signIn: (who: string): void => {
      number += 1;
      clerk = { mobile: who, token: tokenOf(who) };
      last = who;
      tell();
    },
    signOut: (): void => {
      clerk = null;
      tell();
    },
  };
};
