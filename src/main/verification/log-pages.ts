/**
 * Divides the verification log into pages for the screen: reads several of the service's pages for one of its own, and divides
 * a log that arrives as one response, so that neither process is blocked for long. Lines of customers are kept in memory only,
 * for one clerk and one filter.
 */
import { newestFirst } from '#shared/domain/log-order.ts';
import type { LogEntry, LogFilter, LogPage } from '#shared/domain/verification.ts';
import { limits } from '#shared/limits.ts';
import { ok, type Result } from '#shared/result.ts';
import type { EkycClient, Token } from '#main/ekyc/port.ts';

/** Requests for one page of the screen: a page of the service may have a single line. */
const MOST_REQUESTS = 10;

interface PagedLog {
  readonly token: Token;
  readonly filter: LogFilter;
  entries: LogEntry[];
  /** Where each page begins in `entries`, and where the page after the last one served will. */
  readonly starts: number[];
  servicePage: number;
  whole: boolean;
}

export interface LogPages {
  /** @param page counts from 1; the first one reads the log anew. */
  read(token: Token, filter: LogFilter, page: number): Promise<Result<LogPage>>;
  forget(): void;
}

export const createLogPages = (client: Pick<EkycClient, 'verificationLog'>): LogPages => {
  let held: PagedLog | null = null;

  const readUntil = async (log: PagedLog, count: number): Promise<Result<undefined>> => {
    for (
      let asked = 0;
      asked < MOST_REQUESTS && !log.whole && log.entries.length < count;
      asked += 1
    ) {
      const answer = await client.verificationLog(log.token, log.filter, log.servicePage);
      if (!answer.ok) return answer;
      log.entries = log.entries.concat(answer.data.entries);
      log.servicePage += 1;
      log.whole = answer.data.whole;
    }
    return ok(undefined);
  };

  return {
    read: async (token, filter, page) => {
      const continues =
        page > 1 &&
        held?.token === token &&
        held.filter === filter &&
        held.starts[page - 1] !== undefined;
      const current: PagedLog =
        continues && held
          ? held
          : { token, filter, entries: [], starts: [0], servicePage: 1, whole: false };
      held = current;
      const start = current.starts[continues ? page - 1 : 0] ?? 0;
      const read = await readUntil(current, start + limits.logPageLines);
      if (!read.ok) return read;
      // Nothing was shown yet, so all of it can be put in order at once.
      if (start === 0 && current.whole) current.entries = newestFirst(current.entries);
      const end = Math.min(current.entries.length, start + limits.logPageLines);
      current.starts[continues ? page : 1] = end;
      return ok({
        entries: current.entries.slice(start, end),
        whole: current.whole && end === current.entries.length,
      });
    },
    forget: () => {
      held = null;
    },
  };
};
