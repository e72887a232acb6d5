import { onMounted, watch, type Ref } from 'vue';

/**
 * Keeps an input and a model together without ever rewriting what is being typed: Bangla layouts work through compositions
 * and synthetic keys, and a value put back in the middle of one breaks the word. Only a value that did not come from this
 * input is written into it, and not before a running composition has ended.
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
