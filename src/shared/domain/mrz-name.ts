/** Names in machine-readable zones: `PRIMARY<<SECONDARY<NAMES<<<`, Latin capitals only, truncated to 30 characters. */

/** Characters of a line in a TD1 zone. */
const LINE_LENGTH = 30;

/** The letters that OCR misreads as a digit, by digit. */
const LETTER_BY_DIGIT: Readonly<Record<string, string>> = {
  '0': 'O',
  '1': 'I',
  '2': 'Z',
  '4': 'A',
  '5': 'S',
  '6': 'G',
  '8': 'B',
};

/** @returns the name with the secondary names first, or null when the line is not a name. */
export const nameInMrz = (line: string): string | null => {
  const letters = line
    .slice(0, LINE_LENGTH)
    .replace(/\d/g, (digit) => LETTER_BY_DIGIT[digit] ?? digit);
  // Only filler may follow the secondary names, so text read there is not part of the name.
  const match = /^([A-Z]+(?:<[A-Z]+)*)(?:<<([A-Z]+(?:<[A-Z]+)*))?(?:<<.*|<?)$/.exec(letters);
  if (!match || (letters.length < LINE_LENGTH && !letters.endsWith('<'))) return null;
  const name = [match[2], match[1]].filter(Boolean).join(' ').replaceAll('<', ' ');
  return name.length >= 2 ? name : null;
};

const wordsOf = (name: string): string[] =>
  name
    .toUpperCase()
    .replace(/['’]/g, '')
    .split(/[^A-Z]+/)
    .filter((word) => word !== '');

/** The name line, without filler, of a name whose primary identifier is its last `primaryCount` words. */
const mrzLine = (words: readonly string[], primaryCount: number): string => {
  const primary = words.slice(words.length - primaryCount).join('<');
  const secondary = words.slice(0, words.length - primaryCount).join('<');
  return (secondary === '' ? primary : `${primary}<<${secondary}`).slice(0, LINE_LENGTH);
};

/**
 * Whether `short` is `long` truncated to the zone's 30 characters, for any split of `long` into primary and secondary
 * names.
 */
const isTruncationOf = (short: readonly string[], long: readonly string[]): boolean =>
  short.length > 0 &&
  long.some((_, index) => {
    const line = mrzLine(long, index + 1);
    return line.length === LINE_LENGTH && nameInMrz(line) === short.join(' ');
  });

/**
 * Whether two Latin names are equal as far as a zone can represent them. Case, dots, hyphens and spaces are ignored,
 * and a name truncated to 30 characters equals the complete name.
 */
export const isSameMrzName = (a: string, b: string): boolean => {
  const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)];
  if (wordsA.length === 0 || wordsB.length === 0) return false;
  return (
    wordsA.join(' ') === wordsB.join(' ') ||
    isTruncationOf(wordsA, wordsB) ||
    isTruncationOf(wordsB, wordsA)
  );
};
