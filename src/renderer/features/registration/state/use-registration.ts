/** Provides the open registration to the screens of its flow: reducer state, autosave and calls to the main process. */
import { computed, inject, onBeforeUnmount, provide, ref, shallowRef } from 'vue';
import type { ComputedRef, InjectionKey, Ref, ShallowRef } from 'vue';
import { useAppStore } from '#renderer/composables/app-store.ts';
import { useBridge } from '#renderer/composables/bridge.ts';
import type { CardCorners } from '#shared/domain/card-corners.ts';
import type { FieldName } from '#shared/domain/fields.ts';
import type { CallInput } from '#shared/ipc/contract.ts';
import {
  isEditable,
  type CardSide,
  type OverrideReason,
  type PhotoProblem,
  type PicturePart,
  type RegistrationView,
  type Step,
} from '#shared/domain/registration.ts';
import { limits } from '#shared/limits.ts';
import { err, type AppError, type Result } from '#shared/result.ts';
import { createAutosave, type SaveStatus } from './autosave.ts';
import {
  openFlow,
  shouldRequestReading,
  reduceFlow,
  unsavedEdits,
  type EditBatch,
  type FlowEvent,
  type FlowState,
} from './flow.ts';

export interface Registration {
  /** Null until a registration is open. */
  readonly flow: Readonly<ShallowRef<FlowState | null>>;
  /** State of the open registration, for components that exist only while one is open. Throws when none was opened. */
  readonly open: ComputedRef<FlowState>;
  /** Whether the screen displays the form or the outcome. */
  readonly phase: Readonly<Ref<'form' | 'done'>>;
  readonly saveStatus: Readonly<ShallowRef<SaveStatus>>;
  /** A failure of the registration as a whole, rather than of a picture or field. */
  readonly failure: ShallowRef<AppError | null>;
  readonly submitting: Readonly<Ref<boolean>>;
  readonly openCurrent: () => Promise<void>;
  readonly dispatch: (event: FlowEvent) => void;
  /** Changes a value, and saves it after a typing pause or immediately. */
  readonly edit: (field: FieldName, value: string, when?: 'pause' | 'now') => void;
  /** Sets and saves a value that the clerk confirmed while the readings were displayed. */
  readonly choose: (field: FieldName, value: string) => void;
  readonly setSameAddress: (same: boolean) => void;
  readonly saveNow: () => void;
  readonly flush: () => Promise<AppError | null>;
  readonly goToStep: (step: Step) => Promise<void>;
  readonly scan: (side: CardSide) => Promise<void>;
  readonly cancelScan: () => void;
  /** @param file a dropped file, or the id of a file chosen on a drive. */
  readonly importPicture: (part: PicturePart, file: File | string) => Promise<void>;
  /** @param problems problems of a photo that is taken nevertheless; null when it was not checked. */
  readonly addCameraPicture: (
    part: PicturePart,
    bytes: Uint8Array,
    problems?: readonly PhotoProblem[] | null,
  ) => Promise<boolean>;
  /** @returns whether the card was cropped; otherwise the picture is unchanged and its panel displays the failure. */
  readonly cropCard: (side: CardSide, corners: CardCorners) => Promise<boolean>;
  readonly overridePicture: (part: PicturePart, reason: OverrideReason) => Promise<void>;
  /** Sends the data of a keyboard wedge. @returns whether it was a card's code; otherwise `failure` is set. */
  readonly submitCode: (text: string) => Promise<boolean>;
  readonly readAgain: () => Promise<void>;
  /** @returns whether the registration was put aside; otherwise `failure` is set. */
  readonly putAside: () => Promise<boolean>;
  /** @param leadPin required for a registration that was submitted before. */
  readonly discard: (reason: string, leadPin?: string) => Promise<Result<{ undoMs: number }>>;
  readonly submit: (consent: CallInput<'registration.submit'>['consent']) => Promise<void>;
  readonly checkNow: () => Promise<void>;
  /** Returns to the form at this step. */
  readonly returnToForm: (step: Step) => Promise<void>;
  /** Closes the open registration and starts a new one. */
  readonly startNext: () => Promise<void>;
  /** Closes the registration in the main process. The page continues to display it until `clear` or `next`. */
  readonly close: () => Promise<void>;
  /** Removes the registration from the page without a call to the main process. */
  readonly clear: () => void;
}

const key: InjectionKey<Registration> = Symbol('registration');

export const provideRegistration = (): Registration => {
  const bridge = useBridge();
  const store = useAppStore();
  const flow = shallowRef<FlowState | null>(null);
  const phase = ref<'form' | 'done'>('form');
  const saveStatus = shallowRef<SaveStatus>({ state: 'saved' });
  const failure = shallowRef<AppError | null>(null);
  const submitting = ref(false);

  const dispatch = (event: FlowEvent): void => {
    if (!flow.value) return;
    const previous = flow.value;
    flow.value = reduceFlow(previous, event);
    // A reading may have checked "same as present", which is saved like the clerk's own change.
    if (event.type === 'view-arrived' && flow.value.sameAddress !== previous.sameAddress)
      autosave.scheduleSave();
    if (shouldRequestReading(flow.value)) {
      flow.value = reduceFlow(flow.value, { type: 'reading-requested' });
      void readAgain();
    }
  };

  const showRegistration = (view: RegistrationView): void => {
    flow.value = openFlow(view);
    failure.value = null;
    saveStatus.value = { state: 'saved' };
    phase.value = isEditable(view.state) && view.review?.kind !== 'outcome' ? 'form' : 'done';
    dispatch({ type: 'view-arrived', view });
  };

  /** Applies the answer of a call to the state. @returns the failure, or null. */
  const applyAnswer = (answer: Result<RegistrationView>): AppError | null => {
    if (!answer.ok) return answer.error;
    dispatch({ type: 'view-arrived', view: answer.data });
    return null;
  };

  const currentId = (): string => flow.value?.view.id ?? '';

  const autosave = createAutosave<EditBatch>({
    collect: () => (flow.value ? unsavedEdits(flow.value) : null),
    save: ({ id, values, chosen, sameAddress }) =>
      bridge.registration.saveFields({
        id,
        values,
        ...(sameAddress === null ? {} : { sameAddress }),
        ...(chosen.length > 0 && { chosen: [...chosen] }),
      }),
    onSaved: (batch, savedAt) => dispatch({ type: 'saved', batch, savedAt }),
    onStatus: (status) => {
      saveStatus.value = status;
    },
  });

  const readAgain = async (): Promise<void> => {
    const problem = applyAnswer(await bridge.registration.readCard({ id: currentId() }));
    if (problem) failure.value = problem;
  };

  /**
   * Runs an operation on a picture and displays its progress in the panel. After a failure the previous picture
   * remains.
   */
  const runPictureOperation = async (
    part: PicturePart,
    operation: () => Promise<Result<RegistrationView>>,
  ): Promise<boolean> => {
    const requestedId = currentId();
    const answer = await operation();
    // Another registration may be open by now, and must not receive this picture.
    if (currentId() !== requestedId) return false;
    dispatch({ type: 'picture-finished', part, error: answer.ok ? null : answer.error });
    return applyAnswer(answer) === null;
  };

  const readFile = async (file: File): Promise<Result<Uint8Array>> => {
    if (file.size > limits.importMaxBytes) return err('IMG-FILE-SIZE');
    if (file.size === 0) return err('IMG-NOT-IMAGE');
    try {
      return { ok: true, data: new Uint8Array(await file.arrayBuffer()) };
    } catch {
      // The drive was disconnected after the file was dropped.
      return err('FILE-GONE');
    }
  };

  const registration: Registration = {
    flow,
    open: computed((previous) => {
      // The steps remain mounted briefly after closing. Their watchers then get the registration that was open last.
      const open = flow.value ?? previous;
      if (!open) throw new Error('no registration is open');
      return open;
    }),
    phase,
    saveStatus,
    failure,
    submitting,
    dispatch,
    openCurrent: async () => {
      failure.value = null;
      const current = await bridge.registration.current();
      const answer =
        current.ok && current.data
          ? { ok: true as const, data: current.data }
          : await bridge.registration.start();
      if (answer.ok) showRegistration(answer.data);
      else failure.value = answer.error;
    },
    edit: (field, value, when = 'pause') => {
      dispatch({ type: 'edited', field, value });
      if (when === 'now') autosave.saveImmediately();
      else autosave.scheduleSave();
    },
    choose: (field, value) => {
      dispatch({ type: 'edited', field, value, chosen: true });
      autosave.saveImmediately();
    },
    setSameAddress: (same) => {
      dispatch({ type: 'same-address-changed', same });
      autosave.saveImmediately();
    },
    saveNow: () => autosave.saveImmediately(),
    flush: () => autosave.flush(),
    goToStep: async (step) => {
      // The step changes even if the save fails: the edits remain in the page, and the header displays that they are
      // not saved.
      await autosave.flush();
      dispatch({ type: 'step-chosen', step });
      failure.value = applyAnswer(await bridge.registration.setStep({ id: currentId(), step }));
    },
    scan: async (side) => {
      if (flow.value?.busy.front || flow.value?.busy.back) return;
      dispatch({ type: 'picture-busy', part: side, busy: { kind: 'scan', percent: null } });
      await runPictureOperation(side, () => bridge.scanner.scan({ id: currentId(), side }));
    },
    cancelScan: () => void bridge.scanner.cancel(),
    importPicture: async (part, file) => {
      dispatch({ type: 'picture-busy', part, busy: { kind: 'import' } });
      await runPictureOperation(part, async () => {
        if (typeof file === 'string')
          return bridge.registration.importPicture({ id: currentId(), part, file });
        const content = await readFile(file);
        return content.ok
          ? bridge.registration.putPicture({
              id: currentId(),
              part,
              bytes: content.data,
              origin: 'import',
            })
          : content;
      });
    },
    addCameraPicture: (part, bytes, problems = null) => {
      dispatch({ type: 'picture-busy', part, busy: { kind: 'camera' } });
      return runPictureOperation(part, () =>
        bridge.registration.putPicture({
          id: currentId(),
          part,
          bytes,
          origin: 'camera',
          ...(problems && { photoProblems: [...problems] }),
        }),
      );
    },
    cropCard: (side, corners) => {
      dispatch({ type: 'picture-busy', part: side, busy: { kind: 'crop' } });
      return runPictureOperation(side, () =>
        bridge.registration.cropCard({ id: currentId(), side, corners }),
      );
    },
    overridePicture: async (part, reason) => {
      dispatch({ type: 'picture-busy', part, busy: { kind: 'override' } });
      await runPictureOperation(part, () =>
        bridge.registration.overridePicture({ id: currentId(), part, reason }),
      );
    },
    submitCode: async (text) => {
      failure.value = applyAnswer(
        await bridge.registration.addScannedCode({
          id: currentId(),
          text: text.slice(0, limits.ipcTextMaxChars),
        }),
      );
      return failure.value === null;
    },
    readAgain,
    putAside: async () => {
      failure.value = await autosave.flush();
      if (failure.value) return false;
      const answer = await bridge.registration.putAside({ id: currentId() });
      if (answer.ok) flow.value = null;
      else failure.value = answer.error;
      return answer.ok;
    },
    discard: (reason, leadPin) =>
      bridge.registration.discard({
        id: currentId(),
        reason,
        ...(leadPin === undefined ? {} : { leadPin }),
      }),
    submit: async (consent) => {
      if (submitting.value) return;
      submitting.value = true;
      failure.value = await autosave.flush();
      if (!failure.value) {
        failure.value = applyAnswer(await bridge.registration.submit({ id: currentId(), consent }));
        if (!failure.value) {
          store.slipsDue.set(currentId(), 'untried');
          phase.value = 'done';
        }
      }
      submitting.value = false;
    },
    checkNow: async () => {
      failure.value = applyAnswer(await bridge.registration.checkNow({ id: currentId() }));
    },
    returnToForm: async (step) => {
      phase.value = 'form';
      await registration.goToStep(step);
    },
    startNext: async () => {
      await registration.close();
      const answer = await bridge.registration.start();
      if (answer.ok) return showRegistration(answer.data);
      flow.value = null;
      failure.value = answer.error;
    },
    close: async () => {
      const view = flow.value?.view;
      if (!view) return;
      // A registration that still needs the clerk is put aside instead of closed.
      const closeCall = isEditable(view.state)
        ? bridge.registration.putAside
        : bridge.registration.close;
      await closeCall({ id: view.id });
    },
    clear: () => {
      flow.value = null;
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
