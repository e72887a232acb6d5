/** Reads the baseline of a registration: the service's answers about the customer right before step 2. */
import { ok, type Result } from '#shared/result.ts';
import type { CallOptions, EkycClient, Token } from '#main/ekyc/port.ts';
import type { Baseline } from '#main/record/baseline.ts';
import { matchStatus, type Customer } from '#main/record/customer-match.ts';
import { searchLog } from './log-search.ts';

/** Whether a query failed because of the connection, the session or the service as a whole, after which nothing is sent. */
const preventsSending = (code: string): boolean =>
  code.startsWith('NET-') ||
  code.startsWith('SESSION-') ||
  ['SVC-THROTTLED', 'SVC-NOT-JSON', 'CFG-URL', 'SVC-REDIRECT'].includes(code);

/** Two pages suffice to prove the end of a short log: its only page and the empty one after it. */
const MAX_LOG_PAGES = 2;

/**
 * Requests the status and then the log. The log is not requested in two cases: when the service has no customer with the mobile
 * number, so that the duration of a first registration does not depend on the length of the log, and when the service has this
 * customer and returns its whole log at once, because a second registration adds no entry to such a log. A result that the service
 * refuses to return is null. Failures: those of the connection, the session, and throttling.
 */
export const readBaseline = async (
  client: EkycClient,
  token: Token,
  customer: Customer,
  {
    now,
    isLogUnpaged,
    ...options
  }: CallOptions & { readonly now: () => number; readonly isLogUnpaged: boolean },
): Promise<Result<Baseline & { readonly isLogUnpaged: boolean }>> => {
  const at = now();
  const status = await client.verificationStatus(token, customer.mobile, options);
  if (!status.ok && preventsSending(status.error.code)) return status;
  const customerStatus = status.ok
    ? { match: matchStatus(status.data, customer), statusText: status.data.statusText }
    : null;
  const withoutLog = {
    status: customerStatus,
    exactMatches: null,
    possibleMatches: null,
    complete: false,
    at,
    isLogUnpaged,
  } as const;
  const match = customerStatus?.match;
  if (match === 'not-found' || (match === 'same' && isLogUnpaged)) return ok(withoutLog);
  const log = await searchLog(client, token, customer, { ...options, maxPages: MAX_LOG_PAGES });
  if (!log.ok) return preventsSending(log.error.code) ? log : ok(withoutLog);
  const { exactMatches, possibleMatches, complete, unpaged } = log.data;
  return ok({
    ...withoutLog,
    exactMatches,
    possibleMatches,
    complete,
    isLogUnpaged: isLogUnpaged || unpaged,
  });
};
