/** Rows of the log's table: a heading for each day, followed by its entries. */
import { formatWireDate, type CivilDate } from '#shared/domain/civil-date.ts';
import { submittedOn, type SubmittedOn } from '#shared/domain/log-order.ts';
import type { LogEntry } from '#shared/domain/verification.ts';

export interface DayHeading {
  readonly kind: 'day';
  /** Null for entries with an invalid date. */
  readonly day: CivilDate | null;
  /** Number of entries of the day. */
  readonly count: number;
}
export interface EntryRow {
  readonly kind: 'entry';
  readonly entry: LogEntry;
  /** Index among the entries. */
  readonly index: number;
}
export type LogRow = DayHeading | EntryRow;

const parsedTimes = new WeakMap<LogEntry, { readonly on: SubmittedOn | null }>();

/** Cached, because a log may have 50,000 dates and each keystroke of a search groups the matches again. */
const timeOf = (entry: LogEntry): SubmittedOn | null => {
  const cached = parsedTimes.get(entry);
  if (cached) return cached.on;
  const on = submittedOn(entry.submittedOn);
  parsedTimes.set(entry, { on });
  return on;
};

const sameDay = (one: CivilDate | null, other: CivilDate | null): boolean =>
  one === other ||
  (one !== null && other !== null && formatWireDate(one) === formatWireDate(other));

/** @param entries newest first, so that entries of one day are adjacent. */
export const logRows = (entries: readonly LogEntry[]): LogRow[] => {
  const rows: LogRow[] = [];
  let heading = -1;
  let day: CivilDate | null = null;
  let count = 0;
  const closeDay = (): void => {
    if (heading >= 0) rows[heading] = { kind: 'day', day, count };
  };
  entries.forEach((entry, index) => {
    const on = timeOf(entry)?.day ?? null;
    if (heading < 0 || !sameDay(on, day)) {
      closeDay();
      [heading, day, count] = [rows.length, on, 0];
      rows.push({ kind: 'day', day, count });
    }
    count += 1;
    rows.push({ kind: 'entry', entry, index });
  });
  closeDay();
  return rows;
};
