/**
 * Table of all transitions between the states of a registration; no other transition exists. An outcome of step 2
 * that the service did not confirm leads to `unknown`, from which only `absent` leads back to sending: the service
 * answered, after the quiet period, that it has no such registration.
 */
import type { RegistrationState } from '#shared/domain/registration.ts';

export const registrationEvents = [
  /** The clerk submits: for the first time, after an edit of a refused one, or after a review. */
  'submit',
  'hold',
  'release',
  'discard',
  /** The branch lead's PIN assigns the registration to the signed-in clerk, because its own clerk is absent. */
  'take-over',
  /** The branch lead transfers the registration to another counter; a tombstone stays here. */
  'transfer-out',
  /** The service already has the customer of a registration that came from another counter. */
  'known-already',
  /** The clerk confirms after a review that the service has the registration. */
  'confirm',
  /** Intents: each is durable before the first byte is sent. */
  'send-card',
  'send-form',
  /** Results of step 1 for a submitted registration. */
  'reading-differs',
  'card-unread',
  /** Outcomes of either step. */
  'not-sent',
  'session-ended',
  'throttled',
  'try-later',
  'refused',
  /** Outcomes of step 2. */
  'accepted',
  'outcome-unknown',
  'handle-refused',
  'too-large',
  /** The app starts and finds a registration in flight. */
  'restart',
  /** Results of a query about an unknown outcome. */
  'found',
  'absent',
  'inconclusive',
  /** The verdict. */
  'passed',
  'verification-failed',
  'invalid',
] as const;
export type RegistrationEvent = (typeof registrationEvents)[number];

/** A clerk's decision about an unknown outcome, as the cause of an event. */
export type DecisionCause = 'DECIDED-SERVICE-HAS-IT' | 'DECIDED-SEND-AGAIN';
/** An action that the branch lead authorised with the lead PIN, as the cause of an event. */
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
    // Step 1 only reads pictures and may be repeated.
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
    // The service may have received the form; its answer was lost when the process ended.
    restart: 'unknown',
  },
  // After a take-over the outcome cannot be queried: the service may show each clerk only their own registrations.
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
  const targets: Partial<Record<RegistrationEvent, RegistrationState>> = transitions[state];
  return targets[event] ?? null;
};

/** States during a call of the service. At a start of the app, registrations in them were interrupted and are recovered. */
export const inFlightStates = [
  'sending-card',
  'sending-form',
] as const satisfies readonly RegistrationState[];

/** Submitted at the counter and not yet accepted by the service. */
export const waitingStates = [
  'ready',
  'sending-card',
  'sending-form',
  'waiting',
] as const satisfies readonly RegistrationState[];

/** Accepted by the service, with or without a verdict. */
export const acceptedStates = [
  'submitted',
  'passed',
  'verification-failed',
  'invalid',
] as const satisfies readonly RegistrationState[];

/** Accepted by the service, with a final verdict. */
export const finalStates = [
  'passed',
  'verification-failed',
  'invalid',
] as const satisfies readonly RegistrationState[];

/**
 * States that Home lists: drafts, and those that need attention (`outboxGroups`). Verdicts are not included, because they require no
 * action at the counter.
 */
export const attentionOrDraftStates = [
  'draft',
  'needs-review',
  'unknown',
  'refused',
] as const satisfies readonly RegistrationState[];
