/** Determines the progress of the registration: the state of each step, and whether the clerk can go to it. */
import {
  steps,
  type CardSide,
  type PictureView,
  type RegistrationView,
  type Step,
} from '#shared/domain/registration.ts';
import { readablePairKey, type FlowState } from './flow.ts';

export interface StepState {
  readonly id: Step;
  readonly state: 'done' | 'current' | 'warning' | 'ahead';
  readonly reachable: boolean;
}

/** Whether a picture has a failed check without a reason from the clerk. */
export const hasOpenWarning = (picture: PictureView): boolean =>
  picture.failedChecks.length > 0 && picture.override === null;

/** The part of the card step that prevents the clerk from leaving it; null when nothing does. */
export const cardBlocker = (view: RegistrationView): 'both' | CardSide | 'reason' | null => {
  const { front, back } = view.pictures;
  if (!front && !back) return 'both';
  if (!front) return 'front';
  if (!back) return 'back';
  return hasOpenWarning(front) || hasOpenWarning(back) ? 'reason' : null;
};

const isVisited = (state: FlowState, step: Step): boolean =>
  state.step === step || state.view.visited.includes(step);

/**
 * @param detailErrors number of errors in the details.
 * @returns the steps in order. A step is reachable when all previous ones have been visited, even if they are
 * incomplete, so that the details can be typed first while the scanner is broken.
 */
export const stepStates = (state: FlowState, detailErrors: number): StepState[] => {
  const isComplete: Readonly<Record<Step, boolean>> = {
    card: readablePairKey(state.view) !== null,
    details: detailErrors === 0,
    photo: state.view.pictures.photo !== null,
    review: false,
  };
  return steps.map((id, index) => {
    const reachable = steps.slice(0, index).every((previous) => isVisited(state, previous));
    if (state.step === id) return { id, state: 'current', reachable };
    if (!isVisited(state, id) || id === 'review') return { id, state: 'ahead', reachable };
    return { id, state: isComplete[id] ? 'done' : 'warning', reachable };
  });
};
