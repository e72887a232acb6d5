/** Current time as reactive state, and a monotonic clock for durations. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

/** Milliseconds of a monotonic clock: for durations, not for display as a time. */
export const monotonicNow = (): number => performance.now();

/** The time, epoch milliseconds unless another clock is given, renewed every so often while the component lives. */
export const useNow = (everyMs: number, clock: () => number = Date.now): Readonly<Ref<number>> => {
  const now = ref(clock());
  let timer: ReturnType<typeof setInterval> | undefined;
  onMounted(() => {
    timer = setInterval(() => {
      now.value = clock();
    }, everyMs);
  });
  onBeforeUnmount(() => clearInterval(timer));
  return now;
};
