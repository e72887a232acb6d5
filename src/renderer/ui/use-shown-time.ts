/** Measures how long the current content has been displayed. */
import { watch } from 'vue';
import type { Primitive } from './use-seen.ts';

/**
 * @param content the parts of the content; the measurement restarts whenever one of them changes.
 * @returns the time since then in whole milliseconds of a monotonic clock.
 */
export const useShownTime = (...content: readonly (() => Primitive)[]): (() => number) => {
  let shownSince = performance.now();
  watch(
    [...content],
    () => {
      shownSince = performance.now();
    },
    { flush: 'sync' },
  );
  return () => Math.round(performance.now() - shownSince);
};
