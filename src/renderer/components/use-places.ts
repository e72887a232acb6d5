/**
 * Connected drives and policy folders, polled while the file chooser is open, because the system reports no event for a
 * new drive.
 */
import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue';
import type { CallOutput } from '#shared/ipc/contract.ts';
import { useBridge } from '#renderer/composables/bridge.ts';

export type Places = CallOutput<'files.places'>['places'];

const POLL_INTERVAL_MS = 1_500;

export const usePlaces = (
  onChange: (current: Places, previous: Places | null) => void,
): {
  readonly places: Readonly<ShallowRef<Places | null>>;
  readonly start: () => Promise<void>;
  readonly stop: () => void;
} => {
  const bridge = useBridge();
  const places = shallowRef<Places | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Incremented by `stop`, so that an answer to an earlier poll is ignored. */
  let generation = 0;

  const poll = async (pollGeneration: number): Promise<void> => {
    const answer = await bridge.files.places();
    if (pollGeneration !== generation) return;
    const previous = places.value;
    if (answer.ok) {
      places.value = answer.data.places;
      onChange(answer.data.places, previous);
    }
    timer = setTimeout(() => void poll(pollGeneration), POLL_INTERVAL_MS);
  };
  const stop = (): void => {
    generation += 1;
    clearTimeout(timer);
    places.value = null;
  };
  onBeforeUnmount(stop);
  return {
    places,
    start: () => {
      stop();
      return poll(generation);
    },
    stop,
  };
};
