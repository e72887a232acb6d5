/** Names as machine-readable zones write them: `PRIMARY<<SECONDARY<NAMES<<<`, Latin capitals only, cut off at 30 characters. */

const WIDTH = 30;

/** Letters for digits misread by the OCR in a field of letters. */
const AS_LETTERS: Readonly<Record<string, string>> = {
  '0': 'O',
  '1': 'I',
  '2': 'Z',
  '4': 'A',
  '5': 'S',
  '6': 'G',
  '8': 'B',
};

/** @returns the name in usual order, secondary names first; null when the line is no name. */
export const nameInMrz = (line: string): string | null => {
  const letters = line.slice(0, WIDTH).replace(/\d/g, (digit) => AS_LETTERS[digit] ?? digit);
  // Only filler follows the secondary names: what is read there is not part of the name.
  const named = /^([A-Z]+(?:<[A-Z]+)*)(?:<<([A-Z]+(?:<[A-Z]+)*))?(?:<<.*|<?)$/.exec(letters);
  if (!named || (letters.length < WIDTH && !letters.endsWith('<'))) return null;
  const name = [named[2], named[1]].filter(Boolean).join(' ').replaceAll('<', ' ');
  return name.length >= 2 ? name : null;
};

const wordsOf = (name: string): string[] =>
  name
    .toUpperCase()
    .replace(/['’]/g, '')
    .split(/[^A-Z]+/)
    .filter((word) => word !== '');

/** The 30 characters of a name with the last `primary` words as its primary identifier. */
const asWritten = (words: readonly string[], primary: number): string => {
  const first = words.slice(words.length - primary).join('<');
  const others = words.slice(0, words.length - primary).join('<');
  return (others === '' ? first : `${first}<<${others}`).slice(0, WIDTH);
};

/** Whether a zone with the name `long` would contain `short`: the same 30 characters for any split of the name. */
const isCutFrom = (short: readonly string[], long: readonly string[]): boolean =>
  short.length > 0 &&
  long.some((_, at) => {
    const line = asWritten(long, at + 1);
    return line.length === WIDTH && nameInMrz(line) === short.join(' ');
  });

/**
 * Whether two names in Latin letters are one, as far as a zone can hold them: case, dots, hyphens and spaces do not
 * count, and a name cut off at the zone's 30 characters is the whole one's.
 */
export const sameMrzName = (a: string, b: string): boolean => {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  if (left.length === 0 || right.length === 0) return false;
  return left.join(' ') === right.join(' ') || isCutFrom(left, right) || isCutFrom(right, left);
};
