/** Determines the texts and the primary action of the outbox by the state and history of a registration. */
import type { OutboxAction, OutboxRow, TimelineEntry } from '#shared/domain/outbox.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { errorCodes, type ErrorCode } from '#shared/error-codes.ts';
import { outbox as english } from '#renderer/i18n/en/outbox.ts';
import type { TextKey } from '#renderer/i18n/index.ts';

const isErrorCode = (cause: string | null): cause is ErrorCode =>
  (errorCodes as readonly (string | null)[]).includes(cause);
const hasEventText = (event: string): event is keyof (typeof english)['events'] =>
  event in english.events;

/**
 * Text key of a timeline entry: that of its error code if its cause is one, otherwise that of its event, or of the
 * resulting state if the event has no text.
 */
export const timelineTextKey = (entry: TimelineEntry): TextKey => {
  if (isErrorCode(entry.cause)) return `errors.${entry.cause}.cause`;
  return hasEventText(entry.event) ? `outbox.events.${entry.event}` : `states.${entry.to}`;
};

/** Tone of a timeline entry, which is that of the resulting state. */
export const timelineTone = (
  entry: TimelineEntry,
): 'unknown' | 'error' | 'warning' | 'success' | 'neutral' => {
  if (entry.to === 'unknown') return 'unknown';
  if (entry.to === 'refused' || entry.to === 'verification-failed' || entry.to === 'invalid')
    return 'error';
  if (entry.to === 'needs-review') return 'warning';
  return entry.to === 'submitted' || entry.to === 'passed' ? 'success' : 'neutral';
};

const REASON_BY_STATE: Readonly<Record<RegistrationState, TextKey>> = {
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
 * @param canTakeOver whether the registration can be taken over with the lead PIN.
 */
export const disabledReasonKey = (
  row: Pick<OutboxRow, 'state' | 'isOwn'>,
  canTakeOver = false,
): TextKey => {
  if (canTakeOver) return 'outbox.why.otherClerkLead';
  const requiresOwnClerk =
    row.state === 'unknown' ||
    row.state === 'submitted' ||
    row.state === 'waiting' ||
    row.state === 'needs-review';
  return !row.isOwn && requiresOwnClerk ? 'outbox.why.otherClerk' : REASON_BY_STATE[row.state];
};

/** The primary action of a state, which is displayed only if it is permitted. Null when the state has none. */
export const primaryActionOf = (state: RegistrationState): OutboxAction | null => {
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
