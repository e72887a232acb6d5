/** The current time as reactive state, and a monotonic clock. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

/** Milliseconds of a monotonic clock, for measuring durations. */
export const monotonicNow = (): number => performance.now();

/** The time, updated at an interval while the component is mounted. Epoch milliseconds by default. */
export const useNow = (
  intervalMs: number,
  clock: () => number = Date.now,
): Readonly<Ref<number>> => {
  const now = ref(clock());
  let timer: ReturnType<typeof setInterval> | undefined;
  onMounted(() => {
    timer = setInterval(() => {
      now.value = clock();
    }, intervalMs);
  });
  onBeforeUnmount(() => clearInterval(timer));
  return now;
};
