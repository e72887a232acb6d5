/**
 * Order and times of the entries of the verification log. Their format and sorting differ between versions of the
 * service.
 */
import { compareDates, parseCivilDate, todayInBangladesh, type CivilDate } from './civil-date.ts';
import type { LogEntry } from './verification.ts';

const ISO_TIME =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?$/i;

export interface SubmissionTime {
  /** The day in Bangladesh. */
  readonly day: CivilDate;
  /** Epoch milliseconds; null when the service sent a date without a time. */
  readonly at: number | null;
}

/**
 * Parses the submission time of an entry; null when it is invalid. A time without a zone is UTC, as in the service's
 * other times.
 */
export const parseSubmissionTime = (text: string): SubmissionTime | null => {
  const iso = ISO_TIME.exec(text.trim());
  if (iso) {
    const at = Date.parse(`${iso[1]}T${iso[2]}${iso[3] ?? 'Z'}`);
    return Number.isFinite(at) ? { day: todayInBangladesh(at), at } : null;
  }
  const date = parseCivilDate(text)?.date;
  return date ? { day: date, at: null } : null;
};

/** Newest first; entries without a valid time are last. */
const compareTimes = (a: SubmissionTime | null, b: SubmissionTime | null): number => {
  if (!a || !b) return Number(b !== null) - Number(a !== null);
  return compareDates(b.day, a.day) || (b.at ?? 0) - (a.at ?? 0);
};

/**
 * Sorts entries newest first. Entries of one day without times keep the order of the service. If the service sent the
 * oldest entry first, its order is reversed.
 */
export const newestFirst = (entries: readonly LogEntry[]): LogEntry[] => {
  const dated = entries.map((entry) => ({
    entry,
    submitted: parseSubmissionTime(entry.submittedOn),
  }));
  const [first, last] = [dated[0]?.submitted ?? null, dated.at(-1)?.submitted ?? null];
  if (first && last && compareTimes(first, last) > 0) dated.reverse();
  return dated.sort((a, b) => compareTimes(a.submitted, b.submitted)).map(({ entry }) => entry);
};
