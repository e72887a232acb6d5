/** Opens, submits and closes the registration of the page, and puts it aside or discards it. */
import { ref, type Ref } from 'vue';
import { isEditable } from '#shared/domain/registration.ts';
import type { CallInput, KioskBridge } from '#shared/ipc/contract.ts';
import type { AppError, Result } from '#shared/result.ts';
import type { RegistrationState } from './registration-state.ts';

export interface RegistrationLifecycle {
  readonly isSubmitting: Readonly<Ref<boolean>>;
  /** Opens the registration that is current in the main process, or starts a new one. */
  readonly openCurrent: () => Promise<void>;
  /** @returns whether the registration was put aside; otherwise `failure` is set. */
  readonly putAside: () => Promise<boolean>;
  /** @param leadPin required for a registration that was submitted before. */
  readonly discard: (reason: string, leadPin?: string) => Promise<Result<{ undoMs: number }>>;
  readonly submit: (consent: CallInput<'registration.submit'>['consent']) => Promise<void>;
  /** Closes the open registration and starts a new one. */
  readonly startNext: () => Promise<void>;
  /** Closes the registration in the main process. The page continues to display it until `clear` or `startNext`. */
  readonly close: () => Promise<void>;
  /** Removes the registration from the page without a call to the main process. */
  readonly clear: () => void;
}

export interface RegistrationLifecycleDeps {
  readonly bridge: Pick<KioskBridge, 'registration'>;
  readonly state: RegistrationState;
  /** Saves all edits. @returns the failure of the save, or null. */
  readonly flush: () => Promise<AppError | null>;
  /** Called after the main process has accepted the submission. */
  readonly onSubmitted: (id: string) => void;
}

export const createRegistrationLifecycle = ({
  bridge,
  state: { flow, phase, failure, openId, showRegistration, applyResult },
  flush,
  onSubmitted,
}: RegistrationLifecycleDeps): RegistrationLifecycle => {
  const submitting = ref(false);

  const close = async (): Promise<void> => {
    const view = flow.value?.view;
    if (!view) return;
    // A registration that still needs the clerk is put aside instead of closed.
    const closeCall = isEditable(view.state)
      ? bridge.registration.putAside
      : bridge.registration.close;
    await closeCall({ id: view.id });
  };

  return {
    isSubmitting: submitting,
    openCurrent: async () => {
      failure.value = null;
      const current = await bridge.registration.current();
      const result =
        current.ok && current.data
          ? { ok: true as const, data: current.data }
          : await bridge.registration.start();
      if (result.ok) showRegistration(result.data);
      else failure.value = result.error;
    },
    putAside: async () => {
      failure.value = await flush();
      if (failure.value) return false;
      const result = await bridge.registration.putAside({ id: openId() });
      if (result.ok) flow.value = null;
      else failure.value = result.error;
      return result.ok;
    },
    discard: (reason, leadPin) =>
      bridge.registration.discard({
        id: openId(),
        reason,
        ...(leadPin === undefined ? {} : { leadPin }),
      }),
    submit: async (consent) => {
      if (submitting.value) return;
      submitting.value = true;
      failure.value = await flush();
      if (!failure.value) {
        failure.value = applyResult(await bridge.registration.submit({ id: openId(), consent }));
        if (!failure.value) {
          onSubmitted(openId());
          phase.value = 'done';
        }
      }
      submitting.value = false;
    },
    startNext: async () => {
      await close();
      const result = await bridge.registration.start();
      if (result.ok) return showRegistration(result.data);
      flow.value = null;
      failure.value = result.error;
    },
    close,
    clear: () => {
      flow.value = null;
    },
  };
};
