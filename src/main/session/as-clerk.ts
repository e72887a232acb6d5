/** Calls the service with a clerk's token and detects that the service has ended the session. */
import { err, type Result } from '#shared/result.ts';
import type { SubmitOutcome, Token } from '#main/ekyc/port.ts';
import type { Clerk, Session } from './port.ts';

/** Results of the client's calls; step 2 has its own outcome type. */
type Answer = Result<unknown> | SubmitOutcome;

/** Ends the session when the service no longer accepts the clerk's token. */
export const asClerk = async <A extends Answer>(
  session: Pick<Session, 'ended'>,
  clerk: Clerk,
  call: (token: Token) => Promise<A>,
): Promise<A> => {
  const answer = await call(clerk.token);
  if ('error' in answer && answer.error.code === 'SESSION-ENDED') session.ended(clerk.token);
  return answer;
};

/**
 * {@link asClerk} for the signed-in clerk.
 * Failures: SESSION-NEEDED, without calling the service, when no clerk is signed in; and those of the call.
 */
export const asSignedInClerk = async <T>(
  session: Pick<Session, 'clerk' | 'ended'>,
  call: (token: Token) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const clerk = session.clerk();
  return clerk ? asClerk(session, clerk, call) : err('SESSION-NEEDED');
};
