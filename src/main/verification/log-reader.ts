/**
 * Reads the verification log for the screen: fetches several pages of the service at a time, and splits a log that arrives
 * as one response into parts that block neither process for long. Lines of customers are kept in memory only, for one clerk
 * and one filter.
 */
import { newestFirst } from '#shared/domain/log-order.ts';
import type { LogEntry, LogFilter, LogPage } from '#shared/domain/verification.ts';
import { limits } from '#shared/limits.ts';
import { ok, type Result } from '#shared/result.ts';
import type { EkycClient, Token } from '#main/ekyc/port.ts';

/** Pages of the service read for one part: its pages may have a single line. */
const MOST_REQUESTS = 10;

interface Reading {
  readonly token: Token;
  readonly filter: LogFilter;
  entries: LogEntry[];
  /** Where each part begins in `entries`; the part after the last one served is known too. */
  readonly starts: number[];
  servicePage: number;
  whole: boolean;
}

export interface LogReader {
  /** @param part counts from 1; the first one reads the log anew. */
  read(token: Token, filter: LogFilter, part: number): Promise<Result<LogPage>>;
  forget(): void;
}

export const createLogReader = (client: Pick<EkycClient, 'verificationLog'>): LogReader => {
  let reading: Reading | null = null;

  const readUntil = async (from: Reading, count: number): Promise<Result<undefined>> => {
    for (
      let asked = 0;
      asked < MOST_REQUESTS && !from.whole && from.entries.length < count;
      asked += 1
    ) {
      const answer = await client.verificationLog(from.token, from.filter, from.servicePage);
      if (!answer.ok) return answer;
      from.entries = from.entries.concat(answer.data.entries);
      from.servicePage += 1;
      from.whole = answer.data.whole;
    }
    return ok(undefined);
  };

  return {
    read: async (token, filter, part) => {
      const continues =
        part > 1 &&
        reading?.token === token &&
        reading.filter === filter &&
        reading.starts[part - 1] !== undefined;
      const current: Reading =
        continues && reading
          ? reading
          : { token, filter, entries: [], starts: [0], servicePage: 1, whole: false };
      reading = current;
      const start = current.starts[continues ? part - 1 : 0] ?? 0;
      const read = await readUntil(current, start + limits.logPartLines);
      if (!read.ok) return read;
      // Nothing was shown yet, so all of it can be put in order at once.
      if (start === 0 && current.whole) current.entries = newestFirst(current.entries);
      const end = Math.min(current.entries.length, start + limits.logPartLines);
      current.starts[continues ? part : 1] = end;
      return ok({
        entries: current.entries.slice(start, end),
        whole: current.whole && end === current.entries.length,
      });
    },
    forget: () => {
      reading = null;
    },
  };
};
