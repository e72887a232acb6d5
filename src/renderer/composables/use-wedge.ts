/**
 * Listens for keyboard wedges (`keyboard-wedge.ts`) in the capture phase, so that their data fills no field, presses no
 * button and submits nothing. The first keys of a burst reach the focused field before the burst is detected; they are
 * removed again.
 */
import { onBeforeUnmount, onMounted } from 'vue';
import {
  createWedge,
  idleTimeoutMs,
  type KeyPress,
  type WedgeAnswer,
  type WedgeSettings,
} from './keyboard-wedge.ts';

type TextField = HTMLInputElement | HTMLTextAreaElement;

const TYPED = /^(text|search|tel|url|email|password|number)$/;

const textField = (element: Element | null): TextField | null => {
  if (element instanceof HTMLTextAreaElement) return element;
  return element instanceof HTMLInputElement && TYPED.test(element.type) ? element : null;
};

/** A field as it was before a burst. Input types such as `number` and `email` have no selection. */
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

/** Inserts held keys into the focused field. */
const giveBack = (text: string): void => {
  const field = textField(document.activeElement);
  if (text === '' || !field || field.readOnly || field.disabled) return;
  if (field.selectionStart === null) field.value += text;
  else
    field.setRangeText(
      text,
      field.selectionStart,
      field.selectionEnd ?? field.selectionStart,
      'end',
    );
  tell(field);
};

export interface WedgeListener {
  /** Called with the data of a reader, without prefix, suffix and Enter. */
  readonly read: (text: string) => void;
  /** Called when a card's code arrived without its end or its beginning. */
  readonly broken: () => void;
}

/** Null for keys that no reader sends. */
const pressOf = (event: KeyboardEvent, inText: boolean): KeyPress | null => {
  // Text composed by an input method cannot be removed again, so nothing is held during a composition.
  if (event.isComposing || event.repeat || event.altKey || event.metaKey) return null;
  const { key, code, shiftKey: shift, ctrlKey: ctrl, timeStamp } = event;
  return { key, code, shift, ctrl, timeStamp, inText };
};

/** @returns stops listening. */
export const listenToWedge = (
  listener: WedgeListener,
  settings: WedgeSettings = {},
): (() => void) => {
  const wedge = createWedge(settings);
  let before: Before | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const takeBack = (): void => {
    if (before) restore(before);
    before = null;
  };
  const apply = (answer: WedgeAnswer): void => {
    if (answer.kind === 'hold') return;
    if (answer.kind === 'pass' && !answer.broken) return giveBack(answer.giveBack);
    takeBack();
    if (answer.kind === 'burst') listener.read(answer.text);
    else listener.broken();
  };

  const onKey = (event: KeyboardEvent): void => {
    clearTimeout(timer);
    const field = textField(document.activeElement);
    const press = pressOf(event, field !== null);
    const answer = press ? wedge.press(press) : wedge.interrupt();
    if (answer.kind !== 'pass') {
      event.preventDefault();
      event.stopPropagation();
    }
    apply(answer);
    if (answer.kind === 'pass' && answer.starts) before = remember(field);
    if (wedge.holds) timer = setTimeout(() => apply(wedge.rest()), idleTimeoutMs);
  };

  window.addEventListener('keydown', onKey, { capture: true });
  return () => {
    clearTimeout(timer);
    window.removeEventListener('keydown', onKey, { capture: true });
  };
};

/** `listenToWedge` while the component is mounted. */
export const useWedge = (listener: WedgeListener, settings: WedgeSettings = {}): void => {
  let stop: (() => void) | undefined;
  onMounted(() => {
    stop = listenToWedge(listener, settings);
  });
  onBeforeUnmount(() => stop?.());
};
