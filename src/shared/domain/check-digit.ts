/** The check digit of machine-readable zones (ICAO 9303 part 3): weights 7, 3, 1, modulo 10. */

const WEIGHTS = [7, 3, 1];

const valueOf = (character: string): number => {
  if (character === '<') return 0;
  const value = /^[0-9A-Z]$/.test(character) ? Number.parseInt(character, 36) : Number.NaN;
  if (Number.isNaN(value)) throw new RangeError('not a character of a machine-readable zone');
  return value;
};

/** @returns one decimal digit. Throws a RangeError for characters other than 0-9, A-Z and `<`. */
export const checkDigit = (text: string): string => {
  const sum = Array.from(text).reduce(
    (total, character, index) => total + valueOf(character) * (WEIGHTS[index % 3] ?? 0),
    0,
  );
  return String(sum % 10);
};
