/** Texts of the outbox that depend on the history of a registration. */
import type { OutboxAction, OutboxRow, TimelineEntry } from '#shared/domain/outbox.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { errorCodes, type ErrorCode } from '#shared/error-codes.ts';
import { outbox as english } from '#renderer/i18n/en/outbox.ts';
import type { TextKey } from '#renderer/i18n/index.ts';

/** States that are explained by the last failure; in others the failure is past. */
const failing: readonly RegistrationState[] = [
  'waiting',
  'refused',
  'needs-review',
  'unknown',
  'transferred',
];

/** The condition it waited for is met: it is treated like a ready one. */
const isNextInLine = (row: Pick<OutboxRow, 'state' | 'waitsFor'>): boolean =>
  row.state === 'waiting' && row.waitsFor === null;

/** The failure that caused the state, or null when none did. */
export const failureOf = (
  row: Pick<OutboxRow, 'state' | 'lastError' | 'waitsFor'>,
): OutboxRow['lastError'] => {
  if (isNextInLine(row)) return null;
  return failing.includes(row.state) ? row.lastError : null;
};

/** The state whose texts are shown for a row. */
export const spokenState = (row: Pick<OutboxRow, 'state' | 'waitsFor'>): RegistrationState =>
  isNextInLine(row) ? 'ready' : row.state;

const isCode = (cause: string | null): cause is ErrorCode =>
  (errorCodes as readonly (string | null)[]).includes(cause);
const isKnown = (event: string): event is keyof (typeof english)['events'] =>
  event in english.events;

/** Text key of a timeline entry: its cause when that is an error code, otherwise its event. */
export const entryKey = (entry: TimelineEntry): TextKey => {
  if (isCode(entry.cause)) return `errors.${entry.cause}.cause`;
  return isKnown(entry.event) ? `outbox.events.${entry.event}` : `states.${entry.to}`;
};

/** Tone of a timeline entry: that of the state it leads to. */
export const entryTone = (
  entry: TimelineEntry,
): 'unknown' | 'error' | 'warning' | 'success' | 'neutral' => {
  if (entry.to === 'unknown') return 'unknown';
  if (entry.to === 'refused' || entry.to === 'verification-failed' || entry.to === 'invalid')
    return 'error';
  if (entry.to === 'needs-review') return 'warning';
  return entry.to === 'submitted' || entry.to === 'passed' ? 'success' : 'neutral';
};

const WHY: Readonly<Record<RegistrationState, TextKey>> = {
  draft: 'outbox.why.draft',
  ready: 'outbox.why.ready',
  'sending-card': 'outbox.why.moving',
  'sending-form': 'outbox.why.moving',
  unknown: 'outbox.why.unknown',
  waiting: 'outbox.why.waiting',
  'needs-review': 'outbox.why.review',
  refused: 'outbox.why.refused',
  'on-hold': 'outbox.why.held',
  submitted: 'outbox.why.done',
  passed: 'outbox.why.done',
  'verification-failed': 'outbox.why.done',
  invalid: 'outbox.why.done',
  discarded: 'outbox.why.discarded',
  transferred: 'outbox.why.discarded',
};

/**
 * Text key of the reason why buttons are disabled.
 * @param canTake the branch lead can give it to the clerk at the counter.
 */
export const whyKey = (row: Pick<OutboxRow, 'state' | 'mine'>, canTake = false): TextKey => {
  if (canTake) return 'outbox.why.otherClerkLead';
  const asks =
    row.state === 'unknown' ||
    row.state === 'submitted' ||
    row.state === 'waiting' ||
    row.state === 'needs-review';
  return !row.mine && asks ? 'outbox.why.otherClerk' : WHY[row.state];
};

/** The primary action of a state, shown if it is allowed. */
export const mainAction = (state: RegistrationState): OutboxAction | null => {
  switch (state) {
    case 'unknown':
    case 'submitted':
      return 'check-now';
    case 'waiting':
      return 'retry';
    case 'on-hold':
      return 'release';
    case 'ready':
      return 'hold';
    case 'discarded':
    case 'transferred':
    case 'passed':
      return null;
    default:
      return 'open';
  }
};
