/** Handlers for sign-in and sign-out. */
import type { Session } from '#main/session/port.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

export const sessionHandlers = (session: Session) =>
  ({
    'session.requestOtp': ({ mobile }) => session.requestOtp(mobile),
    'session.verifyOtp': ({ mobile, otp }) => session.verifyOtp(mobile, otp),
    'session.signOut': () => session.signOut(),
  }) satisfies Partial<Handlers>;
