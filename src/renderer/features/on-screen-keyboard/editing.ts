/** Edits a text field as the on-screen keys require, with the browser's own editing commands, so that Undo works. */
import { replaceSelection, type TextField } from '#renderer/lib/text-field.ts';

/**
 * Runs an editing command on the focused field. Chromium has no other API that edits a field like typing: with
 * `beforeinput` and `input` events, `maxlength`, selection and the undo history.
 */
const runEditCommand = (
  field: TextField,
  command: 'insertText' | 'delete',
  text?: string,
): boolean => {
  if (document.activeElement !== field || !('execCommand' in document)) return false;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- no replacement exists; the app ships its own Chromium
  return document.execCommand(command, false, text);
};

/** Inserts a text at the caret, or replaces the selection with it. */
export const insertText = (field: TextField, text: string): void => {
  if (field.readOnly || field.disabled) return;
  if (!runEditCommand(field, 'insertText', text)) replaceSelection(field, text);
};

const NUKTA = '\u09bc';
/** The letters য, ড and ঢ, which form one letter with the nukta (য়, ড়, ঢ়) that a single key types. */
const LETTER_BEFORE_NUKTA = /[\u09af\u09a1\u09a2]$/;

/**
 * Start of the text that Backspace deletes before the caret: one code point, not the whole cluster. Bangla is typed
 * sign by sign, desktop layouts (Windows, Avro, Bijoy) delete sign by sign, and deleting a wrong vowel sign must not
 * delete the conjunct before it. A letter with nukta is deleted as a unit, because a single key typed it.
 */
export const findEraseStart = (text: string, caret: number): number => {
  const textBeforeCaret = text.slice(0, caret);
  if (textBeforeCaret.endsWith(NUKTA) && LETTER_BEFORE_NUKTA.test(textBeforeCaret.slice(0, -1)))
    return caret - 2;
  const lastCharacter = Array.from(textBeforeCaret.slice(-2)).at(-1) ?? '';
  return caret - lastCharacter.length;
};

/** Deletes the selection, or else the text from `findEraseStart` to the caret. */
export const eraseBeforeCaret = (field: TextField): void => {
  if (field.readOnly || field.disabled) return;
  const { selectionStart: start, selectionEnd: end } = field;
  if (start === null || end === null) return;
  if (start === end) {
    if (end === 0) return;
    field.setSelectionRange(findEraseStart(field.value, end), end);
  }
  if (!runEditCommand(field, 'delete')) replaceSelection(field, '');
};

/** Simulates Enter in the field: dispatches the key events, and submits the field's form if no shortcut handled them. */
export const pressEnter = (field: TextField): void => {
  const keydown = new KeyboardEvent('keydown', {
    key: 'Enter',
    code: 'Enter',
    bubbles: true,
    cancelable: true,
  });
  const isHandled = !field.dispatchEvent(keydown);
  field.dispatchEvent(new KeyboardEvent('keyup', { key: 'Enter', code: 'Enter', bubbles: true }));
  if (!isHandled) field.form?.requestSubmit();
};
