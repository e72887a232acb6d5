/** Groups, actions and rows of the outbox, and the totals of the day close. */
import type { AppError } from '#shared/result.ts';
import type { RegistrationRow, RegistrationState } from './registration.ts';

export const outboxGroups = {
  /** States that need a clerk, and `unknown`, which the counter resolves by queries. */
  'needs-attention': ['unknown', 'needs-review', 'refused'],
  'in-progress': ['sending-form', 'sending-card', 'waiting', 'ready'],
  'on-hold-or-draft': ['on-hold', 'draft'],
  done: ['submitted', 'passed', 'verification-failed', 'invalid', 'discarded', 'transferred'],
} as const satisfies Record<string, readonly RegistrationState[]>;

export const outboxFilters = [
  'all',
  'needs-attention',
  'in-progress',
  'on-hold-or-draft',
  'done',
] as const;
export type OutboxFilter = (typeof outboxFilters)[number];

/** The states of a filter, in the order of the list. */
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
  readonly waitsFor: 'connection' | 'sign-in' | 'time' | null;
  /** Whether the registration belongs to the signed-in clerk. */
  readonly isOwn: boolean;
}

export interface TimelineEntry {
  readonly at: number;
  /** Name of the event in the table of transitions. */
  readonly event: string;
  readonly from: RegistrationState | null;
  readonly to: RegistrationState;
  readonly cause: string | null;
}

/** A registration in the lists of the day close. */
export interface DayRow {
  readonly reference: string;
  readonly state: RegistrationState;
  readonly maskedName: string;
  readonly submittedAt: number | null;
  readonly lastError: AppError | null;
  /** Reason for discarding, as the clerk typed it; null for other states. */
  readonly reason: string | null;
}

/** Categories of the day close. The number of registrations taken is the sum of their totals. */
export const dayCategories = [
  'submitted',
  'waiting',
  'unknown',
  'needs-review',
  'refused',
  'on-hold',
  'discarded',
  'transferred',
] as const;
export type DayCategory = (typeof dayCategories)[number];

/** Verdicts of the Election Commission on the submitted registrations; `submitted`: no verdict yet. */
export const dayVerdicts = ['passed', 'verification-failed', 'invalid', 'submitted'] as const;
export type DayVerdict = (typeof dayVerdicts)[number];

/** Totals of one day. */
export interface DayNumbers {
  readonly taken: number;
  readonly totals: Readonly<Record<DayCategory, number>>;
  /** Submitted registrations by verdict. */
  readonly verdicts: Readonly<Record<DayVerdict, number>>;
  /** References of the first and the last registration; null when none was taken. */
  readonly first: string | null;
  readonly last: string | null;
}

/** The lists of registrations in the day close, in the order of the screen and the paper. */
export const dayLists = [
  'unsent',
  'unknown',
  'reviewOrRefused',
  'discarded',
  'transferred',
] as const;
export type DayListName = (typeof dayLists)[number];

/** The category of a state. Drafts belong to none, because they are not yet taken. */
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
    default:
      return state;
  }
};

/** States whose cause is the last failure. In other states the last failure is outdated. */
const failureStates: readonly RegistrationState[] = [
  'waiting',
  'refused',
  'needs-review',
  'unknown',
  'transferred',
];

/** Whether the condition that a registration waited for is met, so that it is displayed as ready. */
const isNextInQueue = (row: Pick<OutboxRow, 'state' | 'waitsFor'>): boolean =>
  row.state === 'waiting' && row.waitsFor === null;

/** The failure that caused the state; null when the state has no failure as its cause. */
export const failureOf = (
  row: Pick<OutboxRow, 'state' | 'lastError' | 'waitsFor'>,
): OutboxRow['lastError'] => {
  if (isNextInQueue(row)) return null;
  return failureStates.includes(row.state) ? row.lastError : null;
};

/** The state to display for a row. */
export const displayedState = (row: Pick<OutboxRow, 'state' | 'waitsFor'>): RegistrationState =>
  isNextInQueue(row) ? 'ready' : row.state;
