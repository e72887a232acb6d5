/** Schemas of the outbox. Rows are masked, and lists are paginated. */
import * as v from 'valibot';
import { outboxActions, outboxFilters } from '#shared/domain/outbox.ts';
import { registrationStates } from '#shared/domain/registration.ts';
import { count, epochMs, text } from './primitives.ts';
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
