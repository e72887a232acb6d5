/** Holds the state of the open registration in the page, and applies events and the results of calls to it. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { isEditable, type RegistrationView } from '#shared/domain/registration.ts';
import type { AppError, Result } from '#shared/result.ts';
import type { SaveStatus } from './autosave.ts';
import {
  createFlowState,
  reduceFlow,
  shouldRequestReading,
  type FlowEvent,
  type FlowState,
} from './flow.ts';

export interface RegistrationState {
  /** Null until a registration is open. */
  readonly flow: ShallowRef<FlowState | null>;
  /** Whether the screen displays the form or the outcome. */
  readonly phase: Ref<'form' | 'done'>;
  readonly saveStatus: ShallowRef<SaveStatus>;
  /** A failure of the registration as a whole, rather than of a picture or field. */
  readonly failure: ShallowRef<AppError | null>;
  readonly dispatch: (event: FlowEvent) => void;
  /** @returns the id of the open registration, or an empty text when none is open. */
  readonly openId: () => string;
  /** Replaces the state by that of a registration that was just opened. */
  readonly showRegistration: (view: RegistrationView) => void;
  /** Applies the result of a call to the state. @returns the failure, or null. */
  readonly applyResult: (result: Result<RegistrationView>) => AppError | null;
}

export interface RegistrationStateDeps {
  readonly scheduleSave: () => void;
  readonly requestReading: () => void;
}

export const createRegistrationState = ({
  scheduleSave,
  requestReading,
}: RegistrationStateDeps): RegistrationState => {
  const flow = shallowRef<FlowState | null>(null);
  const phase = ref<'form' | 'done'>('form');
  const saveStatus = shallowRef<SaveStatus>({ state: 'saved' });
  const failure = shallowRef<AppError | null>(null);

  const dispatch = (event: FlowEvent): void => {
    if (!flow.value) return;
    const previous = flow.value;
    flow.value = reduceFlow(previous, event);
    // A reading may have checked "same as present", which is saved like the clerk's own change.
    if (event.type === 'view-arrived' && flow.value.sameAddress !== previous.sameAddress)
      scheduleSave();
    if (shouldRequestReading(flow.value)) {
      flow.value = reduceFlow(flow.value, { type: 'reading-requested' });
      requestReading();
    }
  };

  return {
    flow,
    phase,
    saveStatus,
    failure,
    dispatch,
    openId: () => flow.value?.view.id ?? '',
    showRegistration: (view) => {
      flow.value = createFlowState(view);
      failure.value = null;
      saveStatus.value = { state: 'saved' };
      phase.value = isEditable(view.state) && view.review?.kind !== 'outcome' ? 'form' : 'done';
      dispatch({ type: 'view-arrived', view });
    },
    applyResult: (result) => {
      if (!result.ok) return result.error;
      dispatch({ type: 'view-arrived', view: result.data });
      return null;
    },
  };
};
