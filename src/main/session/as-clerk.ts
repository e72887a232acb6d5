/** Calls of the service under a clerk's sign-in. */
import { err, type Result } from '#shared/result.ts';
import type { Token } from '#main/ekyc/port.ts';
import type { Clerk, Session } from './port.ts';

/**
 * Gives a call the clerk's token, and tells the session when the service does not take it any more.
 * Failures: SESSION-NEEDED without calling when there is no clerk, and those of the call.
 */
export const asClerk = async <T>(
  session: Pick<Session, 'ended'>,
  clerk: Clerk | null,
  call: (token: Token) => Promise<Result<T>>,
): Promise<Result<T>> => {
  if (!clerk) return err('SESSION-NEEDED');
  const answer = await call(clerk.token);
  if (!answer.ok && answer.error.code === 'SESSION-ENDED') session.ended(clerk.token);
  return answer;
};
