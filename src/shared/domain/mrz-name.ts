/** Names as machine-readable zones write them: `PRIMARY<<SECONDARY<NAMES<<<`, Latin capitals only, cut off at 30 characters. */

const WIDTH = 30;

/** What a digit must be where only letters stand. */
const AS_LETTERS: Readonly<Record<string, string>> = { '0': 'O', '1': 'I', '2': 'Z', '4': 'A', '5': 'S', '6': 'G', '8': 'B' };

/** @returns the name as people write it, secondary names first; null when the line is no name. */
export const nameInMrz = (line: string): string | null => {
  const letters = line.slice(0, WIDTH).replace(/\d/g, (digit) => AS_LETTERS[digit] ?? digit);
  // After the secondary names only filler stands: what is read there is none of the name.
  const named = /^([A-Z]+(?:<[A-Z]+)*)(?:<<([A-Z]+(?:<[A-Z]+)*))?(?:<<.*|<?)$/.exec(letters);
  if (!named || (letters.length < WIDTH && !letters.endsWith('<'))) return null;
  const name = [named[2], named[1]].filter(Boolean).join(' ').replaceAll('<', ' ');
  return name.length >= 2 ? name : null;
};
