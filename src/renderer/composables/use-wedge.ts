/**
 * Listens for keyboard wedges (`keyboard-wedge.ts`) in the capture phase, so that their data does not reach fields,
 * buttons and forms. The first keys of a burst reach the focused field before the burst is detected, and are removed
 * again.
 */
import { onBeforeUnmount, onMounted } from 'vue';
import {
  dispatchInput,
  replaceSelection,
  asTextField,
  type TextField,
} from '#renderer/lib/text-field.ts';
import type { WedgeSettings } from './burst-text.ts';
import { createWedgeDetector, IDLE_TIMEOUT_MS, type WedgeResult } from './keyboard-wedge.ts';
import type { KeyPress } from './us-keyboard.ts';

/** A field's content before a burst. Input types such as `number` and `email` have no selection. */
interface FieldSnapshot {
  readonly field: TextField;
  readonly value: string;
  readonly start: number | null;
  readonly end: number | null;
}

const takeSnapshot = (field: TextField | null): FieldSnapshot | null =>
  field && { field, value: field.value, start: field.selectionStart, end: field.selectionEnd };

const restoreSnapshot = ({ field, value, start, end }: FieldSnapshot): void => {
  if (field.value === value) return;
  field.value = value;
  if (start !== null) field.setSelectionRange(start, end);
  dispatchInput(field);
};

/** Inserts held keys that were typed by a person into the focused field. */
const insertHeldKeys = (text: string): void => {
  const field = asTextField(document.activeElement);
  if (text === '' || !field || field.readOnly || field.disabled) return;
  replaceSelection(field, text);
};

export interface WedgeListener {
  /** Called with the reader's data, without prefix, suffix and Enter. */
  readonly onBurst: (text: string) => void;
  /** Called when a card's code arrived without its end or its start. */
  readonly onBroken: () => void;
}

/** @returns null for keys that no reader sends. */
const toKeyPress = (event: KeyboardEvent, inText: boolean): KeyPress | null => {
  // Text composed by an input method cannot be removed again, so keys are not held during a composition.
  if (event.isComposing || event.repeat || event.altKey || event.metaKey) return null;
  const { key, code, shiftKey: shift, ctrlKey: ctrl, timeStamp } = event;
  return { key, code, shift, ctrl, timeStamp, inText };
};

/** @returns a function that stops listening. */
export const listenToWedge = (
  listener: WedgeListener,
  settings: WedgeSettings = {},
): (() => void) => {
  const wedge = createWedgeDetector(settings);
  /** Content of the focused field before the keys of the current run, which are removed from it after a burst. */
  let snapshot: FieldSnapshot | null = null;
  let idleTimer: ReturnType<typeof setTimeout> | undefined;

  const removePassedKeys = (): void => {
    if (snapshot) restoreSnapshot(snapshot);
    snapshot = null;
  };
  const handleResult = (result: WedgeResult): void => {
    if (result.kind === 'hold') return;
    if (result.kind === 'pass' && !result.broken) return insertHeldKeys(result.heldKeys);
    removePassedKeys();
    if (result.kind === 'burst') listener.onBurst(result.text);
    else listener.onBroken();
  };

  const onKeydown = (event: KeyboardEvent): void => {
    clearTimeout(idleTimer);
    const field = asTextField(document.activeElement);
    const press = toKeyPress(event, field !== null);
    const result = press ? wedge.handlePress(press) : wedge.interrupt();
    if (result.kind !== 'pass') {
      event.preventDefault();
      event.stopPropagation();
    }
    handleResult(result);
    if (result.kind === 'pass' && result.mayStartBurst) snapshot = takeSnapshot(field);
    if (wedge.isHolding)
      idleTimer = setTimeout(() => handleResult(wedge.handleIdle()), IDLE_TIMEOUT_MS);
  };

  window.addEventListener('keydown', onKeydown, { capture: true });
  return () => {
    clearTimeout(idleTimer);
    window.removeEventListener('keydown', onKeydown, { capture: true });
  };
};

/** Listens while the component is mounted. */
export const useWedge = (listener: WedgeListener, settings: WedgeSettings = {}): void => {
  let stop: (() => void) | undefined;
  onMounted(() => {
    stop = listenToWedge(listener, settings);
  });
  onBeforeUnmount(() => stop?.());
};
