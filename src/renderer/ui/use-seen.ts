/**
 * Determines whether the current content has been visible long enough to be seen. Earlier keys or clicks were meant for
 * the previous content, so irreversible actions (consent, leaving an outcome, printing) wait for it.
 */
import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue';

/** Longer than the pause between two presses of a double or triple press, shorter than reading a heading takes. */
export const SEEN_AFTER_MS = 500;

/** @param what restarts the measurement whenever it changes. */
export const useSeen = (what: () => unknown = () => null): Readonly<Ref<boolean>> => {
  const seen = ref(false);
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const begin = (): void => {
    stop();
    seen.value = false;
    // The second frame begins when the first is on the screen; a page that is not shown gets none.
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        timer = setTimeout(() => {
          seen.value = true;
        }, SEEN_AFTER_MS);
      });
    });
  };
  onMounted(begin);
  watch(what, begin, { flush: 'sync' });
  onBeforeUnmount(stop);
  return seen;
};
