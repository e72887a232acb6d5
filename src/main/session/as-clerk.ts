/** Calls the service with a clerk's token. */
import { err, type Result } from '#shared/result.ts';
import type { SubmitOutcome, Token } from '#main/ekyc/port.ts';
import type { Clerk, Session } from './port.ts';

/** Answers of the client's calls; step 2 has outcomes of its own. */
type Answer = Result<unknown> | SubmitOutcome;

/** Runs a call with the clerk's token, and ends the session when the service no longer accepts that token. */
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
 * {@link asClerk} for the clerk who is signed in.
 * Failures: SESSION-NEEDED without a call when no clerk is signed in, and those of the call.
 */
export const asSignedInClerk = async <T>(
  session: Pick<Session, 'clerk' | 'ended'>,
  call: (token: Token) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const clerk = session.clerk();
  return clerk ? asClerk(session, clerk, call) : err('SESSION-NEEDED');
};
