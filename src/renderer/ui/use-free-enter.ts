/** Determines whether Enter triggers the screen's primary action or the focused control. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

const HANDLES_ENTER = 'button, a, summary, input, select, textarea';
const EVENTS = ['focusin', 'focusout'] as const;

/** Controls that trigger the primary action have `data-enter`. */
export const useFreeEnter = (): Readonly<Ref<boolean>> => {
  const free = ref(true);
  const update = (event?: Event): void => {
    const focused =
      event instanceof FocusEvent && event.type === 'focusout'
        ? event.relatedTarget
        : document.activeElement;
    free.value =
      !(focused instanceof Element) ||
      focused.matches('[data-enter]') ||
      !focused.matches(HANDLES_ENTER);
  };
  onMounted(() => {
    for (const event of EVENTS) document.addEventListener(event, update);
    update();
  });
  onBeforeUnmount(() => {
    for (const event of EVENTS) document.removeEventListener(event, update);
  });
  return free;
};
