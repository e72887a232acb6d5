/** Calls the service with a clerk's token. */
import { err, type Result } from '#shared/result.ts';
import type { Token } from '#main/ekyc/port.ts';
import type { Clerk, Session } from './port.ts';

/**
 * Runs a call with the clerk's token and reports SESSION-ENDED to the session.
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
