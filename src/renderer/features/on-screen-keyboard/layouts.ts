/**
 * Layouts of the on-screen keyboard: the characters of each key at each level. Bangla is the Jatiyo (national) layout
 * of the Bangladesh Computer Council, as xkeyboard-config publishes it in `symbols/bd` ("basic"), which cites the
 * Council's specification (bsti_kb_specification.pdf, BDS 1738:2004). According to press reports BDS 1738:2018
 * specifies another layout, whose specification is not public. Omitted are positions without a character in Unicode
 * (U+09B3, U+09BB), and U+0902, which is Devanagari. The conjunct marks of য and র (ya-phala, ra-phala, reph), which
 * xkb cannot represent, are at AltGr of these two keys.
 */

export type LayoutName = 'bangla' | 'english' | 'digits';

/** Level of a key: Shift adds 1, AltGr adds 2. */
export type Level = 0 | 1 | 2 | 3;

export interface CharacterKey {
  /** Position of the key, as in `KeyboardEvent.code`. */
  readonly code: string;
  /** Text of each level in NFC; empty for levels without a character. */
  readonly levels: readonly [string, string, string, string];
}

const ROWS = [
  'Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal',
  'KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Backslash',
  'KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote',
  'KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash',
].map((row) => row.split(' '));

/** Marks a level without a character. */
const NONE = '·';
/** Invisible characters, written by name. */
const INVISIBLE: Readonly<Record<string, string>> = { ZWNJ: '\u200c', ZWJ: '\u200d' };

const parseCharacter = (written: string | undefined): string =>
  written === undefined || written === NONE ? '' : (INVISIBLE[written] ?? written).normalize('NFC');

/** Builds a layout from one line per row and level; missing lines are levels without characters. */
const layout = (rows: readonly (readonly string[])[]): CharacterKey[][] =>
  ROWS.map((codes, row) => {
    const lines = [0, 1, 2, 3].map((level) => rows[row]?.[level]?.split(' ') ?? []);
    return codes.map((code, column) => {
      const [plain, shift, altGr, both] = lines.map((line) => parseCharacter(line[column]));
      return { code, levels: [plain ?? '', shift ?? '', altGr ?? '', both ?? ''] };
    });
  });

const bangla = layout([
  [
    '` ১ ২ ৩ ৪ ৫ ৬ ৭ ৮ ৯ ০ - =',
    '~ ! @ # $ % ^ & * ( ) _ +',
    '· ৴ ৵ ৶ ৳ ৷ ৸ · · · ৹ ZWNJ ZWJ',
    '· · · · ৲',
  ],
  [
    'ঙ য ড প ট চ জ হ গ \u09dc [ ] \\',
    '\u0982 \u09df ঢ ফ ঠ ছ ঝ ঞ ঘ \u09dd { } |',
    '\u09e2 \u09cd\u09af \u09c4 · · · · ঽ',
    '\u09e3',
  ],
  [
    "\u09c3 \u09c1 \u09bf ব \u09cd \u09be ক ত দ ; '",
    '\u09d7 \u09c2 \u09c0 ভ । অ খ থ ধ : "',
    'ঋ উ ই ৰ ॥ আ · ৎ ঌ',
    'ৠ ঊ ঈ ৱ · · · · ৡ',
  ],
  [
    '\u0981 \u09cb \u09c7 র ন স ম , . /',
    '\u0983 \u09cc \u09c8 ল ণ ষ শ < > ?',
    '৺ ও এ \u09cd\u09b0 · · · · \u09bc',
    '· ঔ ঐ র\u09cd',
  ],
]);

const english = layout([
  ['` 1 2 3 4 5 6 7 8 9 0 - =', '~ ! @ # $ % ^ & * ( ) _ +'],
  ['q w e r t y u i o p [ ] \\', 'Q W E R T Y U I O P { } |'],
  ["a s d f g h j k l ; '", 'A S D F G H J K L : "'],
  ['z x c v b n m , . /', 'Z X C V B N M < > ?'],
]);

/** The layouts with letters. */
export const letterLayouts = { bangla, english } as const;

const digit = (text: string): CharacterKey => ({
  code: `Numpad${text}`,
  levels: [text, '', '', ''],
});
/** Separators for dates, beside the digits. */
const SLASH: CharacterKey = { code: 'NumpadDivide', levels: ['/', '', '', ''] };
const DASH: CharacterKey = { code: 'NumpadSubtract', levels: ['-', '', '', ''] };

/**
 * Digits as on a telephone, in Latin script for both languages, because NID, mobile number, OTP, PIN and dates are
 * compared with the card.
 */
export const digitRows: readonly (readonly CharacterKey[])[] = [
  ['1', '2', '3'].map(digit),
  ['4', '5', '6'].map(digit),
  ['7', '8', '9'].map(digit),
  [DASH, digit('0'), SLASH],
];

export const levelOf = (shift: boolean, altGr: boolean): Level =>
  ((shift ? 1 : 0) + (altGr ? 2 : 0)) as Level;

/** Whether a character is a combining mark. */
const isMark = (text: string): boolean => /^\p{M}/u.test(text);

/** The label of a keycap: combining marks on a dotted circle, and invisible joiners by name. */
export const keycapLabel = (text: string): string => {
  const invisible = Object.entries(INVISIBLE).find(([, character]) => character === text);
  if (invisible) return invisible[0];
  if (text.length > 1 && text.endsWith('\u09cd')) return `${text}\u25cc`;
  return isMark(text) ? `\u25cc${text}` : text;
};

/** The layout for a field, from its `inputmode` and `lang`; without `lang` it is that of the page. */
export const layoutOf = (field: Element, pageLanguage: 'bn' | 'en'): LayoutName => {
  if (/^(numeric|tel|decimal)$/.test(field.getAttribute('inputmode') ?? '')) return 'digits';
  return (field.getAttribute('lang') ?? pageLanguage) === 'bn' ? 'bangla' : 'english';
};
