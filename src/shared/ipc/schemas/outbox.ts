/** Schemas of the outbox and the day close. Rows are masked, and a list is limited to one page. */
import * as v from 'valibot';
import { parseCivilDate, type CivilDate } from '#shared/domain/civil-date.ts';
import { dayCategories, outboxActions, outboxFilters } from '#shared/domain/outbox.ts';
import { registrationStates } from '#shared/domain/registration.ts';
import {
  appError,
  count,
  epochMs,
  registrationRow,
  registrationView,
  text,
} from './registration.ts';

const state = v.picklist(registrationStates);
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

export const outboxPageInput = v.strictObject({
  filter: v.picklist(outboxFilters),
  /** One state alone, or all of the filter's. */
  state: v.nullable(state),
  /** Part of a reference, first letters of a name, or a whole NID or mobile number. */
  search: text(60),
  offset: v.pipe(whole, v.maxValue(10_000_000)),
  limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)),
});

export const outboxRow = v.object({
  ...registrationRow.entries,
  createdAt: epochMs,
  submittedAt: v.nullable(epochMs),
  notBefore: epochMs,
  waitsFor: v.nullable(v.picklist(['line', 'sign-in', 'time'])),
  mine: v.boolean(),
});

export const outboxPage = v.object({
  rows: v.array(outboxRow),
  /** Number of rows for this filter, state and search. */
  total: count,
  /** Number of rows of each filter, independent of the search. */
  counts: v.object({ all: count, 'needs-you': count, moving: count, resting: count, done: count }),
});

export const outboxDetails = v.object({
  row: outboxRow,
  /** Oldest first. */
  timeline: v.array(
    v.object({
      at: epochMs,
      event: v.string(),
      from: v.nullable(state),
      to: state,
      cause: v.nullable(v.string()),
    }),
  ),
  actions: v.array(v.picklist(outboxActions)),
  /** Time of the next automatic attempt or query. */
  nextTryAt: v.nullable(epochMs),
  maskedClerk: v.string(),
  /** The clerk from whom it was taken over, and when. */
  takenOver: v.nullable(v.object({ from: v.string(), at: epochMs })),
  /** Why it was discarded, in the clerk's words. */
  discardReason: v.nullable(v.string()),
  review: registrationView.entries.review,
});

/** `2026-11-23`, a day in Bangladesh. */
const dayText = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));
/** The same as a date; days that do not exist are refused. */
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
  state,
  maskedName: v.string(),
  submittedAt: v.nullable(epochMs),
  lastError: v.nullable(appError),
  reason: v.nullable(v.string()),
});

export const daySummary = v.object({
  day: dayText,
  /** Midday of that day, for formatting. */
  at: epochMs,
  taken: count,
  totals: v.object(
    Object.fromEntries(dayCategories.map((category) => [category, count])) as Record<
      (typeof dayCategories)[number],
      typeof count
    >,
  ),
  /** Begun and not yet submitted; not part of the sum. */
  drafts: count,
  /** Taken on earlier days and still without a final outcome. */
  earlier: count,
  unsent: v.array(dayRow),
  unknown: v.array(dayRow),
  needPerson: v.array(dayRow),
  discarded: v.array(dayRow),
});
