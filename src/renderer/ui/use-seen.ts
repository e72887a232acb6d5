/**
 * Determines whether the current content has been visible long enough to be perceived. Earlier keys or clicks were
 * intended for the previous content, so irreversible actions (consent, leaving an outcome, printing) are disabled until
 * then.
 */
import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue';

/** Longer than the interval of a double or triple press, and shorter than reading a heading. */
export const SEEN_AFTER_MS = 500;

/** @param content restarts the measurement whenever it changes. */
export const useSeen = (content: () => unknown = () => null): Readonly<Ref<boolean>> => {
  const isSeen = ref(false);
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const restart = (): void => {
    stop();
    isSeen.value = false;
    // The second frame starts when the first is displayed; a hidden page gets no frames.
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        timer = setTimeout(() => {
          isSeen.value = true;
        }, SEEN_AFTER_MS);
      });
    });
  };
  onMounted(restart);
  watch(content, restart, { flush: 'sync' });
  onBeforeUnmount(stop);
  return isSeen;
};
