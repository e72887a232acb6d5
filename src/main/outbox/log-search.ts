/** Searches the log (`verificationLog`) for a customer, page by page, until enough lines are found or the log ends. */
import { ok, type Result } from '#shared/result.ts';
import type { CallOptions, EkycClient, Token } from '#main/ekyc/port.ts';
import { matchLogEntry, type Customer } from '#main/record/customer-match.ts';
import type { LogSearchResult } from '#main/record/reconcile.ts';

export interface LogSearchOptions extends CallOptions {
  /** Maximum number of pages to request. */
  readonly pages: number;
  /** The search ends when more matching lines than this are found. */
  readonly enough?: number;
}

export const searchLog = async (
  client: EkycClient,
  token: Token,
  who: Customer,
  { pages, enough = Infinity, ...options }: LogSearchOptions,
): Promise<Result<LogSearchResult>> => {
  let [entries, alike] = [0, 0];
  for (let page = 1; ; page += 1) {
    const answer = await client.verificationLog(token, 'all', page, options);
    if (!answer.ok) return answer;
    for (const entry of answer.data.entries) {
      const found = matchLogEntry(entry, who);
      if (found === 'same') entries += 1;
      if (found !== 'other') alike += 1;
    }
    const { whole } = answer.data;
    const unpaged = page === 1 && whole && answer.data.entries.length > 0;
    if (whole || entries > enough || page >= pages) return ok({ entries, alike, whole, unpaged });
  }
};
