/** Views of the outbox: every registration of this counter in one of four groups, and the totals of a day. */
import type { AppError } from '#shared/result.ts';
import type { RegistrationRow, RegistrationState } from './registration.ts';

export const outboxGroups = {
  /** Waits for a person, or until the counter has found out the outcome. */
  'needs-you': ['unknown', 'needs-review', 'refused'],
  moving: ['sending-form', 'sending-card', 'waiting', 'ready'],
  resting: ['on-hold', 'draft'],
  done: ['submitted', 'passed', 'verification-failed', 'invalid', 'discarded', 'transferred'],
} as const satisfies Record<string, readonly RegistrationState[]>;

export const outboxFilters = ['all', 'needs-you', 'moving', 'resting', 'done'] as const;
export type OutboxFilter = (typeof outboxFilters)[number];

/** The states behind a filter, in the order in which the list shows them. */
export const statesOf = (filter: OutboxFilter): readonly RegistrationState[] =>
  filter === 'all' ? Object.values(outboxGroups).flat() : outboxGroups[filter];

export const outboxActions = [
  'check-now',
  'open',
  'retry',
  'hold',
  'release',
  'decide',
  'discard',
  'take-over',
] as const;
export type OutboxAction = (typeof outboxActions)[number];

export interface OutboxRow extends RegistrationRow {
  readonly createdAt: number;
  readonly submittedAt: number | null;
  /** Earliest time of the next attempt or query, epoch milliseconds; 0 for no limit. */
  readonly notBefore: number;
  readonly waitsFor: 'line' | 'sign-in' | 'time' | null;
  /** Belongs to the clerk who is at the counter now. */
  readonly mine: boolean;
}

export interface TimelineEntry {
  readonly at: number;
  /** Name of the event in the table of transitions. */
  readonly event: string;
  readonly from: RegistrationState | null;
  readonly to: RegistrationState;
  readonly cause: string | null;
}

/** One line of the day's lists. */
export interface DayRow {
  readonly reference: string;
  readonly state: RegistrationState;
  readonly maskedName: string;
  readonly submittedAt: number | null;
  readonly lastError: AppError | null;
  /** Of a discarded one, in the clerk's words. */
  readonly reason: string | null;
}

/** Categories of the day close; the number of registrations taken is the sum of their totals. */
export const dayCategories = [
  'submitted',
  'waiting',
  'unknown',
  'needs-review',
  'refused',
  'on-hold',
  'discarded',
] as const;
export type DayCategory = (typeof dayCategories)[number];

/** The category that a state counts for; an unfinished draft counts for none. */
export const dayCategoryOf = (state: RegistrationState): DayCategory | null => {
  switch (state) {
    case 'draft':
      return null;
    case 'submitted':
    case 'passed':
    case 'verification-failed':
    case 'invalid':
      return 'submitted';
    case 'ready':
    case 'sending-card':
    case 'sending-form':
    case 'waiting':
      return 'waiting';
    case 'transferred':
      return 'discarded';
    default:
      return state;
  }
};
