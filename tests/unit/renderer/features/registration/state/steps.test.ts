import { describe, expect, it } from 'vitest';
import { createFlowState } from '#renderer/features/registration/state/flow.ts';
import { cardBlocker, stepStates } from '#renderer/features/registration/state/steps.ts';
import {
  createPicture,
  createView,
} from '#tests/unit/renderer/features/registration/registration-view.ts';

const front = createPicture({ url: 'capture/f' });
const back = createPicture({ url: 'capture/b' });

describe('stepStates', () => {
  it('makes a step reachable when all earlier ones were visited', () => {
    const states = stepStates(
      createFlowState(createView({ step: 'details', visited: ['card', 'details'] })),
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
    expect(stepStates(createFlowState(view), 0).map((step) => step.state)).toEqual([
      'done',
      'done',
      'done',
      'current',
    ]);
    expect(stepStates(createFlowState(view), 2).map((step) => step.state)).toEqual([
      'done',
      'warning',
      'done',
      'current',
    ]);
  });
});

describe('cardBlocker', () => {
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
