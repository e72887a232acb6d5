import { describe, expect, it } from 'vitest';
import { openFlow } from '#renderer/features/registration/state/flow.ts';
import { outcomeOf } from '#renderer/features/registration/state/outcome.ts';
import { cardBlocker, stepStates } from '#renderer/features/registration/state/steps.ts';
import { registrationStates } from '#shared/domain/registration.ts';
import {
  createPicture,
  createView,
} from '#tests/unit/renderer/features/registration/registration-view.ts';

const front = createPicture({ url: 'capture/f' });
const back = createPicture({ url: 'capture/b' });

describe('the steps of a registration', () => {
  it('allows a step when all earlier ones were visited', () => {
    const states = stepStates(
      openFlow(createView({ step: 'details', visited: ['card', 'details'] })),
      0,
    );
    expect(states.map((step) => step.reachable)).toEqual([true, true, true, false]);
    expect(states.map((step) => step.state)).toEqual(['warning', 'current', 'ahead', 'ahead']);
  });

  it('marks complete steps as done and incomplete ones with a warning', () => {
    const view = createView({
      step: 'review',
      visited: ['card', 'details', 'photo', 'review'],
      pictures: { front, back, photo: createPicture() },
    });
    expect(stepStates(openFlow(view), 0).map((step) => step.state)).toEqual([
      'done',
      'done',
      'done',
      'current',
    ]);
    expect(stepStates(openFlow(view), 2).map((step) => step.state)).toEqual([
      'done',
      'warning',
      'done',
      'current',
    ]);
  });

  it('returns which side of the card is missing or needs a reason', () => {
    expect(cardBlocker(createView())).toBe('both');
    expect(cardBlocker(createView({ pictures: { front, back: null, photo: null } }))).toBe('back');
    expect(cardBlocker(createView({ pictures: { front: null, back, photo: null } }))).toBe('front');
    const narrowBack = createPicture({ failedChecks: ['wide-enough'] });
    expect(cardBlocker(createView({ pictures: { front, back: narrowBack, photo: null } }))).toBe(
      'reason',
    );
    expect(
      cardBlocker(
        createView({
          pictures: { front, back: { ...narrowBack, override: 'best-possible' }, photo: null },
        }),
      ),
    ).toBeNull();
  });
});

describe('displayed outcome', () => {
  it('is "submitted" only in states after the service accepted', () => {
    const submitted = registrationStates.filter(
      (state) => outcomeOf({ state, lastError: null, review: null }) === 'submitted',
    );
    expect(submitted).toEqual(['submitted', 'passed', 'verification-failed', 'invalid']);
  });

  it('is "queued" after a failed attempt, even during a retry', () => {
    const lastError = { code: 'NET-CONNECT-TIMEOUT' } as const;
    expect(outcomeOf({ state: 'sending-card', lastError: null, review: null })).toBe('sending');
    expect(outcomeOf({ state: 'sending-card', lastError, review: null })).toBe('queued');
    expect(outcomeOf({ state: 'ready', lastError, review: null })).toBe('queued');
    expect(outcomeOf({ state: 'waiting', lastError, review: null })).toBe('queued');
  });

  it('is "unknown" for an unknown outcome, despite a stored error', () => {
    expect(outcomeOf({ state: 'unknown', lastError: { code: 'SEND-UNKNOWN' }, review: null })).toBe(
      'unknown',
    );
  });
});
