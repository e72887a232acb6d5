/**
 * Reserves space for the open keyboard: the page keeps its layout and is extended by the height of the keyboard
 * (`base.css`), so that the focused field and its message can be scrolled above it.
 */
import { onBeforeUnmount, watch, type Ref } from 'vue';
import type { TextField } from '#renderer/lib/text-field.ts';

/** The element that must be visible above the keyboard: the field's label, control and message. */
const fieldElement = (field: TextField): Element => field.closest('.field') ?? field;

export const useKeyboardSpace = (
  keyboard: Readonly<Ref<HTMLElement | null>>,
  field: Readonly<Ref<TextField | null>>,
): void => {
  const { style, dataset } = document.documentElement;
  const scrollFieldIntoView = (): void => {
    const current = field.value;
    if (!current) return;
    fieldElement(current).scrollIntoView({ block: 'nearest', inline: 'nearest' });
    // If the whole field does not fit above the keyboard, at least the control must be visible.
    current.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const updateSpace = (): void => {
    const height = keyboard.value?.offsetHeight ?? 0;
    if (height === 0) {
      delete dataset['keyboardOpen'];
      style.removeProperty('--keyboard-height');
    } else {
      dataset['keyboardOpen'] = '';
      style.setProperty('--keyboard-height', `${height}px`);
    }
    scrollFieldIntoView();
  };
  // The height of the keyboard changes with layout and text size; that of the field changes with its message.
  const resizeObserver = new ResizeObserver(updateSpace);
  watch(
    [keyboard, field],
    () => {
      resizeObserver.disconnect();
      updateSpace();
      if (!keyboard.value || !field.value) return;
      resizeObserver.observe(keyboard.value);
      resizeObserver.observe(fieldElement(field.value));
    },
    { flush: 'post' },
  );
  onBeforeUnmount(() => {
    resizeObserver.disconnect();
    delete dataset['keyboardOpen'];
    style.removeProperty('--keyboard-height');
  });
};
