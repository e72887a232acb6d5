/** Binds text inputs without disturbing the composition of an input method. */
import { onMounted, watch, type Ref } from 'vue';

/**
 * Synchronises an input with its model without changing text while it is typed. Bangla layouts use compositions and
 * synthetic key events, and replacing the value during a composition breaks the word. Only values that did not come
 * from this input are written, and not during a composition.
 */
export const useTypedText = (
  element: Readonly<Ref<HTMLInputElement | HTMLTextAreaElement | null>>,
  value: () => string,
  onChange: (value: string) => void,
): { onInput: () => void; onCompositionstart: () => void; onCompositionend: () => void } => {
  let typed: string | null = null;
  let composing = false;
  const syncInput = (): void => {
    if (element.value && !composing && value() !== typed) {
      typed = value();
      if (element.value.value !== typed) element.value.value = typed;
    }
  };
  onMounted(syncInput);
  watch(value, syncInput, { flush: 'post' });
  return {
    onInput: () => {
      typed = element.value?.value ?? '';
      onChange(typed);
    },
    onCompositionstart: () => {
      composing = true;
    },
    onCompositionend: () => {
      composing = false;
      syncInput();
    },
  };
};
