/**
 * Divides the verification log into pages of the screen, whose size is independent of the pages of the service. A log that
 * arrives as one response is divided too, so that no process is blocked for long. Entries are held in memory only, for one clerk
 * and one filter.
 */
import { newestFirst } from '#shared/domain/log-order.ts';
import type { LogEntry, LogFilter, ScreenLogPage } from '#shared/domain/verification.ts';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { EkycClient, Token } from '#main/ekyc/port.ts';

/** Maximum number of requests per page of the screen, because a page of the service may have a single entry. */
const MAX_REQUESTS_PER_PAGE = 10;

interface PagedLog {
  readonly token: Token;
  readonly filter: LogFilter;
  entries: LogEntry[];
  /** Start index in `entries` of each served page and of the next one. */
  readonly pageStarts: number[];
  servicePage: number;
  /** Whether all pages of the service were read. */
  isComplete: boolean;
  /** Whether `entries` was complete and was sorted before its first page was served. */
  isSorted: boolean;
}

export interface LogPages {
  /** @param page from 1. Page 1 reads the log from the service again. */
  read(token: Token, filter: LogFilter, page: number): Promise<Result<ScreenLogPage>>;
  /** Drops the entries of the cached log. */
  clear(): void;
}

export const createLogPages = (client: Pick<EkycClient, 'verificationLog'>): LogPages => {
  let cached: PagedLog | null = null;

  const readUntilCount = async (log: PagedLog, count: number): Promise<Result<undefined>> => {
    for (
      let requests = 0;
      requests < MAX_REQUESTS_PER_PAGE && !log.isComplete && log.entries.length < count;
      requests += 1
    ) {
      const answer = await client.verificationLog(log.token, log.filter, log.servicePage);
      if (!answer.ok) return answer;
      log.entries = log.entries.concat(answer.data.entries);
      log.servicePage += 1;
      log.isComplete = answer.data.complete;
    }
    return ok(undefined);
  };

  return {
    read: async (token, filter, page) => {
      const isContinuation =
        page > 1 &&
        cached?.token === token &&
        cached.filter === filter &&
        cached.pageStarts[page - 1] !== undefined;
      const current: PagedLog =
        isContinuation && cached
          ? cached
          : {
              token,
              filter,
              entries: [],
              pageStarts: [0],
              servicePage: 1,
              isComplete: false,
              isSorted: false,
            };
      cached = current;
      const start = current.pageStarts[isContinuation ? page - 1 : 0] ?? 0;
      const read = await readUntilCount(current, start + limits.logPageMaxEntries);
      if (!read.ok) return read;
      // Before the first page is served, a complete log can still be sorted.
      if (start === 0 && current.isComplete) {
        current.entries = newestFirst(current.entries);
        current.isSorted = true;
      }
      const end = Math.min(current.entries.length, start + limits.logPageMaxEntries);
      current.pageStarts[isContinuation ? page : 1] = end;
      return ok({
        entries: current.entries.slice(start, end),
        complete: current.isComplete && end === current.entries.length,
        sorted: current.isSorted,
      });
    },
    clear: () => {
      cached = null;
    },
  };
};

/** More than a clerk submits in ten years. A longer log indicates that the service returns pages endlessly. */
const MAX_ENTRIES = 200_000;

/**
 * Reads the complete log, independently of the pages of a screen. Fails with SVC-ANSWER when further pages of the service contain
 * nothing new or do not end, because an export must not be silently incomplete.
 */
export const readCompleteLog = async (
  client: Pick<EkycClient, 'verificationLog'>,
  token: Token,
  filter: LogFilter,
): Promise<Result<readonly LogEntry[]>> => {
  const pages = createLogPages(client);
  const entries: LogEntry[] = [];
  const distinctEntries = new Set<string>();
  for (let page = 1; entries.length < MAX_ENTRIES; page += 1) {
    const answer = await pages.read(token, filter, page);
    if (!answer.ok) return answer;
    const previousSize = distinctEntries.size;
    for (const entry of answer.data.entries) {
      entries.push(entry);
      distinctEntries.add(JSON.stringify(entry));
    }
    if (answer.data.complete) return ok(newestFirst(entries));
    if (distinctEntries.size === previousSize) break;
  }
  return err('SVC-ANSWER');
};
