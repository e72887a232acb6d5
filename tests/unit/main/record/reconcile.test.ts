import { describe, expect, it } from 'vitest';
import type { Baseline } from '#main/record/baseline.ts';
import { reconcile, reconcileByStatus, type Observation } from '#main/record/reconcile.ts';

type Match = Observation['match'];
const createBaseline = (
  match: Match | null,
  entries: number | null = 0,
  overrides: Partial<Baseline> = {},
): Baseline => ({
  status: match && { match, statusText: 'x' },
  exactMatches: entries,
  possibleMatches: entries,
  complete: true,
  at: 1_000,
  ...overrides,
});
const createObservation = (
  match: Match,
  entries = 0,
  overrides: Partial<NonNullable<Observation['log']>> = {},
  otherSent = false,
): Observation => ({
  match,
  statusText: 'x',
  log: {
    exactMatches: entries,
    possibleMatches: entries,
    complete: true,
    unpaged: false,
    ...overrides,
  },
  hasOtherSent: otherSent,
});

describe('reconcile', () => {
  it.each<[string, Baseline | null, Observation, ReturnType<typeof reconcile>]>([
    [
      'the status has the NID, and had no customer before',
      createBaseline('not-found', null),
      createObservation('same'),
      'present',
    ],
    [
      'the status has the NID, and was "invalid" before',
      createBaseline('invalid'),
      createObservation('same'),
      'present',
    ],
    [
      'the status had another NID before',
      createBaseline('other'),
      createObservation('same'),
      'present',
    ],
    [
      'the mobile number had no customer before, and has one with an incomparable NID now',
      createBaseline('not-found', null),
      createObservation('not-comparable'),
      'present',
    ],
    [
      'the log has a first line',
      createBaseline('invalid'),
      createObservation('not-comparable', 1),
      'present',
    ],
    [
      'the log has a first line, with an incomparable NID',
      createBaseline('invalid'),
      createObservation('other', 0, { possibleMatches: 1 }),
      'present',
    ],
    [
      'the log has one more line of a customer who was in it before',
      createBaseline('same', 1),
      createObservation('same', 2),
      'present',
    ],
    [
      'neither has a customer',
      createBaseline('not-found', null),
      createObservation('not-found'),
      'absent',
    ],
    [
      'the status is still "invalid"',
      createBaseline('invalid'),
      createObservation('invalid'),
      'absent',
    ],
    [
      'the status still has another NID',
      createBaseline('other'),
      createObservation('other'),
      'absent',
    ],
    ['neither baseline nor customer exists', null, createObservation('not-found'), 'absent'],
    [
      'the status had the NID before too',
      createBaseline('same', 1),
      createObservation('same', 1),
      'doubtful',
    ],
    [
      'the log had the line before',
      createBaseline('not-comparable', 1),
      createObservation('same', 1),
      'doubtful',
    ],
    [
      'a customer with an incomparable NID had the mobile number before',
      createBaseline('not-comparable'),
      createObservation('same'),
      'doubtful',
    ],
    ['there is no baseline', null, createObservation('same', 1), 'doubtful'],
    [
      'the status could not be read before',
      createBaseline(null),
      createObservation('same'),
      'doubtful',
    ],
    [
      'the log could not be read before',
      createBaseline('invalid', null),
      createObservation('same'),
      'doubtful',
    ],
    [
      'a customer with an incomparable NID has the mobile number now, and the log has no line',
      createBaseline('invalid'),
      createObservation('not-comparable'),
      'doubtful',
    ],
    [
      'a line with the same mobile number has an incomparable NID',
      createBaseline('other', 1),
      createObservation('other', 0, { possibleMatches: 1 }),
      'doubtful',
    ],
    [
      'a line with the same mobile number has an incomparable NID, without a baseline',
      null,
      createObservation('other', 0, { possibleMatches: 1 }),
      'doubtful',
    ],
    [
      'the log was not read to its end',
      createBaseline('not-found', null),
      createObservation('not-found', 0, { complete: false }),
      'doubtful',
    ],
    [
      'the line may have been on another page before',
      createBaseline('other', 0, { complete: false }),
      createObservation('other', 1),
      'doubtful',
    ],
    [
      'the line may have been on another page before, and the status is "invalid" as it was',
      createBaseline('invalid', 0, { complete: false }),
      createObservation('invalid', 1),
      'doubtful',
    ],
    [
      'a customer who was found before is not found any more',
      createBaseline('same', 1),
      createObservation('not-found'),
      'doubtful',
    ],
    [
      'this counter sent the same person before',
      createBaseline('invalid'),
      createObservation('same', 0, {}, true),
      'doubtful',
    ],
    [
      'the new line may belong to the registration that this counter sent before',
      createBaseline('invalid'),
      createObservation('not-comparable', 1, {}, true),
      'doubtful',
    ],
    [
      'the service has no customer, although this counter sent one before',
      null,
      createObservation('not-found', 0, {}, true),
      'doubtful',
    ],
    [
      'the log has one line more than the registration sent before explains',
      createBaseline('not-comparable', 1),
      createObservation('not-comparable', 2, {}, true),
      'present',
    ],
    [
      'the log was not queried',
      createBaseline('not-found', null),
      { ...createObservation('not-found'), log: null },
      'doubtful',
    ],
  ])('determines the outcome when %s', (_case, baseline, observation, finding) => {
    expect(reconcile(baseline, observation)).toBe(finding);
  });

  it('returns present by the status alone where that is sufficient, and never absent', () => {
    const createStatusObservation = (match: Match): Observation => ({
      match,
      statusText: 'x',
      log: null,
      hasOtherSent: false,
    });
    expect(
      reconcileByStatus(createBaseline('not-found', null), createStatusObservation('same')),
    ).toBe('present');
    for (const match of ['other', 'invalid', 'not-found'] as const)
      expect(
        reconcileByStatus(createBaseline('not-found', null), createStatusObservation(match)),
      ).toBeNull();
  });
});
