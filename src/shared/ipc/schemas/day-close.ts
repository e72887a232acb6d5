/** Schemas of the day close. The rows are masked. */
import * as v from 'valibot';
import { parseCivilDate, type CivilDate } from '#shared/domain/civil-date.ts';
import { dayCategories, dayVerdicts } from '#shared/domain/day-close.ts';
import { registrationStates } from '#shared/domain/registration.ts';
import { appError, count, epochMs } from './primitives.ts';

/** Date in Bangladesh as text, `2026-11-23`. */
const dayText = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));
/** A date as text, parsed by validation. Dates that do not exist are refused. */
export const dayInput = v.pipe(
  dayText,
  v.rawTransform<string, CivilDate>(({ dataset, addIssue, NEVER }) => {
    const parsed = parseCivilDate(dataset.value);
    if (parsed) return parsed.date;
    addIssue({ message: 'no such day' });
    return NEVER;
  }),
);

const dayRow = v.object({
  reference: v.string(),
  state: v.picklist(registrationStates),
  maskedName: v.string(),
  submittedAt: v.nullable(epochMs),
  lastError: v.nullable(appError),
  reason: v.nullable(v.string()),
});

const countsOf = <K extends string>(keys: readonly K[]) =>
  v.object(Object.fromEntries(keys.map((key) => [key, count])) as Record<K, typeof count>);

const dayNumbers = {
  taken: count,
  totals: countsOf(dayCategories),
  verdicts: countsOf(dayVerdicts),
  first: v.nullable(v.string()),
  last: v.nullable(v.string()),
};

export const daySummary = v.object({
  day: dayText,
  /** Noon of that day, for formatting. */
  at: epochMs,
  /** Masked clerk; null for the day close of all clerks. */
  maskedClerk: v.nullable(v.string()),
  ...dayNumbers,
  /** Totals per clerk, in the day close of all clerks. */
  clerks: v.array(v.object({ maskedClerk: v.string(), ...dayNumbers })),
  /** Drafts that are not yet submitted. Not part of `taken`. */
  drafts: count,
  /** Registrations of earlier days without a final outcome. */
  openFromEarlierDays: count,
  unsent: v.array(dayRow),
  unknown: v.array(dayRow),
  reviewOrRefused: v.array(dayRow),
  discarded: v.array(dayRow),
  transferred: v.array(dayRow),
});
