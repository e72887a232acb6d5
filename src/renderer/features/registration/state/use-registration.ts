/** The open registration for the screens of its flow: reducer state, autosave and IPC calls. */
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
  type Batch,
  type FlowEvent,
  type FlowState,
} from './flow.ts';

export interface Registration {
  /** Null until a registration is open. */
  readonly flow: Readonly<ShallowRef<FlowState | null>>;
  /** For screens that are displayed only while a registration is open. */
  readonly open: ComputedRef<FlowState>;
  /** Whether the screen displays the form or the outcome. */
  readonly phase: Readonly<Ref<'form' | 'done'>>;
  readonly saveStatus: Readonly<ShallowRef<SaveStatus>>;
  /** A failure of the registration as a whole, rather than of a picture or field. */
  readonly failure: ShallowRef<AppError | null>;
  readonly submitting: Readonly<Ref<boolean>>;
  readonly openCurrent: () => Promise<void>;
  readonly dispatch: (event: FlowEvent) => void;
  /** Stores a changed value; it is saved after a pause, or immediately for choices. */
  readonly edit: (field: FieldName, value: string, when?: 'pause' | 'now') => void;
  /** Stores a value that the clerk confirmed while the readings were displayed. */
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
  /** Stores the data of a keyboard wedge. @returns whether it was a card's code; otherwise `failure` is set. */
  readonly submitCode: (text: string) => Promise<boolean>;
  readonly readAgain: () => Promise<void>;
  /** @returns whether the registration was put aside; otherwise `failure` is set. */
  readonly putAside: () => Promise<boolean>;
  /** @param leadPin required for a registration that was submitted before. */
  readonly discard: (reason: string, leadPin?: string) => Promise<Result<{ undoMs: number }>>;
  readonly submit: (consent: CallInput<'registration.submit'>['consent']) => Promise<void>;
  readonly checkNow: () => Promise<void>;
  /** Returns to the form at this step. */
  readonly correct: (step: Step) => Promise<void>;
  /** Closes the open registration and opens a new one. */
  readonly next: () => Promise<void>;
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
      autosave.touch();
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

  const id = (): string => flow.value?.view.id ?? '';

  const autosave = createAutosave<Batch>({
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
    const problem = applyAnswer(await bridge.registration.readCard({ id: id() }));
    if (problem) failure.value = problem;
  };

  /**
   * Runs an operation on a picture and displays its progress in the panel. After a failure the previous picture
   * remains.
   */
  const runPictureOperation = async (
    part: PicturePart,
    work: () => Promise<Result<RegistrationView>>,
  ): Promise<boolean> => {
    const requestedId = id();
    const answer = await work();
    // Another registration may be open by now, and must not receive this picture.
    if (id() !== requestedId) return false;
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
    open: computed((last) => {
      // The steps remain mounted briefly after closing, and their watchers receive the last open registration.
      const open = flow.value ?? last;
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
      if (when === 'now') autosave.now();
      else autosave.touch();
    },
    choose: (field, value) => {
      dispatch({ type: 'edited', field, value, chosen: true });
      autosave.now();
    },
    setSameAddress: (same) => {
      dispatch({ type: 'same-address-changed', same });
      autosave.now();
    },
    saveNow: () => autosave.now(),
    flush: () => autosave.flush(),
    goToStep: async (step) => {
      // The step changes even if the save fails: the edits remain in the page, and the header displays that they are
      // not saved.
      await autosave.flush();
      dispatch({ type: 'step-chosen', step });
      failure.value = applyAnswer(await bridge.registration.setStep({ id: id(), step }));
    },
    scan: async (side) => {
      if (flow.value?.busy.front || flow.value?.busy.back) return;
      dispatch({ type: 'picture-busy', part: side, busy: { kind: 'scan', percent: null } });
      await runPictureOperation(side, () => bridge.scanner.scan({ id: id(), side }));
    },
    cancelScan: () => void bridge.scanner.cancel(),
    importPicture: async (part, file) => {
      dispatch({ type: 'picture-busy', part, busy: { kind: 'import' } });
      await runPictureOperation(part, async () => {
        if (typeof file === 'string')
          return bridge.registration.importPicture({ id: id(), part, file });
        const read = await readFile(file);
        return read.ok
          ? bridge.registration.putPicture({ id: id(), part, bytes: read.data, origin: 'import' })
          : read;
      });
    },
    addCameraPicture: (part, bytes, problems = null) => {
      dispatch({ type: 'picture-busy', part, busy: { kind: 'camera' } });
      return runPictureOperation(part, () =>
        bridge.registration.putPicture({
          id: id(),
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
        bridge.registration.cropCard({ id: id(), side, corners }),
      );
    },
    overridePicture: async (part, reason) => {
      dispatch({ type: 'picture-busy', part, busy: { kind: 'override' } });
      await runPictureOperation(part, () =>
        bridge.registration.overridePicture({ id: id(), part, reason }),
      );
    },
    submitCode: async (text) => {
      failure.value = applyAnswer(
        await bridge.registration.addScannedCode({
          id: id(),
          text: text.slice(0, limits.ipcTextMaxChars),
        }),
      );
      return failure.value === null;
    },
    readAgain,
    putAside: async () => {
      failure.value = await autosave.flush();
      if (failure.value) return false;
      const answer = await bridge.registration.putAside({ id: id() });
      if (answer.ok) flow.value = null;
      else failure.value = answer.error;
      return answer.ok;
    },
    discard: (reason, leadPin) =>
      bridge.registration.discard({
        id: id(),
        reason,
        ...(leadPin === undefined ? {} : { leadPin }),
      }),
    submit: async (consent) => {
      if (submitting.value) return;
      submitting.value = true;
      failure.value = await autosave.flush();
      if (!failure.value) {
        failure.value = applyAnswer(await bridge.registration.submit({ id: id(), consent }));
        if (!failure.value) {
          store.slipsDue.set(id(), 'untried');
          phase.value = 'done';
        }
      }
      submitting.value = false;
    },
    checkNow: async () => {
      failure.value = applyAnswer(await bridge.registration.checkNow({ id: id() }));
    },
    correct: async (step) => {
      phase.value = 'form';
      await registration.goToStep(step);
    },
    next: async () => {
      await registration.close();
      const answer = await bridge.registration.start();
      if (answer.ok) return showRegistration(answer.data);
      flow.value = null;
      failure.value = answer.error;
    },
    close: async () => {
      const view = flow.value?.view;
      // A registration that still needs the clerk is put aside instead of closed.
      if (!view) return;
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
    // The form is unmounted by a lock or another screen, so unsaved edits are saved now.
    autosave.now();
    autosave.stop();
    for (const stop of listeners) stop();
  });

  provide(key, registration);
  return registration;
};

export const useRegistration = (): Registration => {
  const registration = inject(key);
  if (!registration) throw new Error('no registration is provided around this screen');
  return registration;
};
