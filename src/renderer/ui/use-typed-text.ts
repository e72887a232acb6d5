/** Binding of text inputs that leaves a running input-method composition alone. */
import { onMounted, watch, type Ref } from 'vue';

/**
 * Synchronises an input with its model without rewriting text while it is typed: Bangla layouts use compositions and
 * synthetic key events, and replacing the value during one breaks the word. Only values that did not come from this input
 * are written, and not before a running composition has ended.
 */
export const useTypedText = (
  element: Readonly<Ref<HTMLInputElement | HTMLTextAreaElement | null>>,
  value: () => string,
  changed: (value: string) => void,
): { onInput: () => void; onCompositionstart: () => void; onCompositionend: () => void } => {
  let typed: string | null = null;
  let composing = false;
  const write = (): void => {
    if (element.value && !composing && value() !== typed) {
      typed = value();
      if (element.value.value !== typed) element.value.value = typed;
    }
  };
  onMounted(write);
  watch(value, write, { flush: 'post' });
  return {
    onInput: () => {
      typed = element.value?.value ?? '';
      changed(typed);
    },
    onCompositionstart: () => {
      composing = true;
    },
    onCompositionend: () => {
      composing = false;
      write();
    },
  };
};
