/** Loads today's overview for Home, and reloads it when a registration changes. */
import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue';
import type { CallOutput } from '#shared/ipc/contract.ts';
import { useBridge } from '#renderer/composables/bridge.ts';
import { createThrottle } from '#renderer/lib/throttle.ts';

export type DayOverview = CallOutput<'day.overview'>;

/** @returns null until it is loaded. A failed reload keeps the previous overview. */
export const useDayOverview = (): Readonly<ShallowRef<DayOverview | null>> => {
  const bridge = useBridge();
  const overview = shallowRef<DayOverview | null>(null);
  const load = async (): Promise<void> => {
    const answer = await bridge.day.overview();
    if (answer.ok) overview.value = answer.data;
  };
  onMounted(load);
  const reload = createThrottle(() => void load());
  const cleanups = [
    bridge.events.on('registration', reload.schedule),
    bridge.events.on('counts', reload.schedule),
    reload.cancel,
  ];
  onBeforeUnmount(() => cleanups.forEach((cleanup) => cleanup()));
  return overview;
};
