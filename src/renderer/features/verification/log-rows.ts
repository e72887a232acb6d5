/** Builds the rows of the verification log's table: a heading for each day, followed by the entries of that day. */
import { formatWireDate, type CivilDate } from '#shared/domain/civil-date.ts';
import { parseSubmissionTime, type SubmissionTime } from '#shared/domain/log-order.ts';
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

const parsedSubmissions = new WeakMap<LogEntry, { readonly submission: SubmissionTime | null }>();

/** Cached, because a log may have 50,000 dates and each keystroke of a search groups the matches again. */
const submissionOf = (entry: LogEntry): SubmissionTime | null => {
  const cached = parsedSubmissions.get(entry);
  if (cached) return cached.submission;
  const submission = parseSubmissionTime(entry.submittedOn);
  parsedSubmissions.set(entry, { submission });
  return submission;
};

const isSameDay = (a: CivilDate | null, b: CivilDate | null): boolean =>
  a === b || (a !== null && b !== null && formatWireDate(a) === formatWireDate(b));

/** @param entries newest first, so that the entries of one day are adjacent. */
export const logRows = (entries: readonly LogEntry[]): LogRow[] => {
  const rows: LogRow[] = [];
  let headingIndex = -1;
  let day: CivilDate | null = null;
  let count = 0;
  /** Replaces the heading of the current day, because its number of entries is known only after the last one. */
  const updateHeading = (): void => {
    if (headingIndex >= 0) rows[headingIndex] = { kind: 'day', day, count };
  };
  entries.forEach((entry, index) => {
    const entryDay = submissionOf(entry)?.day ?? null;
    if (headingIndex < 0 || !isSameDay(entryDay, day)) {
      updateHeading();
      [headingIndex, day, count] = [rows.length, entryDay, 0];
      rows.push({ kind: 'day', day, count });
    }
    count += 1;
    rows.push({ kind: 'entry', entry, index });
  });
  updateHeading();
  return rows;
};
