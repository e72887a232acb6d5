/** Details of the selected registration, kept up to date by events. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { CallOutput, KioskBridge } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/result.ts';

export type OutboxDetails = CallOutput<'outbox.details'>;

export interface Details {
  readonly id: Readonly<Ref<string | null>>;
  readonly shown: Readonly<ShallowRef<OutboxDetails | null>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
  readonly choose: (id: string | null) => Promise<void>;
  readonly reload: () => Promise<void>;
}

/** Minimum time between two requests, so that a held arrow key does not flood the main process. */
const GAP_MS = 60;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, GAP_MS));

export const useDetails = (bridge: Pick<KioskBridge, 'outbox'>): Details => {
  const id = ref<string | null>(null);
  const shown = shallowRef<OutboxDetails | null>(null);
  const error = shallowRef<AppError | null>(null);
  let fetching: Promise<void> | null = null;
  let again = false;

  /**
   * One request at a time, the last selection wins: an arrow key held down on the list loads the row where it stops.
   */
  const work = async (): Promise<void> => {
    do {
      again = false;
      const wanted = id.value;
      if (wanted === null) {
        shown.value = null;
        break;
      }
      const answer = await bridge.outbox.details({ id: wanted });
      if (wanted !== id.value) again = true;
      else {
        error.value = answer.ok ? null : answer.error;
        shown.value = answer.ok ? answer.data : null;
      }
      await pause();
    } while (again);
    // Synchronously after the loop, so that a selection from now on starts a new run.
    fetching = null;
  };
  const reload = (): Promise<void> => {
    if (fetching) again = true;
    else if (id.value === null) {
      shown.value = null;
      return Promise.resolve();
    }
    fetching ??= work();
    return fetching;
  };

  return {
    id,
    shown,
    error,
    choose: async (next) => {
      if (next === id.value && shown.value) return;
      id.value = next;
      await reload();
    },
    reload,
  };
};
