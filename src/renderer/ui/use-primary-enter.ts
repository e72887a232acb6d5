/** Determines whether Enter triggers the screen's primary action or the focused control. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

/** Controls that handle Enter themselves. */
const ENTER_CONTROLS = 'button, a, summary, input, select, textarea';
const EVENTS = ['focusin', 'focusout'] as const;

/** @returns whether Enter triggers the primary action. The control of that action has the attribute `data-enter`. */
export const usePrimaryEnter = (): Readonly<Ref<boolean>> => {
  const triggersPrimaryAction = ref(true);
  const updateFromFocus = (event?: Event): void => {
    const focused =
      event instanceof FocusEvent && event.type === 'focusout'
        ? event.relatedTarget
        : document.activeElement;
    triggersPrimaryAction.value =
      !(focused instanceof Element) ||
      focused.matches('[data-enter]') ||
      !focused.matches(ENTER_CONTROLS);
  };
  onMounted(() => {
    for (const event of EVENTS) document.addEventListener(event, updateFromFocus);
    updateFromFocus();
  });
  onBeforeUnmount(() => {
    for (const event of EVENTS) document.removeEventListener(event, updateFromFocus);
  });
  return triggersPrimaryAction;
};
