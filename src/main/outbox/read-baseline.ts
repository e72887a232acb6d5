/** Reads the service's record of the customer right before step 2: the baseline of a registration. */
import { ok, type Result } from '#shared/result.ts';
import type { CallOptions, EkycClient, Token } from '#main/ekyc/port.ts';
import type { Baseline } from '#main/record/baseline.ts';
import { matchStatus, type Customer } from '#main/record/customer-match.ts';
import { searchLog } from './log-search.ts';

/** Whether an error of the query is one of the connection or the session, after which nothing is sent. */
const preventsSending = (code: string): boolean =>
  code.startsWith('NET-') ||
  code.startsWith('SESSION-') ||
  ['SVC-THROTTLED', 'SVC-NOT-JSON', 'CFG-URL', 'SVC-REDIRECT'].includes(code);

/** Two pages suffice to prove the end of a short log: its only page and the empty one after it. */
const LOG_PAGES = 2;

/**
 * Requests the status, and the log in addition, except in two cases: the service has no customer with the number, so that
 * the duration of a first registration does not depend on the length of the log; or the customer is known and the service
 * returns the whole log at once, because there a second registration adds no entry. What the service refuses to return is
 * null. Failures: those of the connection, the session, and throttling.
 */
export const readBaseline = async (
  client: EkycClient,
  token: Token,
  customer: Customer,
  {
    now,
    unpagedLog,
    ...options
  }: CallOptions & { readonly now: () => number; readonly unpagedLog: boolean },
): Promise<Result<Baseline & { readonly unpagedLog: boolean }>> => {
  const at = now();
  const status = await client.verificationStatus(token, customer.mobile, options);
  if (!status.ok && preventsSending(status.error.code)) return status;
  const known = status.ok
    ? { match: matchStatus(status.data, customer), statusText: status.data.statusText }
    : null;
  const unread = {
    status: known,
    exactMatches: null,
    possibleMatches: null,
    complete: false,
    at,
    unpagedLog,
  } as const;
  if (known?.match === 'not-found' || (known?.match === 'same' && unpagedLog)) return ok(unread);
  const log = await searchLog(client, token, customer, { ...options, maxPages: LOG_PAGES });
  if (!log.ok) return preventsSending(log.error.code) ? log : ok(unread);
  const { exactMatches, possibleMatches, complete, unpaged } = log.data;
  return ok({
    ...unread,
    exactMatches,
    possibleMatches,
    complete,
    unpagedLog: unpagedLog || unpaged,
  });
};
