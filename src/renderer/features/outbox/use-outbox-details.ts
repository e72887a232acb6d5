/** Loads the details of the selected registration. The screen calls `reload` when the registration has changed. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { CallOutput, KioskBridge } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/result.ts';

export type OutboxDetails = CallOutput<'outbox.details'>;

export interface OutboxDetailsLoader {
  readonly id: Readonly<Ref<string | null>>;
  readonly details: Readonly<ShallowRef<OutboxDetails | null>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
  readonly select: (id: string | null) => Promise<void>;
  readonly reload: () => Promise<void>;
}

/** Minimum time between two requests, because a held arrow key changes the selection continuously. */
const MIN_REQUEST_INTERVAL_MS = 60;
const waitForInterval = (): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, MIN_REQUEST_INTERVAL_MS));

export const useOutboxDetails = (bridge: Pick<KioskBridge, 'outbox'>): OutboxDetailsLoader => {
  const id = ref<string | null>(null);
  const details = shallowRef<OutboxDetails | null>(null);
  const error = shallowRef<AppError | null>(null);
  let pendingFetch: Promise<void> | null = null;
  let isOutdated = false;

  /** Sends one request at a time, and skips selections that were replaced meanwhile. */
  const fetchLatest = async (): Promise<void> => {
    do {
      isOutdated = false;
      const requestedId = id.value;
      if (requestedId === null) {
        details.value = null;
        break;
      }
      const answer = await bridge.outbox.details({ id: requestedId });
      if (requestedId !== id.value) isOutdated = true;
      else {
        error.value = answer.ok ? null : answer.error;
        details.value = answer.ok ? answer.data : null;
      }
      await waitForInterval();
    } while (isOutdated);
    // Cleared synchronously after the loop, so that the next selection starts a new fetch.
    pendingFetch = null;
  };
  const reload = (): Promise<void> => {
    if (pendingFetch) isOutdated = true;
    else if (id.value === null) {
      details.value = null;
      return Promise.resolve();
    }
    pendingFetch ??= fetchLatest();
    return pendingFetch;
  };

  return {
    id,
    details,
    error,
    select: async (next) => {
      if (next === id.value && details.value) return;
      id.value = next;
      await reload();
    },
    reload,
  };
};
