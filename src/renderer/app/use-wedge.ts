/**
 * Listens for readers that type (`wedge.ts`) before the page does: what they send fills no field, presses no button and
 * submits nothing. The first keys of a burst have reached the focused field before anybody can know; they are taken out again.
 */
import { onBeforeUnmount, onMounted } from 'vue';
import { createWedge, patienceMs, type WedgeAnswer, type WedgeSettings } from './wedge.ts';

type TextField = HTMLInputElement | HTMLTextAreaElement;

const TYPED = /^(text|search|tel|url|email|password|number)$/;

const textField = (element: Element | null): TextField | null => {
  if (element instanceof HTMLTextAreaElement) return element;
  return element instanceof HTMLInputElement && TYPED.test(element.type) ? element : null;
};

/** A field as it was before a burst. Numbers and the like have no caret to speak of. */
interface Before {
  readonly field: TextField;
  readonly value: string;
  readonly start: number | null;
  readonly end: number | null;
}

const remember = (field: TextField | null): Before | null =>
  field && { field, value: field.value, start: field.selectionStart, end: field.selectionEnd };

const tell = (field: TextField): void => {
  field.dispatchEvent(new Event('input', { bubbles: true }));
};

const restore = ({ field, value, start, end }: Before): void => {
  if (field.value === value) return;
  field.value = value;
  if (start !== null) field.setSelectionRange(start, end);
  tell(field);
};

/** Types into the focused field what was held back from it. */
const giveBack = (text: string): void => {
  const field = textField(document.activeElement);
  if (text === '' || !field || field.readOnly || field.disabled) return;
  if (field.selectionStart === null) field.value += text;
  else field.setRangeText(text, field.selectionStart, field.selectionEnd ?? field.selectionStart, 'end');
  tell(field);
};

/**
 * @param listen gets what a reader sent, without its prefix, suffix and Enter.
 * @returns stops listening.
 */
export const listenToWedge = (listen: (text: string) => void, settings: WedgeSettings = {}): (() => void) => {
  const wedge = createWedge(settings);
  let before: Before | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const settle = (answer: WedgeAnswer): void => {
    if (answer.kind === 'pass') giveBack(answer.giveBack);
    if (answer.kind !== 'burst') return;
    if (before) restore(before);
    before = null;
    listen(answer.text);
  };

  const onKey = (event: KeyboardEvent): void => {
    clearTimeout(timer);
    // What an input method makes of keys cannot be taken back: while it composes nothing is touched.
    const foreign = event.isComposing || event.repeat || event.ctrlKey || event.altKey || event.metaKey;
    const field = textField(document.activeElement);
    const { key, code, shiftKey: shift, timeStamp } = event;
    const answer = foreign ? wedge.interrupt() : wedge.press({ key, code, shift, timeStamp, inText: field !== null });
    if (answer.kind !== 'pass') {
      event.preventDefault();
      event.stopPropagation();
      if (answer.kind === 'hold') timer = setTimeout(() => settle(wedge.rest()), patienceMs);
    } else if (answer.starts) before = remember(field);
    settle(answer);
  };

  window.addEventListener('keydown', onKey, { capture: true });
  return () => {
    clearTimeout(timer);
    window.removeEventListener('keydown', onKey, { capture: true });
  };
};

/** `listenToWedge` for as long as the component lives. */
export const useWedge = (listen: (text: string) => void, settings: WedgeSettings = {}): void => {
  let stop: (() => void) | undefined;
  onMounted(() => {
    stop = listenToWedge(listen, settings);
  });
  onBeforeUnmount(() => stop?.());
};
