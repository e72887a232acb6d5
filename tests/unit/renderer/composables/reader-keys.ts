/** The keys that a reader set to a US keyboard sends for a text: Shift included, control characters as chords of Control. */
import type { KeyPress } from '#renderer/composables/keyboard-wedge.ts';

const SHIFTED = new Map(
  Array.from('~!@#$%^&*()_+{}|:"<>?').map((shifted, at) => [
    shifted,
    "`1234567890-=[]\\;',./".charAt(at),
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

const codeOf = (plain: string): string => {
  if (/[a-z]/.test(plain)) return `Key${plain.toUpperCase()}`;
  return /\d/.test(plain) ? `Digit${plain}` : CODES.get(plain)!;
};

/** GS is Ctrl+], EOT is Ctrl+D. */
const chordOf = (control: string): KeyPress[] => {
  const key = String.fromCharCode(control.charCodeAt(0) + 0x40).toLowerCase();
  const rest = { timeStamp: 0, inText: true, ctrl: true };
  const shift = '^_'.includes(key);
  const code = shift ? { '^': 'Digit6', _: 'Minus' }[key]! : codeOf(key);
  return [
    { ...rest, key: 'Control', code: 'ControlLeft', shift: false },
    { ...rest, key, code, shift },
  ];
};

export const pressesOf = (text: string, end?: 'Enter' | 'Tab'): KeyPress[] => {
  const rest = { timeStamp: 0, inText: true };
  const keys = Array.from(text).flatMap((key): KeyPress[] => {
    if (key < ' ') return chordOf(key);
    const plain = SHIFTED.get(key) ?? key.toLowerCase();
    const shift = plain !== key;
    const press = { ...rest, key, code: codeOf(plain), shift };
    return shift ? [{ ...rest, key: 'Shift', code: 'ShiftLeft', shift: true }, press] : [press];
  });
  return end ? [...keys, { ...rest, key: end, code: end, shift: false }] : keys;
};

/** The same keys, one every so many milliseconds; Shift and Control go down together with their key. */
export const withPace = (presses: readonly KeyPress[], gapMs: number): KeyPress[] => {
  let now = 1_000;
  return presses.map((press) => {
    const isModifier = ['Shift', 'Control'].includes(press.key);
    if (!isModifier) now += gapMs;
    return { ...press, timeStamp: isModifier ? now + gapMs : now };
  });
};
