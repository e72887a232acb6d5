/** Looks for a customer in the log (call G), page by page, until what is wanted is seen or there is no more of it. */
import { ok, type Result } from '#shared/result.ts';
import type { CallOptions, EkycClient, Token } from '../ekyc/port.ts';
import { lineOf, type Customer } from './about.ts';

export interface LogLook {
  /** Lines of this mobile number and NID. */
  readonly entries: number;
  /** Lines that may be this customer's: those, and such of this mobile number whose NID cannot be compared. */
  readonly alike: number;
  /** Whether every line there is was seen. How many lines come in a page is the service's to choose: a short page proves nothing. */
  readonly whole: boolean;
  /** Whether the service gave everything at once, whatever page was asked for. */
  readonly unpaged: boolean;
}

export interface LookOptions extends CallOptions {
  /** Most pages to be asked for. */
  readonly pages: number;
  /** More lines than this one settles what is looked for. */
  readonly enough?: number;
}

export const lookInLog = async (
  client: EkycClient,
  token: Token,
  who: Customer,
  { pages, enough = Infinity, ...options }: LookOptions,
): Promise<Result<LogLook>> => {
  let [entries, alike] = [0, 0];
  for (let page = 1; ; page += 1) {
    const answer = await client.verificationLog(token, 'all', page, options);
    if (!answer.ok) return answer;
    for (const entry of answer.data.entries) {
      const found = lineOf(entry, who);
      if (found === 'same') entries += 1;
      if (found !== 'other') alike += 1;
    }
    const { whole } = answer.data;
    const unpaged = page === 1 && whole && answer.data.entries.length > 0;
    if (whole || entries > enough || page >= pages) return ok({ entries, alike, whole, unpaged });
  }
};
