/** Schemas of the outbox and the day close. Rows are masked, and lists are paginated. */
import * as v from 'valibot';
import { parseCivilDate, type CivilDate } from '#shared/domain/civil-date.ts';
import { dayCategories, dayVerdicts, outboxActions, outboxFilters } from '#shared/domain/outbox.ts';
import { registrationStates } from '#shared/domain/registration.ts';
import { appError, count, epochMs, text } from './primitives.ts';
import { consentView, registrationRow, registrationView } from './registration.ts';

const state = v.picklist(registrationStates);
const nonNegativeInteger = v.pipe(v.number(), v.integer(), v.minValue(0));

export const outboxPageInput = v.strictObject({
  filter: v.picklist(outboxFilters),
  /** A single state, or null for all states of the filter. */
  state: v.nullable(state),
  /** Substring of a reference, initial letters of a name, or a complete NID or mobile number. */
  search: text(60),
  offset: v.pipe(nonNegativeInteger, v.maxValue(10_000_000)),
  limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)),
});

export const outboxRow = v.object({
  ...registrationRow.entries,
  createdAt: epochMs,
  submittedAt: v.nullable(epochMs),
  notBefore: epochMs,
  waitsFor: v.nullable(v.picklist(['connection', 'sign-in', 'time'])),
  isOwn: v.boolean(),
});

export const outboxPage = v.object({
  rows: v.array(outboxRow),
  /** Number of rows that match filter, state and search. */
  total: count,
  /** Number of rows per filter, regardless of the search. */
  counts: v.object({
    all: count,
    'needs-attention': count,
    'in-progress': count,
    'on-hold-or-draft': count,
    done: count,
  }),
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
  nextAttemptAt: v.nullable(epochMs),
  maskedClerk: v.string(),
  /** Masked clerk from whom the registration was taken over, and the time. */
  takenOver: v.nullable(v.object({ from: v.string(), at: epochMs })),
  /** Reason for discarding, as the clerk typed it. */
  discardReason: v.nullable(v.string()),
  /** Evidence of the customer's consent; null before the submission. */
  consent: v.nullable(consentView),
  review: registrationView.entries.review,
});

export const dayOverview = v.object({
  /** Number of registrations submitted per hour of today (0 to 23), in order. Hours without registrations are omitted. */
  hours: v.array(v.object({ hour: count, count })),
  /** Average duration from the creation of the draft to the submission; null when nothing was submitted. */
  averageMs: v.nullable(count),
  /** Newest first. */
  last: v.array(
    v.object({
      ...registrationRow.entries,
      submittedAt: epochMs,
      waitsFor: outboxRow.entries.waitsFor,
    }),
  ),
});

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
  state,
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
