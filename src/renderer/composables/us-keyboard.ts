/**
 * Decodes key presses by their position on a US keyboard, which barcode readers emulate, so that a Bangla layout or Caps
 * Lock does not corrupt their data.
 */

export interface KeyPress {
  readonly key: string;
  /** The physical key (`KeyboardEvent.code`). */
  readonly code: string;
  readonly shift: boolean;
  /** Whether Control is pressed without another modifier. */
  readonly ctrl?: boolean;
  /** Timestamp of the event, ms. It is correct even if a busy page handles the event late. */
  readonly timeStamp: number;
  /** Whether the focus is in a text field. More fast keys are then passed on before keys are held. */
  readonly inText: boolean;
}

/** Characters of a US keyboard without and with Shift, by `KeyboardEvent.code`, except letters and number pad digits. */
const US_CHARACTERS: Readonly<Record<string, string>> = {
  Space: '  ',
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Backquote: '`~',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
  IntlBackslash: '\\|',
  Digit0: '0)',
  Digit1: '1!',
  Digit2: '2@',
  Digit3: '3#',
  Digit4: '4$',
  Digit5: '5%',
  Digit6: '6^',
  Digit7: '7&',
  Digit8: '8*',
  Digit9: '9(',
  NumpadAdd: '++',
  NumpadSubtract: '--',
  NumpadMultiply: '**',
  NumpadDivide: '//',
  NumpadDecimal: '..',
};

/** The character of a key on a US keyboard; null for keys without a character. */
export const usCharacter = ({ key, code, shift }: KeyPress): string | null => {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shift ? letter : letter.toLowerCase();
  const digit = /^Numpad(\d)$/.exec(code)?.[1];
  if (digit) return digit;
  const pair = US_CHARACTERS[code];
  if (pair) return pair.charAt(shift ? 1 : 0);
  // Key events from software may have no `code`.
  return code === '' && /^[\x20-\x7e]$/.test(key) ? key : null;
};

export const isEndKey = ({ key }: KeyPress): boolean => key === 'Enter' || key === 'Tab';
export const isModifier = ({ key }: KeyPress): boolean =>
  ['Shift', 'CapsLock', 'NumLock', 'Control'].includes(key);

/** The control character of a chord on a US keyboard; null for other chords. All line breaks become a line feed. */
export const controlCharacter = ({ code }: KeyPress): string | null => {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter === 'M' || letter === 'J') return '\n';
  if (letter) return String.fromCharCode(letter.charCodeAt(0) & 0x1f);
  const offset = ['BracketLeft', 'Backslash', 'BracketRight', 'Digit6', 'Minus'].indexOf(code);
  return offset < 0 ? null : String.fromCharCode(0x1b + offset);
};
