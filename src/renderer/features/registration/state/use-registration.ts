/** The open registration for the screens of its flow: reducer state, autosave and IPC calls. */
import { computed, inject, onBeforeUnmount, provide, ref, shallowRef } from 'vue';
import type { ComputedRef, InjectionKey, Ref, ShallowRef } from 'vue';
import { useBridge } from '#renderer/composables/bridge.ts';
import type { CardCorners } from '#shared/domain/card-corners.ts';
import type { FieldName } from '#shared/domain/fields.ts';
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
  readingWanted,
  reduceFlow,
  unsaved,
  type Batch,
  type FlowEvent,
  type FlowState,
} from './flow.ts';

export interface Registration {
  /** Null until one is open. */
  readonly flow: Readonly<ShallowRef<FlowState | null>>;
  /** For screens that are only shown while one is open. */
  readonly open: ComputedRef<FlowState>;
  /** Whether the screen shows the form or the outcome. */
  readonly phase: Readonly<Ref<'form' | 'done'>>;
  readonly saveStatus: Readonly<ShallowRef<SaveStatus>>;
  /** A failure that belongs to the whole registration and not to a picture or field. */
  readonly failure: ShallowRef<AppError | null>;
  readonly submitting: Readonly<Ref<boolean>>;
  readonly enter: () => Promise<void>;
  readonly dispatch: (event: FlowEvent) => void;
  /** The clerk changed a value: it is saved at the next pause, or now for choices. */
  readonly edit: (field: FieldName, value: string, when?: 'pause' | 'now') => void;
  /** The clerk chose a value with the readings of the card's codes and the service displayed. */
  readonly choose: (field: FieldName, value: string) => void;
  readonly setSameAddress: (same: boolean) => void;
  readonly saveNow: () => void;
  readonly flush: () => Promise<AppError | null>;
  readonly goTo: (step: Step) => Promise<void>;
  readonly scan: (side: CardSide) => Promise<void>;
  readonly cancelScan: () => void;
  readonly importPicture: (part: PicturePart, file: File) => Promise<void>;
  /** @param problems problems found in a photo that is taken despite them; null when it was not checked. */
  readonly putCameraPicture: (
    part: PicturePart,
    bytes: Uint8Array,
    problems?: readonly PhotoProblem[] | null,
  ) => Promise<boolean>;
  /** @returns whether it was cropped; otherwise the picture is unchanged and its panel shows the failure. */
  readonly cutCard: (side: CardSide, corners: CardCorners) => Promise<boolean>;
  readonly keepPicture: (part: PicturePart, reason: OverrideReason) => Promise<void>;
  /** Stores the data of a keyboard wedge. @returns whether it was a code of a card; otherwise `failure` is set. */
  readonly takeCode: (text: string) => Promise<boolean>;
  readonly readAgain: () => Promise<void>;
  /** @returns whether it was put aside; otherwise `failure` is set. */
  readonly putAside: () => Promise<boolean>;
  /** @param leadPin required for a registration that was submitted before. */
  readonly discard: (reason: string, leadPin?: string) => Promise<AppError | null>;
  readonly submit: (consent: { textVersion: string; locale: 'en' | 'bn' }) => Promise<void>;
  readonly checkNow: () => Promise<void>;
  /** Back to the form, on this step. */
  readonly correct: (step: Step) => Promise<void>;
  /** Closes what is open and opens a new one. */
  readonly next: () => Promise<void>;
  /** Closes it in the main process. The page keeps showing it until `forget` or `next`. */
  readonly close: () => Promise<void>;
  /** Removes it from the screen without a call to the main process. */
  readonly forget: () => void;
}

const key: InjectionKey<Registration> = Symbol('registration');

export const provideRegistration = (): Registration => {
  const bridge = useBridge();
  const flow = shallowRef<FlowState | null>(null);
  const phase = ref<'form' | 'done'>('form');
  const saveStatus = shallowRef<SaveStatus>({ state: 'saved' });
  const failure = shallowRef<AppError | null>(null);
  const submitting = ref(false);

  const dispatch = (event: FlowEvent): void => {
    if (!flow.value) return;
    const before = flow.value;
    flow.value = reduceFlow(before, event);
    // A reading may have ticked "same as present"; that is saved like a tick by the clerk.
    if (event.type === 'view-arrived' && flow.value.sameAddress !== before.sameAddress)
      autosave.touch();
    if (readingWanted(flow.value)) {
      flow.value = reduceFlow(flow.value, { type: 'reading-asked' });
      void readAgain();
    }
  };

  const adopt = (view: RegistrationView): void => {
    flow.value = openFlow(view);
    failure.value = null;
    saveStatus.value = { state: 'saved' };
    phase.value = isEditable(view.state) && view.review?.kind !== 'outcome' ? 'form' : 'done';
    dispatch({ type: 'view-arrived', view });
  };

  /** Applies the answer of a call to the state. @returns the failure, or null. */
  const take = (answer: Result<RegistrationView>): AppError | null => {
    if (!answer.ok) return answer.error;
    dispatch({ type: 'view-arrived', view: answer.data });
    return null;
  };

  const id = (): string => flow.value?.view.id ?? '';

  const autosave = createAutosave<Batch>({
    collect: () => (flow.value ? unsaved(flow.value) : null),
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
    const problem = take(await bridge.registration.readCard({ id: id() }));
    if (problem) failure.value = problem;
  };

  /** Runs an operation on a picture and shows its progress in the panel. After a failure the former picture stays. */
  const aboutPicture = async (
    part: PicturePart,
    work: () => Promise<Result<RegistrationView>>,
  ): Promise<boolean> => {
    const mine = id();
    const answer = await work();
    // Another registration may be open by now, and must not receive this picture.
    if (id() !== mine) return false;
    dispatch({ type: 'picture-finished', part, error: answer.ok ? null : answer.error });
    return take(answer) === null;
  };

  const readFile = async (file: File): Promise<Result<Uint8Array>> => {
    if (file.size > limits.importMaxBytes) return err('IMG-FILE-SIZE');
    if (file.size === 0) return err('IMG-NOT-IMAGE');
    try {
      return { ok: true, data: new Uint8Array(await file.arrayBuffer()) };
    } catch {
      // The file is gone since it was chosen, for example because a USB stick was removed.
      return err('IMG-BROKEN');
    }
  };

  const registration: Registration = {
    flow,
    open: computed(() => {
      if (!flow.value) throw new Error('no registration is open');
      return flow.value;
    }),
    phase,
    saveStatus,
    failure,
    submitting,
    dispatch,
    enter: async () => {
      failure.value = null;
      const current = await bridge.registration.current();
      const answer =
        current.ok && current.data
          ? { ok: true as const, data: current.data }
          : await bridge.registration.start();
      if (answer.ok) adopt(answer.data);
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
    goTo: async (step) => {
      // The step changes even if the save fails: the edits stay in the page, and the header shows that they are not
      // saved.
      await autosave.flush();
      dispatch({ type: 'step-chosen', step });
      failure.value = take(await bridge.registration.setStep({ id: id(), step }));
    },
    scan: async (side) => {
      if (flow.value?.busy.front || flow.value?.busy.back) return;
      dispatch({ type: 'picture-busy', part: side, busy: { kind: 'scan', percent: null } });
      await aboutPicture(side, () => bridge.scanner.scan({ id: id(), side }));
    },
    cancelScan: () => void bridge.scanner.cancel(),
    importPicture: async (part, file) => {
      dispatch({ type: 'picture-busy', part, busy: { kind: 'import' } });
      await aboutPicture(part, async () => {
        const read = await readFile(file);
        return read.ok
          ? bridge.registration.putPicture({ id: id(), part, bytes: read.data, origin: 'import' })
          : read;
      });
    },
    putCameraPicture: (part, bytes, problems = null) => {
      dispatch({ type: 'picture-busy', part, busy: { kind: 'camera' } });
      return aboutPicture(part, () =>
        bridge.registration.putPicture({
          id: id(),
          part,
          bytes,
          origin: 'camera',
          ...(problems && { photoProblems: [...problems] }),
        }),
      );
    },
    cutCard: (side, corners) => {
      dispatch({ type: 'picture-busy', part: side, busy: { kind: 'cut' } });
      return aboutPicture(side, () => bridge.registration.cutCard({ id: id(), side, corners }));
    },
    keepPicture: async (part, reason) => {
      dispatch({ type: 'picture-busy', part, busy: { kind: 'keep' } });
      await aboutPicture(part, () =>
        bridge.registration.overridePicture({ id: id(), part, reason }),
      );
    },
    takeCode: async (text) => {
      failure.value = take(
        await bridge.registration.takeCode({
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
    discard: async (reason, leadPin) => {
      const answer = await bridge.registration.discard({
        id: id(),
        reason,
        ...(leadPin === undefined ? {} : { leadPin }),
      });
      return answer.ok ? null : answer.error;
    },
    submit: async (consent) => {
      if (submitting.value) return;
      submitting.value = true;
      failure.value = await autosave.flush();
      if (!failure.value) {
        failure.value = take(await bridge.registration.submit({ id: id(), consent }));
        if (!failure.value) phase.value = 'done';
      }
      submitting.value = false;
    },
    checkNow: async () => {
      failure.value = take(await bridge.registration.checkNow({ id: id() }));
    },
    correct: async (step) => {
      phase.value = 'form';
      await registration.goTo(step);
    },
    next: async () => {
      await registration.close();
      const answer = await bridge.registration.start();
      if (answer.ok) return adopt(answer.data);
      flow.value = null;
      failure.value = answer.error;
    },
    close: async () => {
      const view = flow.value?.view;
      // One that still needs the clerk is put aside, not finished.
      if (!view) return;
      const away = isEditable(view.state)
        ? bridge.registration.putAside
        : bridge.registration.close;
      await away({ id: view.id });
    },
    forget: () => {
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
    // The form is being unmounted (a lock, another screen): edits since the last save are saved now.
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
