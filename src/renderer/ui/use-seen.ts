/**
 * Determines whether the current content has been visible long enough to be perceived. A key or click before that was
 * intended for the previous content, so irreversible actions (consent, leaving an outcome, printing) are disabled until
 * then.
 */
import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue';

/** A value that is compared by its content. */
export type Primitive = string | number | boolean | null | undefined;

/** Longer than the interval of a double or triple press, and shorter than reading a heading. */
export const SEEN_AFTER_MS = 500;

/**
 * @param content the parts of the content, each a primitive value: the measurement restarts whenever one of them
 * changes. An array of them would be new, and so changed, with every update of the objects that it is read from.
 */
export const useSeen = (...content: readonly (() => Primitive)[]): Readonly<Ref<boolean>> => {
  const isSeen = ref(false);
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancelTimers = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const restart = (): void => {
    cancelTimers();
    isSeen.value = false;
    // The callback of the second frame runs when the first frame is displayed. A hidden page has no frames.
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        timer = setTimeout(() => {
          isSeen.value = true;
        }, SEEN_AFTER_MS);
      });
    });
  };
  onMounted(restart);
  watch([...content], restart, { flush: 'sync' });
  onBeforeUnmount(cancelTimers);
  return isSeen;
};
