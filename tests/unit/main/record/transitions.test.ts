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

/** The product's table, written down once more: where each state may lead. */
const LEADS_TO: Record<RegistrationState, RegistrationState[]> = {
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

/** Every state that can be reached when some events never happen. */
const reachable = (
  from: RegistrationState,
  without: readonly RegistrationEvent[] = [],
): Set<RegistrationState> => {
  const seen = new Set<RegistrationState>([from]);
  for (const state of seen) {
    for (const event of registrationEvents) {
      const next = without.includes(event) ? null : nextState(state, event);
      if (next) seen.add(next);
    }
  }
  return seen;
};

describe('transitions', () => {
  it.each(registrationStates)('leads from %s to the specified states, and to no other', (state) => {
    const found = new Set(
      registrationEvents.map((event) => nextState(state, event)).filter((next) => next !== null),
    );
    expect([...found].sort()).toEqual([...LEADS_TO[state]].sort());
  });

  it('return a state for every event of the table and null for every other', () => {
    const named = registrationStates.flatMap((state) =>
      Object.keys(transitions[state]).map((event) => `${state} ${event}`),
    );
    const takenBy = (state: RegistrationState) =>
      registrationEvents.filter((event) => nextState(state, event) !== null);
    const taken = registrationStates.flatMap((state) =>
      takenBy(state).map((event) => `${state} ${event}`),
    );
    expect(taken.sort()).toEqual(named.sort());
    expect(new Set(taken.map((pair) => pair.split(' ')[1]))).toEqual(new Set(registrationEvents));
  });

  it('lead from a form that may have arrived to sending only by `absent` or a decision', () => {
    const after = reachable('unknown', ['absent', 'submit']);
    expect(after.has('sending-form')).toBe(false);
    expect(after.has('sending-card')).toBe(false);
    expect(after.has('waiting')).toBe(false);
  });

  it('leave no state in flight at a start, and turn step 2 in flight into unknown', () => {
    expect(inFlightStates.map((state) => nextState(state, 'restart'))).toEqual([
      'ready',
      'unknown',
    ]);
    expect(registrationStates.filter((state) => nextState(state, 'restart'))).toEqual([
      ...inFlightStates,
    ]);
  });

  it('allow no edit or discard of what the service has or may have', () => {
    const untouchable = registrationStates.filter(
      (state) => !isEditable(state) && nextState(state, 'discard') === null,
    );
    expect(untouchable).toEqual(
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
    for (const state of reachable('draft')) {
      const ends = reachable(state);
      expect(
        ['passed', 'verification-failed', 'invalid', 'discarded', 'transferred'].some((end) =>
          ends.has(end as RegistrationState),
        ),
      ).toBe(true);
    }
  });
});
