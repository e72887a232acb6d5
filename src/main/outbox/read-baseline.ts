/** Reads the service's record of the customer right before step 2: the baseline of a registration. */
import { ok, type Result } from '#shared/result.ts';
import type { CallOptions, EkycClient, Token } from '#main/ekyc/port.ts';
import type { Baseline } from '#main/record/baseline.ts';
import { matchStatus, type Customer } from '#main/record/customer-match.ts';
import { searchLog } from './log-search.ts';

/** Failures of the connection or the session, after which nothing is sent. */
const forbidsSending = (code: string): boolean =>
  code.startsWith('NET-') ||
  code.startsWith('SESSION-') ||
  ['SVC-THROTTLED', 'SVC-NOT-JSON', 'CFG-URL', 'SVC-REDIRECT'].includes(code);

/** Two pages are enough to prove the end of a short log: its only page and the empty one after it. */
const LOG_PAGES = 2;

/**
 * Requests one status, and the log only where the status does not identify the customer. The log is not read when the
 * service has no customer with the number, so that the cost of a first registration does not depend on the length of
 * the log, nor for a known customer of a service that returns the whole log at once: there a second registration adds
 * no line. What the service refuses to return is null. Failures: those of the connection, the session, and throttling.
 */
export const readBaseline = async (
  client: EkycClient,
  token: Token,
  who: Customer,
  {
    now,
    unpagedLog,
    ...options
  }: CallOptions & { readonly now: () => number; readonly unpagedLog: boolean },
): Promise<Result<Baseline & { readonly unpagedLog: boolean }>> => {
  const at = now();
  const status = await client.verificationStatus(token, who.mobile, options);
  if (!status.ok && forbidsSending(status.error.code)) return status;
  const known = status.ok ? { about: matchStatus(status.data, who), word: status.data.word } : null;
  const unread = {
    version: 2,
    status: known,
    entries: null,
    alike: null,
    complete: false,
    at,
    unpagedLog,
  } as const;
  if (known?.about === 'nobody' || (known?.about === 'same' && unpagedLog)) return ok(unread);
  const log = await searchLog(client, token, who, { ...options, pages: LOG_PAGES });
  if (!log.ok) return forbidsSending(log.error.code) ? log : ok(unread);
  const { entries, alike, whole, unpaged } = log.data;
  return ok({ ...unread, entries, alike, complete: whole, unpagedLog: unpagedLog || unpaged });
};
