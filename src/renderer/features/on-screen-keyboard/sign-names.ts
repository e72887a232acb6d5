/** Names of Bangla signs and invisible characters, which screen readers cannot read from the keycap. */
const SIGN_NAMES = {
  '\u0981': 'candrabindu',
  '\u0982': 'anusvara',
  '\u0983': 'visarga',
  '\u09bc': 'nukta',
  '\u09be': 'aa',
  '\u09bf': 'i',
  '\u09c0': 'ii',
  '\u09c1': 'u',
  '\u09c2': 'uu',
  '\u09c3': 'ri',
  '\u09c4': 'rii',
  '\u09c7': 'e',
  '\u09c8': 'oi',
  '\u09cb': 'o',
  '\u09cc': 'ou',
  '\u09cd': 'hasanta',
  '\u09cd\u09af': 'yaPhala',
  '\u09cd\u09b0': 'raPhala',
  'র\u09cd': 'reph',
  '\u09d7': 'auLength',
  '\u09e2': 'li',
  '\u09e3': 'lii',
  '\u200c': 'nonJoiner',
  '\u200d': 'joiner',
} as const;

type SignName = (typeof SIGN_NAMES)[keyof typeof SIGN_NAMES];

/** @returns the sign's key below `keyboard.signs` in the texts; null for characters that screen readers can read. */
export const signNameOf = (text: string): SignName | null =>
  Object.entries(SIGN_NAMES).find(([sign]) => sign === text)?.[1] ?? null;
