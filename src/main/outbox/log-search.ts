/** Searches the log (`verificationLog`) for a customer, page by page, until enough entries are found or the log ends. */
import { ok, type Result } from '#shared/result.ts';
import type { CallOptions, EkycClient, Token } from '#main/ekyc/port.ts';
import { matchLogEntry, type Customer } from '#main/record/customer-match.ts';
import type { LogSearchResult } from '#main/record/reconcile.ts';

export interface LogSearchOptions extends CallOptions {
  /** Maximum number of pages to request. */
  readonly maxPages: number;
  /** The search ends when more entries of the customer than this are found. */
  readonly stopAbove?: number;
}

/** Failures: those of `EkycClient.verificationLog`. */
export const searchLog = async (
  client: EkycClient,
  token: Token,
  customer: Customer,
  { maxPages, stopAbove = Infinity, ...options }: LogSearchOptions,
): Promise<Result<LogSearchResult>> => {
  let [exactMatches, possibleMatches] = [0, 0];
  for (let page = 1; ; page += 1) {
    const answer = await client.verificationLog(token, 'all', page, options);
    if (!answer.ok) return answer;
    for (const entry of answer.data.entries) {
      const match = matchLogEntry(entry, customer);
      if (match === 'same') exactMatches += 1;
      if (match !== 'other') possibleMatches += 1;
    }
    const { complete } = answer.data;
    const unpaged = page === 1 && complete && answer.data.entries.length > 0;
    if (complete || exactMatches > stopAbove || page >= maxPages)
      return ok({ exactMatches, possibleMatches, complete, unpaged });
  }
};
