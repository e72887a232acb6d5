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

/** `KeyboardEvent.code` of each key, by row. */
const CODES_BY_ROW = [
  'Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal',
  'KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Backslash',
  'KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote',
  'KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash',
].map((row) => row.split(' '));

/** Marks a level without a character. */
const NONE = '·';
/** Invisible characters, which the lines below name instead of containing them. */
const INVISIBLE: Readonly<Record<string, string>> = { ZWNJ: '\u200c', ZWJ: '\u200d' };

const parseCharacter = (written: string | undefined): string =>
  written === undefined || written === NONE ? '' : (INVISIBLE[written] ?? written).normalize('NFC');

/** Builds a layout from one line per row and level; missing lines are levels without characters. */
const buildLayout = (rows: readonly (readonly string[])[]): CharacterKey[][] =>
  CODES_BY_ROW.map((codes, row) => {
    const lines = [0, 1, 2, 3].map((level) => rows[row]?.[level]?.split(' ') ?? []);
    return codes.map((code, column) => {
      const [plain, shift, altGr, shiftAltGr] = lines.map((line) => parseCharacter(line[column]));
      return { code, levels: [plain ?? '', shift ?? '', altGr ?? '', shiftAltGr ?? ''] };
    });
  });

const bangla = buildLayout([
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

const english = buildLayout([
  ['` 1 2 3 4 5 6 7 8 9 0 - =', '~ ! @ # $ % ^ & * ( ) _ +'],
  ['q w e r t y u i o p [ ] \\', 'Q W E R T Y U I O P { } |'],
  ["a s d f g h j k l ; '", 'A S D F G H J K L : "'],
  ['z x c v b n m , . /', 'Z X C V B N M < > ?'],
]);

/** The layouts with letters. */
export const letterLayouts = { bangla, english } as const;

const digitKey = (text: string): CharacterKey => ({
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
  ['1', '2', '3'].map(digitKey),
  ['4', '5', '6'].map(digitKey),
  ['7', '8', '9'].map(digitKey),
  [DASH, digitKey('0'), SLASH],
];

export const levelOf = (shift: boolean, altGr: boolean): Level =>
  ((shift ? 1 : 0) + (altGr ? 2 : 0)) as Level;

const isCombiningMark = (text: string): boolean => /^\p{M}/u.test(text);

/** Returns the label of a keycap: combining marks are placed on a dotted circle, and invisible characters are named. */
export const keycapLabel = (text: string): string => {
  const invisible = Object.entries(INVISIBLE).find(([, character]) => character === text);
  if (invisible) return invisible[0];
  if (text.length > 1 && text.endsWith('\u09cd')) return `${text}\u25cc`;
  return isCombiningMark(text) ? `\u25cc${text}` : text;
};

/** Returns the layout for a field by its `inputmode` and `lang`. A field without `lang` has the language of the page. */
export const layoutOf = (field: Element, pageLanguage: 'bn' | 'en'): LayoutName => {
  if (/^(numeric|tel|decimal)$/.test(field.getAttribute('inputmode') ?? '')) return 'digits';
  return (field.getAttribute('lang') ?? pageLanguage) === 'bn' ? 'bangla' : 'english';
};
