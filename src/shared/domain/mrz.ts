/**
 * The machine-readable zone on a smart card's back: TD1, three lines of 30 (ICAO 9303 part 5), as a reader or an OCR gives it.
 * The NID has ten digits, one more than the number field holds: nine stand there, then `<`, the tenth and the check digit.
 * OCR errors are repaired where only a digit can stand, and only when exactly one repair satisfies the check digits.
 */
import type { CardText } from './card-text.ts';
import { checkDigit } from './check-digit.ts';
import { ageOn, parseCivilDate, type CivilDate } from './civil-date.ts';
import { nameInMrz } from './mrz-name.ts';
import { isNidNumber, type NidNumber } from './nid.ts';

const WIDTH = 30;
/** A zone has 90 characters; some OCR output around it is accepted, pages of text are not. */
const MOST_CHARACTERS = 2_000;
const MOST_LINES = 12;
/** The issuing state as it is read: B looks like 8, G like 6 or C, D like 0 or O. */
const STATE = /[B8][G6C][D0O]/y;
/** The youngest age of a cardholder: a two-digit year is taken as the latest year that gives at least this age. */
const LEAST_AGE = 16;
/** A field with more possible readings is rejected: one check digit in ten fits by chance. */
const MOST_READINGS = 32;
/** `X` and filler are ignored. No check digit covers this field. */
const SEXES: Readonly<Record<string, 'male' | 'female'>> = { M: 'male', F: 'female' };
const NID_LENGTHS = [10, 13, 17];

/**
 * What a letter may be where only digits stand; more than one where both have been seen. Rarer confusions are left out: every
 * further reading makes more cards ambiguous.
 */
const AS_DIGITS: Readonly<Record<string, string>> = {
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

/** Every reading of a piece as digits; none when there are too many. */
const digitsOf = (piece: string): string[] => {
  const choices = Array.from(piece, (character) =>
    /\d/.test(character) ? character : (AS_DIGITS[character] ?? ''),
  );
  if (choices.reduce((count, choice) => count * choice.length, 1) > MOST_READINGS) return [];
  return choices.reduce<string[]>(
    (heads, choice) => heads.flatMap((head) => Array.from(choice, (digit) => head + digit)),
    [''],
  );
};

/** Readings of a piece that ends with its own check digit, without those that fail it. */
const checkedDigits = (piece: string): string[] =>
  digitsOf(piece).filter((digits) => checkDigit(digits.slice(0, -1)) === digits.at(-1));

/** Filler, also where an OCR took some of a long row of it for letters. */
const isFiller = (piece: string): boolean =>
  Array.from(piece).filter((character) => character === '<').length * 3 >= piece.length * 2;

interface NumberField {
  /** As the composite check digit counts it: 25 characters. */
  readonly upper: string;
  readonly nid: NidNumber;
}

/** Number and optional data, after the state code. Only numbers that can be an NID. */
const numberFields = (field: string): NumberField[] =>
  NID_LENGTHS.flatMap((length) => {
    const tail = field.slice(10, length + 2);
    if (/\d/.test(field.charAt(9)) || !isFiller(field.slice(length + 2))) return [];
    return checkedDigits(field.slice(0, 9) + tail).flatMap((digits) => {
      const nid = digits.slice(0, -1);
      const upper = `${digits.slice(0, 9)}<${digits.slice(9)}`.padEnd(WIDTH - 5, '<');
      return isNidNumber(nid) ? [{ upper, nid }] : [];
    });
  });

/** Six digits yymmdd of a birth. */
const birthOf = (yymmdd: string, today: CivilDate): CivilDate | null => {
  const century = Math.floor(today.year / 100) * 100;
  for (const start of [century, century - 100]) {
    const found = parseCivilDate(
      `${start + Number(yymmdd.slice(0, 2))}-${yymmdd.slice(2, 4)}-${yymmdd.slice(4)}`,
    );
    if (found && ageOn(found.date, today) >= LEAST_AGE) return found.date;
  }
  return null;
};

const isDay = (yymmdd: string): boolean =>
  parseCivilDate(`20${yymmdd.slice(0, 2)}-${yymmdd.slice(2, 4)}-${yymmdd.slice(4, 6)}`) !== null;

/** A card that never expires has filler in its place. */
const expiryFields = (field: string): string[] =>
  field.startsWith('<<<<<<')
    ? [`<<<<<<${field.endsWith('0') ? '0' : '<'}`]
    : checkedDigits(field).filter((digits) => isDay(digits));

const only = <T>(found: readonly T[], key: (each: T) => string): T | null =>
  new Set(found.map(key)).size === 1 ? (found[0] ?? null) : null;

interface Zone {
  readonly upper: string;
  readonly middle: string;
  readonly lower: string;
}

/** Where the state code begins, if it begins within these places. */
const stateAt = (line: string, first: number, last: number): number => {
  for (let at = first; at <= last; at++) {
    STATE.lastIndex = at;
    if (STATE.test(line)) return at;
  }
  return -1;
};

const linesIn = (text: string): string[] => {
  const clean = text
    .toUpperCase()
    .replaceAll('«', '<<')
    .replace(/[^\S\r\n]/g, '');
  const lines = clean
    .split(/[\r\n]+/)
    .filter((line) => line !== '')
    .slice(0, MOST_LINES);
  const [single = ''] = lines;
  return lines.length === 1 && single.length === 3 * WIDTH
    ? [0, 1, 2].map((line) => single.slice(line * WIDTH, (line + 1) * WIDTH))
    : lines;
};

/** The three lines, each beginning where it should; specks at the edge of a card are read as a letter or two before it. */
const zoneIn = (text: string): Zone | null => {
  const lines = linesIn(text);
  for (const [at, line] of lines.entries()) {
    const state = stateAt(line, 2, 5);
    const middle = lines[at + 1] ?? '';
    const second = stateAt(middle, 15, 18);
    if (state < 0 || second < 0) continue;
    return {
      upper: line.slice(state + 3),
      middle: middle.slice(second - 15),
      lower: lines[at + 2] ?? '',
    };
  }
  return null;
};

/**
 * Parses a machine-readable zone into the values of the card's holder.
 * @param text from a reader or OCR: lines in order, noise around them allowed.
 * @returns null unless all check digits of the first two lines agree in one way only. The name has no check digit and is returned as read.
 */
export const parseMrz = (text: string, today: CivilDate): CardText | null => {
  if (text.length > MOST_CHARACTERS) return null;
  const zone = zoneIn(text);
  if (!zone) return null;
  const { middle } = zone;
  const optional = isFiller(middle.slice(18, -1)) ? '<'.repeat(11) : middle.slice(18, 29);
  if (!/^[0-9A-Z<]{11}$/.test(optional)) return null;
  const composites = digitsOf(middle.slice(18).slice(-1));
  const expiries = expiryFields(middle.slice(8, 15));
  const found = numberFields(zone.upper.slice(0, WIDTH - 5).padEnd(WIDTH - 5, '<')).flatMap(
    ({ upper, nid }) =>
      checkedDigits(middle.slice(0, 7)).flatMap((birth) => {
        const dob = birthOf(birth.slice(0, 6), today);
        const passes = expiries.some((expiry) =>
          composites.includes(checkDigit(upper + birth + expiry + optional)),
        );
        return dob && passes ? [{ nid, dob, birth }] : [];
      }),
  );
  const one = only(found, ({ nid, birth }) => nid + birth);
  return (
    one && {
      nid: one.nid,
      dob: one.dob,
      nameEng: nameInMrz(zone.lower),
      sex: SEXES[middle.charAt(7)] ?? null,
    }
  );
};
