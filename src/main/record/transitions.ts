/**
 * Every way a registration can go from one state to another. What is not in this table does not happen. An outcome of step 2
 * that the service did not confirm leads to `unknown`, and from there no road leads back to sending but `absent`: the
 * service said, after a settling time, that it has no such registration.
 */
import type { RegistrationState } from '#shared/domain/registration.ts';

export const registrationEvents = [
  /** The clerk submits: for the first time, after an edit of a refused one, or after a review. */
  'submit',
  'hold',
  'release',
  'discard',
  /** The branch lead gives it to the clerk who is signed in now: its own clerk is away. */
  'take-over',
  /** The branch lead transfers it to another counter; what stays here is a tombstone. */
  'transfer-out',
  /** It came from another counter, and the service knows somebody with its number already. */
  'known-already',
  /** The clerk confirms that the service has it, after a review. */
  'confirm',
  /** Intents: durable before a byte leaves. */
  'send-card',
  'send-form',
  /** What step 1 of a submitted registration may find. */
  'reading-differs',
  'card-unread',
  /** What may become of either step. */
  'not-sent',
  'session-ended',
  'throttled',
  'try-later',
  'refused',
  /** What may become of step 2. */
  'accepted',
  'outcome-unknown',
  'handle-refused',
  'too-large',
  /** The app starts and finds a registration in flight. */
  'restart',
  /** What asking the service about an unknown outcome may find. */
  'found',
  'absent',
  'inconclusive',
  /** The verdict. */
  'passed',
  'verification-failed',
  'invalid',
] as const;
export type RegistrationEvent = (typeof registrationEvents)[number];

/** What a clerk decided about an outcome the service could not settle, as the cause of an event. */
export type DecisionCause = 'DECIDED-SERVICE-HAS-IT' | 'DECIDED-SEND-AGAIN';
/** What the branch lead allowed with their PIN, as the cause of an event. */
export type LeadCause = 'LEAD-RELEASED' | 'LEAD-TRANSFERRED-OUT';

export const transitions = {
  draft: { submit: 'ready', discard: 'discarded', 'transfer-out': 'transferred' },
  ready: {
    'send-card': 'sending-card',
    'send-form': 'sending-form',
    hold: 'on-hold',
    'take-over': 'ready',
    'transfer-out': 'transferred',
  },
  'sending-card': {
    'send-form': 'sending-form',
    'reading-differs': 'needs-review',
    'card-unread': 'needs-review',
    'not-sent': 'waiting',
    'session-ended': 'waiting',
    throttled: 'waiting',
    'try-later': 'waiting',
    refused: 'refused',
    // Step 1 only reads pictures: doing it again harms nothing.
    restart: 'ready',
  },
  'needs-review': {
    submit: 'ready',
    confirm: 'submitted',
    discard: 'discarded',
    'take-over': 'needs-review',
    'transfer-out': 'transferred',
  },
  'sending-form': {
    accepted: 'submitted',
    'outcome-unknown': 'unknown',
    'not-sent': 'waiting',
    'session-ended': 'waiting',
    throttled: 'waiting',
    'try-later': 'waiting',
    'handle-refused': 'waiting',
    'too-large': 'waiting',
    refused: 'refused',
    // The service may have it: nobody was there to hear the answer.
    restart: 'unknown',
  },
  // Another clerk's looks cannot settle it: what the service shows may be each clerk's own.
  unknown: {
    found: 'submitted',
    absent: 'ready',
    inconclusive: 'needs-review',
    'take-over': 'needs-review',
    'transfer-out': 'transferred',
  },
  waiting: {
    'send-card': 'sending-card',
    'send-form': 'sending-form',
    hold: 'on-hold',
    'take-over': 'waiting',
    'transfer-out': 'transferred',
  },
  refused: { submit: 'ready', discard: 'discarded', 'transfer-out': 'transferred' },
  'on-hold': {
    release: 'ready',
    'take-over': 'on-hold',
    'transfer-out': 'transferred',
    'known-already': 'needs-review',
  },
  submitted: { passed: 'passed', 'verification-failed': 'verification-failed', invalid: 'invalid' },
  passed: {},
  'verification-failed': {},
  invalid: {},
  discarded: {},
  transferred: {},
} as const satisfies Record<
  RegistrationState,
  Partial<Record<RegistrationEvent, RegistrationState>>
>;

/** @returns the state after an event, or null when the event cannot happen in this state. */
export const nextState = (
  state: RegistrationState,
  event: RegistrationEvent,
): RegistrationState | null => {
  const row: Partial<Record<RegistrationEvent, RegistrationState>> = transitions[state];
  return row[event] ?? null;
};

/** States that no start of the app may leave as they are. */
export const inFlightStates = [
  'sending-card',
  'sending-form',
] as const satisfies readonly RegistrationState[];

/** Submitted at the counter and not yet with the service, as far as anybody knows. */
export const waitingStates = [
  'ready',
  'sending-card',
  'sending-form',
  'waiting',
] as const satisfies readonly RegistrationState[];

/** The service has it. */
export const acceptedStates = [
  'submitted',
  'passed',
  'verification-failed',
  'invalid',
] as const satisfies readonly RegistrationState[];

/** The verdict is there and does not change any more. */
export const finalStates = [
  'passed',
  'verification-failed',
  'invalid',
] as const satisfies readonly RegistrationState[];

/** Nothing moves until a person does something. A verdict is a result and not a task of the counter. */
export const attentionStates = [
  'draft',
  'needs-review',
  'unknown',
  'refused',
] as const satisfies readonly RegistrationState[];
