/**
 * Creates the key presses that a reader set to a US keyboard sends for a text, including those of Shift. Control
 * characters are sent as chords of Control.
 */
import type { KeyPress } from '#renderer/composables/us-keyboard.ts';

const SHIFTED = new Map(
  Array.from('~!@#$%^&*()_+{}|:"<>?').map((shifted, index) => [
    shifted,
    "`1234567890-=[]\\;',./".charAt(index),
  ]),
);
const CODES = new Map(
  Object.entries({
    ' ': 'Space',
    '-': 'Minus',
    '=': 'Equal',
    '[': 'BracketLeft',
    ']': 'BracketRight',
    '\\': 'Backslash',
    ';': 'Semicolon',
    "'": 'Quote',
    '`': 'Backquote',
    ',': 'Comma',
    '.': 'Period',
    '/': 'Slash',
  }),
);

const findCode = (baseKey: string): string => {
  if (/[a-z]/.test(baseKey)) return `Key${baseKey.toUpperCase()}`;
  return /\d/.test(baseKey) ? `Digit${baseKey}` : CODES.get(baseKey)!;
};

/** The key is the character 64 positions above the control character: GS is Ctrl+], EOT is Ctrl+D. */
const createChord = (control: string): KeyPress[] => {
  const key = String.fromCharCode(control.charCodeAt(0) + 0x40).toLowerCase();
  const sharedFields = { timeStamp: 0, inText: true, ctrl: true };
  const shift = '^_'.includes(key);
  const code = shift ? { '^': 'Digit6', _: 'Minus' }[key]! : findCode(key);
  return [
    { ...sharedFields, key: 'Control', code: 'ControlLeft', shift: false },
    { ...sharedFields, key, code, shift },
  ];
};

/** @param end key that the reader sends after the text. */
export const createKeyPresses = (text: string, end?: 'Enter' | 'Tab'): KeyPress[] => {
  const sharedFields = { timeStamp: 0, inText: true };
  const keys = Array.from(text).flatMap((key): KeyPress[] => {
    if (key < ' ') return createChord(key);
    const baseKey = SHIFTED.get(key) ?? key.toLowerCase();
    const shift = baseKey !== key;
    const press = { ...sharedFields, key, code: findCode(baseKey), shift };
    return shift
      ? [{ ...sharedFields, key: 'Shift', code: 'ShiftLeft', shift: true }, press]
      : [press];
  });
  return end ? [...keys, { ...sharedFields, key: end, code: end, shift: false }] : keys;
};

/** Sets the times of key presses, `gapMs` apart. Shift and Control are pressed at the same time as their key. */
export const setPressTimes = (presses: readonly KeyPress[], gapMs: number): KeyPress[] => {
  let now = 1_000;
  return presses.map((press) => {
    const isModifier = ['Shift', 'Control'].includes(press.key);
    if (!isModifier) now += gapMs;
    return { ...press, timeStamp: isModifier ? now + gapMs : now };
  });
};
