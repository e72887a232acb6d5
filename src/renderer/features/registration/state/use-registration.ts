/** Provides the open registration to the screens of its flow: reducer state, autosave and calls to the main process. */
import { computed, inject, onBeforeUnmount, provide } from 'vue';
import type { ComputedRef, InjectionKey, Ref, ShallowRef } from 'vue';
import { useAppStore } from '#renderer/composables/app-store.ts';
import { useBridge } from '#renderer/composables/bridge.ts';
import type { FieldName } from '#shared/domain/fields.ts';
import type { Step } from '#shared/domain/registration.ts';
import { limits } from '#shared/limits.ts';
import type { AppError } from '#shared/result.ts';
import { createAutosave, type SaveStatus } from './autosave.ts';
import { unsavedEdits, type EditBatch, type FlowEvent, type FlowState } from './flow.ts';
import { createPictureOperations, type PictureOperations } from './picture-operations.ts';
import {
  createRegistrationLifecycle,
  type RegistrationLifecycle,
} from './registration-lifecycle.ts';
import { createRegistrationState } from './registration-state.ts';

export interface Registration extends PictureOperations, RegistrationLifecycle {
  /** Null until a registration is open. */
  readonly flow: Readonly<ShallowRef<FlowState | null>>;
  /** State of the open registration, for components that exist only while one is open. Throws when none was opened. */
  readonly openState: ComputedRef<FlowState>;
  /** Whether the screen displays the form or the outcome. */
  readonly phase: Readonly<Ref<'form' | 'done'>>;
  readonly saveStatus: Readonly<ShallowRef<SaveStatus>>;
  /** A failure of the registration as a whole, rather than of a picture or field. */
  readonly failure: ShallowRef<AppError | null>;
  readonly dispatch: (event: FlowEvent) => void;
  /** Changes a value, and saves it after a typing pause or immediately. */
  readonly editField: (field: FieldName, value: string, when?: 'pause' | 'now') => void;
  /** Sets and saves a value that the clerk confirmed while the readings were displayed. */
  readonly confirmValue: (field: FieldName, value: string) => void;
  readonly setSameAddress: (same: boolean) => void;
  readonly saveNow: () => void;
  /** Saves all edits. @returns the failure of the save, or null. */
  readonly flush: () => Promise<AppError | null>;
  readonly goToStep: (step: Step) => Promise<void>;
  /** Sends the data of a keyboard wedge. @returns whether it was a card's code; otherwise `failure` is set. */
  readonly submitCode: (text: string) => Promise<boolean>;
  /** Sends the pictures of the card to the service, for the first reading or for another one. */
  readonly requestReading: () => Promise<void>;
  /** Queries the service for the unknown outcome of the registration. */
  readonly queryOutcome: () => Promise<void>;
  /** Returns to the form at this step. */
  readonly returnToForm: (step: Step) => Promise<void>;
}

const key: InjectionKey<Registration> = Symbol('registration');

export const provideRegistration = (): Registration => {
  const bridge = useBridge();
  const store = useAppStore();
  const state = createRegistrationState({
    scheduleSave: () => autosave.scheduleSave(),
    requestReading: () => void requestReading(),
  });
  const { flow, phase, saveStatus, failure, dispatch, openId, applyResult } = state;

  const autosave = createAutosave<EditBatch>({
    collectEdits: () => (flow.value ? unsavedEdits(flow.value) : null),
    save: ({ id, values, chosen, sameAddress }) =>
      bridge.registration.saveFields({
        id,
        values,
        ...(sameAddress === null ? {} : { sameAddress }),
        ...(chosen.length > 0 && { chosen: [...chosen] }),
      }),
    onSaved: (batch, savedAt) => dispatch({ type: 'saved', batch, savedAt }),
    onStatusChange: (status) => {
      saveStatus.value = status;
    },
  });
  const flush = (): Promise<AppError | null> => autosave.flush();

  const requestReading = async (): Promise<void> => {
    const problem = applyResult(await bridge.registration.readCard({ id: openId() }));
    if (problem) failure.value = problem;
  };

  const goToStep = async (step: Step): Promise<void> => {
    // The step changes even if the save fails: the edits remain in the page, and the header displays that they are
    // not saved.
    await flush();
    dispatch({ type: 'step-chosen', step });
    failure.value = applyResult(await bridge.registration.setStep({ id: openId(), step }));
  };

  const registration: Registration = {
    ...createPictureOperations(bridge, state),
    ...createRegistrationLifecycle({
      bridge,
      state,
      flush,
      onSubmitted: (id) => store.slipsDue.set(id, 'untried'),
    }),
    flow,
    openState: computed((previous) => {
      // The steps remain mounted briefly after closing. Their watchers then get the registration that was open last.
      const open = flow.value ?? previous;
      if (!open) throw new Error('no registration is open');
      return open;
    }),
    phase,
    saveStatus,
    failure,
    dispatch,
    editField: (field, value, when = 'pause') => {
      dispatch({ type: 'edited', field, value });
      if (when === 'now') autosave.saveImmediately();
      else autosave.scheduleSave();
    },
    confirmValue: (field, value) => {
      dispatch({ type: 'edited', field, value, chosen: true });
      autosave.saveImmediately();
    },
    setSameAddress: (same) => {
      dispatch({ type: 'same-address-changed', same });
      autosave.saveImmediately();
    },
    saveNow: () => autosave.saveImmediately(),
    flush,
    goToStep,
    submitCode: async (text) => {
      failure.value = applyResult(
        await bridge.registration.addScannedCode({
          id: openId(),
          text: text.slice(0, limits.ipcTextMaxChars),
        }),
      );
      return failure.value === null;
    },
    requestReading: requestReading,
    queryOutcome: async () => {
      failure.value = applyResult(await bridge.registration.checkNow({ id: openId() }));
    },
    returnToForm: async (step) => {
      phase.value = 'form';
      await goToStep(step);
    },
  };

  const listeners = [
    bridge.events.on('registration', (view) => dispatch({ type: 'view-arrived', view })),
    bridge.events.on('scan-progress', ({ side, percent }) => {
      if (side) dispatch({ type: 'scan-progress', side, percent });
    }),
  ];
  onBeforeUnmount(() => {
    // Unsaved edits are saved now, because a lock or another screen unmounts the form.
    autosave.saveImmediately();
    autosave.stop();
    for (const removeListener of listeners) removeListener();
  });

  provide(key, registration);
  return registration;
};

export const useRegistration = (): Registration => {
  const registration = inject(key);
  if (!registration) throw new Error('no registration is provided around this screen');
  return registration;
};
