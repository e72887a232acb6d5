import { describe, expect, it } from 'vitest';
import {
  inFlightStates,
  nextState,
  registrationEvents,
  transitions,
  type RegistrationEvent,
} from '#main/record/transitions.ts';
import {
  isEditable,
  registrationStates,
  type RegistrationState,
} from '#shared/domain/registration.ts';

/** The specified states that can follow each state, written independently of the table under test. */
const NEXT_STATES: Record<RegistrationState, RegistrationState[]> = {
  draft: ['ready', 'discarded', 'transferred'],
  ready: ['sending-form', 'sending-card', 'on-hold', 'ready', 'transferred'],
  'sending-card': ['sending-form', 'needs-review', 'waiting', 'refused', 'ready'],
  'needs-review': ['ready', 'submitted', 'discarded', 'needs-review', 'transferred'],
  'sending-form': ['submitted', 'unknown', 'refused', 'waiting'],
  unknown: ['submitted', 'ready', 'needs-review', 'transferred'],
  waiting: ['sending-card', 'sending-form', 'on-hold', 'waiting', 'transferred'],
  refused: ['ready', 'discarded', 'transferred'],
  'on-hold': ['ready', 'on-hold', 'transferred', 'needs-review'],
  submitted: ['passed', 'verification-failed', 'invalid'],
  passed: [],
  'verification-failed': [],
  invalid: [],
  discarded: [],
  transferred: [],
};

/** Returns every state that can be reached from a state without the given events. */
const findReachable = (
  from: RegistrationState,
  without: readonly RegistrationEvent[] = [],
): Set<RegistrationState> => {
  const reached = new Set<RegistrationState>([from]);
  for (const state of reached) {
    for (const event of registrationEvents) {
      const next = without.includes(event) ? null : nextState(state, event);
      if (next) reached.add(next);
    }
  }
  return reached;
};

describe('transitions', () => {
  it.each(registrationStates)('lead from %s to the specified states, and to no other', (state) => {
    const nextStates = new Set(
      registrationEvents.map((event) => nextState(state, event)).filter((next) => next !== null),
    );
    expect([...nextStates].sort()).toEqual([...NEXT_STATES[state]].sort());
  });

  it('return a state for every event of the table and null for every other', () => {
    const pairsOfTable = registrationStates.flatMap((state) =>
      Object.keys(transitions[state]).map((event) => `${state} ${event}`),
    );
    const acceptedEvents = (state: RegistrationState) =>
      registrationEvents.filter((event) => nextState(state, event) !== null);
    const acceptedPairs = registrationStates.flatMap((state) =>
      acceptedEvents(state).map((event) => `${state} ${event}`),
    );
    expect(acceptedPairs.sort()).toEqual(pairsOfTable.sort());
    expect(new Set(acceptedPairs.map((pair) => pair.split(' ')[1]))).toEqual(
      new Set(registrationEvents),
    );
  });

  it('lead from a form that may have arrived to sending only by `absent` or a decision', () => {
    const reachableStates = findReachable('unknown', ['absent', 'submit']);
    expect(reachableStates.has('sending-form')).toBe(false);
    expect(reachableStates.has('sending-card')).toBe(false);
    expect(reachableStates.has('waiting')).toBe(false);
  });

  it('leave no sending state after a restart, and turn an interrupted step 2 into unknown', () => {
    expect(inFlightStates.map((state) => nextState(state, 'restart'))).toEqual([
      'ready',
      'unknown',
    ]);
    expect(registrationStates.filter((state) => nextState(state, 'restart'))).toEqual([
      ...inFlightStates,
    ]);
  });

  it('allow no edit or discard of a registration that the service has or may have', () => {
    const protectedStates = registrationStates.filter(
      (state) => !isEditable(state) && nextState(state, 'discard') === null,
    );
    expect(protectedStates).toEqual(
      expect.arrayContaining([
        'sending-form',
        'unknown',
        'submitted',
        'passed',
        'verification-failed',
        'invalid',
      ]),
    );
  });

  it('lead from every state to a final one', () => {
    for (const state of findReachable('draft')) {
      const reachableStates = findReachable(state);
      expect(
        ['passed', 'verification-failed', 'invalid', 'discarded', 'transferred'].some(
          (finalState) => reachableStates.has(finalState as RegistrationState),
        ),
      ).toBe(true);
    }
  });
});
