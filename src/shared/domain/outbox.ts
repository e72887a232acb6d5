/** The rows of the outbox: their groups, their actions and the state in which they are displayed. */
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
