/**
 * Parser of the machine-readable zone on the back of a smart card: TD1, three lines of 30 characters (ICAO 9303 part
 * 5), as a reader or OCR returns it. The NID has ten digits, one more than the document number field: nine digits are
 * in the field, followed by `<`, the tenth digit and the check digit. OCR errors are corrected only at positions for
 * digits, and only when exactly one correction satisfies the check digits.
 */
import type { CardText } from './card-text.ts';
import { checkDigit } from './check-digit.ts';
import { ageOn, parseCivilDate, type CivilDate } from './civil-date.ts';
import { nameInMrz } from './mrz-name.ts';
import { isNidNumber, type NidNumber } from './nid.ts';

/** Characters of a line in a TD1 zone. */
const LINE_LENGTH = 30;
/** Characters of the first line after the document code (2) and the issuing state (3). */
const UPPER_LENGTH = LINE_LENGTH - 5;
/** A zone has 90 characters. Some surrounding OCR output is accepted, whole pages of text are not. */
const MAX_CHARACTERS = 2_000;
const MAX_LINES = 12;
/** The issuing state BGD with common OCR confusions: 8 for B, 6 or C for G, 0 or O for D. */
const STATE = /[B8][G6C][D0O]/y;
/** Minimum age of a cardholder. A two-digit year is expanded to the latest year that results in at least this age. */
const MIN_AGE = 16;
/** Fields with more candidate readings are rejected, because one in ten matches its check digit by chance. */
const MAX_READINGS = 32;
/** `X` and filler are ignored. This field has no check digit. */
const SEXES: Readonly<Record<string, 'male' | 'female'>> = { M: 'male', F: 'female' };
const NID_LENGTHS = [10, 13, 17];

/**
 * Digits that OCR may have read as a letter; several where several have been observed. Rarer confusions are omitted,
 * because each additional candidate makes more cards ambiguous.
 */
const DIGITS_BY_LETTER: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  U: '0',
  C: '0',
  I: '1',
  L: '1',
  J: '1',
  Z: '2',
  E: '3',
  A: '4',
  Y: '4',
  S: '538',
  G: '6',
  T: '7',
  B: '83',
};

/** All candidate digit sequences of a substring; none when there are more than `MAX_READINGS`. */
const digitsOf = (text: string): string[] => {
  const choices = Array.from(text, (character) =>
    /\d/.test(character) ? character : (DIGITS_BY_LETTER[character] ?? ''),
  );
  if (choices.reduce((count, choice) => count * choice.length, 1) > MAX_READINGS) return [];
  return choices.reduce<string[]>(
    (prefixes, choice) =>
      prefixes.flatMap((prefix) => Array.from(choice, (digit) => prefix + digit)),
    [''],
  );
};

/** The candidates of a substring whose last digit is the correct check digit. */
const checkedDigits = (text: string): string[] =>
  digitsOf(text).filter((digits) => checkDigit(digits.slice(0, -1)) === digits.at(-1));

/** Whether a substring is filler. OCR may read some characters of a long run of filler as letters. */
const isFiller = (text: string): boolean =>
  Array.from(text).filter((character) => character === '<').length * 3 >= text.length * 2;

interface NumberField {
  /** The 25 characters that the composite check digit covers. */
  readonly upper: string;
  readonly nid: NidNumber;
}

/** Parses the document number and the optional data after the state code. Only valid NID numbers are returned. */
const numberFields = (field: string): NumberField[] =>
  NID_LENGTHS.flatMap((length) => {
    // After nine digits and `<`: the remaining digits of the number and the check digit.
    const remainingDigits = field.slice(10, length + 2);
    if (/\d/.test(field.charAt(9)) || !isFiller(field.slice(length + 2))) return [];
    return checkedDigits(field.slice(0, 9) + remainingDigits).flatMap((digits) => {
      const nid = digits.slice(0, -1);
      const upper = `${digits.slice(0, 9)}<${digits.slice(9)}`.padEnd(UPPER_LENGTH, '<');
      return isNidNumber(nid) ? [{ upper, nid }] : [];
    });
  });

/** @param yymmdd date of birth, six digits. @returns null for an invalid date. */
const birthOf = (yymmdd: string, today: CivilDate): CivilDate | null => {
  const century = Math.floor(today.year / 100) * 100;
  for (const start of [century, century - 100]) {
    const found = parseCivilDate(
      `${start + Number(yymmdd.slice(0, 2))}-${yymmdd.slice(2, 4)}-${yymmdd.slice(4)}`,
    );
    if (found && ageOn(found.date, today) >= MIN_AGE) return found.date;
  }
  return null;
};

const isDate = (yymmdd: string): boolean =>
  parseCivilDate(`20${yymmdd.slice(0, 2)}-${yymmdd.slice(2, 4)}-${yymmdd.slice(4, 6)}`) !== null;

/** The candidates of the expiry date with its check digit. A card without an expiry date has filler in this field. */
const expiryFields = (field: string): string[] =>
  field.startsWith('<<<<<<')
    ? [`<<<<<<${field.endsWith('0') ? '0' : '<'}`]
    : checkedDigits(field).filter((digits) => isDate(digits));

/** The candidate if all candidates have the same key; null when there is none or they differ. */
const uniqueOrNull = <T>(candidates: readonly T[], key: (each: T) => string): T | null =>
  new Set(candidates.map(key)).size === 1 ? (candidates[0] ?? null) : null;

interface Zone {
  /** The first line after the state code: document number (from 0), check digit or `<` (9), optional data (from 10). */
  readonly upper: string;
  /**
   * The second line: birth date and its check digit (from 0), sex (7), expiry date and its check digit (from 8), nationality (from
   * 15), optional data (from 18), composite check digit (29).
   */
  readonly middle: string;
  /** The third line: the name. */
  readonly lower: string;
}

/** Index of the state code between two positions, or -1. */
const indexOfState = (line: string, first: number, last: number): number => {
  for (let index = first; index <= last; index++) {
    STATE.lastIndex = index;
    if (STATE.test(line)) return index;
  }
  return -1;
};

const splitLines = (text: string): string[] => {
  const clean = text
    .toUpperCase()
    .replaceAll('«', '<<')
    .replace(/[^\S\r\n]/g, '');
  const lines = clean
    .split(/[\r\n]+/)
    .filter((line) => line !== '')
    .slice(0, MAX_LINES);
  const [single = ''] = lines;
  return lines.length === 1 && single.length === 3 * LINE_LENGTH
    ? [0, 1, 2].map((line) => single.slice(line * LINE_LENGTH, (line + 1) * LINE_LENGTH))
    : lines;
};

/**
 * Finds the three lines and aligns their starts, because specks at the edge of a card are read as one or two letters
 * before a line.
 */
const findZone = (text: string): Zone | null => {
  const lines = splitLines(text);
  for (const [index, line] of lines.entries()) {
    const stateIndex = indexOfState(line, 2, 5);
    const middle = lines[index + 1] ?? '';
    const nationalityIndex = indexOfState(middle, 15, 18);
    if (stateIndex < 0 || nationalityIndex < 0) continue;
    return {
      upper: line.slice(stateIndex + 3),
      middle: middle.slice(nationalityIndex - 15),
      lower: lines[index + 2] ?? '',
    };
  }
  return null;
};

/**
 * Parses a machine-readable zone into the values of the cardholder.
 * @param text output of a reader or OCR: lines in order, possibly with noise around them.
 * @returns null unless exactly one combination satisfies all check digits of the first two lines. The name has no check
 * digit and is returned as read.
 */
export const parseMrz = (text: string, today: CivilDate): CardText | null => {
  if (text.length > MAX_CHARACTERS) return null;
  const zone = findZone(text);
  if (!zone) return null;
  const { middle } = zone;
  const optional = isFiller(middle.slice(18, -1)) ? '<'.repeat(11) : middle.slice(18, 29);
  if (!/^[0-9A-Z<]{11}$/.test(optional)) return null;
  const composites = digitsOf(middle.slice(18).slice(-1));
  const expiries = expiryFields(middle.slice(8, 15));
  const candidates = numberFields(
    zone.upper.slice(0, UPPER_LENGTH).padEnd(UPPER_LENGTH, '<'),
  ).flatMap(({ upper, nid }) =>
    checkedDigits(middle.slice(0, 7)).flatMap((birth) => {
      const dob = birthOf(birth.slice(0, 6), today);
      const hasValidComposite = expiries.some((expiry) =>
        composites.includes(checkDigit(upper + birth + expiry + optional)),
      );
      return dob && hasValidComposite ? [{ nid, dob, birth }] : [];
    }),
  );
  const match = uniqueOrNull(candidates, ({ nid, birth }) => nid + birth);
  return (
    match && {
      nid: match.nid,
      dob: match.dob,
      nameEng: nameInMrz(zone.lower),
      sex: SEXES[middle.charAt(7)] ?? null,
    }
  );
};
