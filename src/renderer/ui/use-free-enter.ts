/** Determines whether Enter triggers the screen's primary action or the focused control. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

const TAKES_ENTER = 'button, a, summary, input, select, textarea';
const EVENTS = ['focusin', 'focusout'] as const;

/** The control with the same action as Enter has `data-enter`. */
export const useFreeEnter = (): Readonly<Ref<boolean>> => {
  const free = ref(true);
  const look = (event?: Event): void => {
    const focused =
      event instanceof FocusEvent && event.type === 'focusout'
        ? event.relatedTarget
        : document.activeElement;
    free.value =
      !(focused instanceof Element) ||
      focused.matches('[data-enter]') ||
      !focused.matches(TAKES_ENTER);
  };
  onMounted(() => {
    for (const event of EVENTS) document.addEventListener(event, look);
    look();
  });
  onBeforeUnmount(() => {
    for (const event of EVENTS) document.removeEventListener(event, look);
  });
  return free;
};
