/** Runs actions on registrations of the outbox. A success is reported by a toast, a failure in the panel. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { OutboxAction, OutboxRow } from '#shared/domain/outbox.ts';
import type { RegistrationView } from '#shared/domain/registration.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { AppError, Result } from '#shared/result.ts';
import type { Texts } from '#renderer/i18n/index.ts';

export interface OutboxActions {
  readonly runningAction: Readonly<Ref<OutboxAction | null>>;
  readonly error: Ref<AppError | null>;
  /** Queries, retries, holds or releases. The screen handles `open`, `discard`, `take-over` and `decide`. */
  readonly run: (action: OutboxAction, row: OutboxRow) => Promise<void>;
  readonly retryAll: () => Promise<void>;
}

export interface OutboxActionsDeps {
  readonly bridge: Pick<KioskBridge, 'outbox' | 'registration'>;
  readonly t: Texts['t'];
  readonly showToast: (text: string) => void;
  /** Called after every action, successful or not, because the displayed data may be outdated. */
  readonly onDone: () => void;
}

export const useOutboxActions = ({
  bridge,
  t,
  showToast,
  onDone,
}: OutboxActionsDeps): OutboxActions => {
  const busy = ref<OutboxAction | null>(null);
  const error: ShallowRef<AppError | null> = shallowRef(null);

  const queryResultText = (view: RegistrationView): string => {
    const { state, reference } = view;
    if (state === 'unknown') return t('outbox.checked.unknown');
    if (state === 'submitted') return t('outbox.checked.submitted');
    if (state === 'ready') return t('outbox.checked.ready');
    return t('outbox.checked.other', { reference, state: t(`states.${state}`) });
  };
  /** Starts the call of an action. @returns null for an action that the screen handles. */
  const startCall = (
    action: OutboxAction,
    id: string,
  ): Promise<Result<RegistrationView>> | null => {
    if (action === 'check-now') return bridge.registration.checkNow({ id });
    if (action === 'retry') return bridge.registration.retry({ id });
    if (action === 'hold') return bridge.outbox.hold({ id });
    return action === 'release' ? bridge.outbox.release({ id }) : null;
  };
  const successText = (action: OutboxAction, view: RegistrationView): string => {
    const { reference } = view;
    if (action === 'check-now') return queryResultText(view);
    if (action === 'hold') return t('outbox.held', { reference });
    return t(action === 'release' ? 'outbox.released' : 'outbox.retried', { reference });
  };

  return {
    runningAction: busy,
    error,
    run: async (action, row) => {
      if (busy.value) return;
      const call = startCall(action, row.id);
      if (!call) return;
      busy.value = action;
      error.value = null;
      const answer = await call;
      busy.value = null;
      if (answer.ok) showToast(successText(action, answer.data));
      else error.value = answer.error;
      onDone();
    },
    retryAll: async () => {
      const answer = await bridge.outbox.retryAll();
      error.value = answer.ok ? null : answer.error;
      if (answer.ok)
        showToast(
          answer.data.due > 0
            ? t('outbox.retriedAll', { count: answer.data.due })
            : t('outbox.retriedNone'),
        );
      onDone();
    },
  };
};
