/** Calls the service with a clerk's token and detects that the service has ended the session. */
import { err, type Result } from '#shared/result.ts';
import type { SubmitOutcome, Token } from '#main/ekyc/port.ts';
import type { Clerk, Session } from './port.ts';

/** Results of the client's calls. Step 2 has its own outcome type. */
type CallResult = Result<unknown> | SubmitOutcome;

/** Calls the service with the token of a clerk. Ends the session when the service no longer accepts the token. */
export const callAsClerk = async <R extends CallResult>(
  session: Pick<Session, 'reportEnded'>,
  clerk: Clerk,
  call: (token: Token) => Promise<R>,
): Promise<R> => {
  const result = await call(clerk.token);
  if ('error' in result && result.error.code === 'SESSION-ENDED') session.reportEnded(clerk.token);
  return result;
};

/**
 * {@link callAsClerk} for the signed-in clerk.
 * Failures: SESSION-NEEDED, without calling the service, when no clerk is signed in; and those of the call.
 */
export const callAsSignedInClerk = async <T>(
  session: Pick<Session, 'clerk' | 'reportEnded'>,
  call: (token: Token) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const clerk = session.clerk();
  return clerk ? callAsClerk(session, clerk, call) : err('SESSION-NEEDED');
};
