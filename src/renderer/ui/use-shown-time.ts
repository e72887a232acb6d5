/** Measures how long the current content has been displayed. */
import { watch } from 'vue';

/**
 * @param content reactive; the measurement restarts whenever it changes.
 * @returns the time since then in whole milliseconds of a monotonic clock.
 */
export const useShownTime = (content: () => unknown): (() => number) => {
  let since = performance.now();
  watch(
    content,
    () => {
      since = performance.now();
    },
    { flush: 'sync' },
  );
  return () => Math.round(performance.now() - since);
};
