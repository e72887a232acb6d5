/** The transitions that bring a draft into each state, for tests that need a registration in every state. */
import type { RegistrationEvent } from '#main/record/transitions.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';

/** Events that lead from a draft to each state. */
export const EVENTS_TO_STATE: Record<RegistrationState, readonly RegistrationEvent[]> = {
  draft: [],
  ready: ['submit'],
  'sending-card': ['submit', 'send-card'],
  'needs-review': ['submit', 'send-card', 'reading-differs'],
  'sending-form': ['submit', 'send-form'],
  unknown: ['submit', 'send-form', 'outcome-unknown'],
  waiting: ['submit', 'send-form', 'not-sent'],
  refused: ['submit', 'send-form', 'refused'],
  'on-hold': ['submit', 'hold'],
  submitted: ['submit', 'send-form', 'accepted'],
  passed: ['submit', 'send-form', 'accepted', 'passed'],
  'verification-failed': ['submit', 'send-form', 'accepted', 'verification-failed'],
  invalid: ['submit', 'send-form', 'accepted', 'invalid'],
  discarded: ['discard'],
  transferred: ['transfer-out'],
};
