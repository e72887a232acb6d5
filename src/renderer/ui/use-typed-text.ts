/** Binds text inputs without disturbing the composition of an input method. */
import { onMounted, watch, type Ref } from 'vue';

/**
 * Synchronises an input with its model without changing text while it is typed. Bangla layouts use compositions and
 * synthetic key events, and replacing the value during a composition corrupts the word. Values are written to the input
 * only if they did not come from it, and not during a composition.
 */
export const useTypedText = (
  element: Readonly<Ref<HTMLInputElement | HTMLTextAreaElement | null>>,
  value: () => string,
  onChange: (value: string) => void,
): { onInput: () => void; onCompositionstart: () => void; onCompositionend: () => void } => {
  /** The value that was last typed into the input or written to it. */
  let lastValue: string | null = null;
  let isComposing = false;
  const syncInput = (): void => {
    if (element.value && !isComposing && value() !== lastValue) {
      lastValue = value();
      if (element.value.value !== lastValue) element.value.value = lastValue;
    }
  };
  onMounted(syncInput);
  watch(value, syncInput, { flush: 'post' });
  return {
    onInput: () => {
      lastValue = element.value?.value ?? '';
      onChange(lastValue);
    },
    onCompositionstart: () => {
      isComposing = true;
    },
    onCompositionend: () => {
      isComposing = false;
      syncInput();
    },
  };
};
