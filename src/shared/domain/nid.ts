/**
 * National ID numbers, always strings: 10 digits on smart cards, 13 digits on old cards, or 17 digits, which are the
 * birth year and the 13 digits. There is no public checksum. Typed numbers are validated; numbers of the service are
 * not, because they are sent back as received.
 */
import { toAsciiDigits } from '#shared/text/digits.ts';

export type NidNumber = string & { readonly __brand: 'NidNumber' };

export type NidProblem = 'empty' | 'letters' | 'length' | 'birth-year';

const SMART_CARD = /^\d{10}$/;
const OLD_CARD = /^(\d{13}|\d{17})$/;

/** Whether digits are a valid number of one of the two numbering schemes. Numbers of the service may be invalid. */
export const isNidNumber = (digits: string): digits is NidNumber =>
  SMART_CARD.test(digits) || OLD_CARD.test(digits);

/**
 * Removes spaces and dashes and converts Bangla digits to ASCII. Other characters remain, so that the validation can
 * report them.
 */
export const cleanNid = (typed: string): string => toAsciiDigits(typed).replace(/[\s\-–]/g, '');

/**
 * @param birthYear four-digit year of the date of birth, if known; a 17-digit number must start with it.
 * @returns the number, or its problem with the number of typed characters, for the message.
 */
export const parseNid = (
  typed: string,
  birthYear?: number,
): { nid: NidNumber } | { problem: NidProblem; digits: number } => {
  const digits = cleanNid(typed);
  if (digits === '') return { problem: 'empty', digits: 0 };
  if (!/^\d+$/.test(digits)) return { problem: 'letters', digits: digits.length };
  if (!isNidNumber(digits)) return { problem: 'length', digits: digits.length };
  if (digits.length === 17 && birthYear !== undefined && Number(digits.slice(0, 4)) !== birthYear)
    return { problem: 'birth-year', digits: 17 };
  return { nid: digits };
};

/** The identifying digits: a 17-digit number without its birth year. */
export const nidCore = (nid: string): string => {
  const digits = cleanNid(nid);
  return digits.length === 17 ? digits.slice(4) : digits;
};

/** Result of a comparison. `not-comparable`: the numbering schemes differ, or a number is missing or invalid. */
export type NidComparison = 'same' | 'other' | 'not-comparable';

/**
 * Compares two NID numbers. A person has a 10-digit number on a smart card and a 13- or 17-digit number on an older
 * card. Neither can be derived from the other, so such a pair is `not-comparable`, as is a missing or invalid number.
 */
export const compareNids = (a: string, b: string): NidComparison => {
  const [digitsA, digitsB] = [cleanNid(a), cleanNid(b)];
  if (!/^\d+$/.test(digitsA) || !/^\d+$/.test(digitsB))
    return digitsA !== '' && digitsA === digitsB ? 'same' : 'not-comparable';
  if (nidCore(digitsA) === nidCore(digitsB)) return 'same';
  const schemesDiffer =
    (SMART_CARD.test(digitsA) && OLD_CARD.test(digitsB)) ||
    (OLD_CARD.test(digitsA) && SMART_CARD.test(digitsB));
  return schemesDiffer ? 'not-comparable' : 'other';
};

/** Compares a number with all known numbers of one person; the barcode of a smart card also contains the old number. */
export const compareNidWith = (nid: string, numbers: readonly string[]): NidComparison => {
  const comparisons = numbers.map((each) => compareNids(nid, each));
  return (
    comparisons.find((each) => each === 'same') ??
    comparisons.find((each) => each === 'other') ??
    'not-comparable'
  );
};

/** Formats a 10-digit number as `012 345 6789`, as on a smart card. Other lengths are printed on the card without gaps. */
export const groupNid = (nid: string): string =>
  /^\d{10}$/.test(nid) ? `${nid.slice(0, 3)} ${nid.slice(3, 6)} ${nid.slice(6)}` : nid;

/**
 * Masks a number as `012•••••89` or `0123••••••012`: sufficient to identify a card among others, insufficient to use
 * the number.
 */
export const maskNid = (nid: string): string => {
  const digits = cleanNid(nid);
  if (digits.length < 8) return '•'.repeat(digits.length);
  const [visibleStart, visibleEnd] = digits.length === 10 ? [3, 2] : [4, 3];
  return (
    digits.slice(0, visibleStart) +
    '•'.repeat(digits.length - visibleStart - visibleEnd) +
    digits.slice(-visibleEnd)
  );
};
