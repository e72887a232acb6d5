/**
 * National ID numbers. Always a string: 10 digits on smart cards, 13 on old cards, 17 is the birth year in front of the 13.
 * There is no public checksum. What a clerk types is validated, what the service sent never is: it is passed back as received.
 */
import { toAsciiDigits } from '#shared/text/digits.ts';

export type NidNumber = string & { readonly __brand: 'NidNumber' };

export type NidProblem = 'empty' | 'letters' | 'length' | 'birth-year';

const SMART_CARD = /^\d{10}$/;
const OLD_CARD = /^(\d{13}|\d{17})$/;

/** Whether digits are a number of one of the two numbering schemes; what the service sends need not be. */
export const isNidNumber = (digits: string): digits is NidNumber =>
  SMART_CARD.test(digits) || OLD_CARD.test(digits);

/** Strips spaces and dashes and turns Bangla digits into ASCII ones; leaves anything else for the check to find. */
export const cleanNid = (typed: string): string => toAsciiDigits(typed).replace(/[\s\-–]/g, '');

/**
 * Parses a typed NID number.
 * @param birthYear four-digit year of the date of birth, when one is known: a 17-digit number must begin with it.
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

/** The identifying part: a 17-digit number without its birth year. */
export const nidCore = (nid: string): string => {
  const digits = cleanNid(nid);
  return digits.length === 17 ? digits.slice(4) : digits;
};

/** Whether two numbers identify the same person. `cannot-say`: not comparable. */
export type NidComparison = 'same' | 'other' | 'cannot-say';

/**
 * Compares two NID numbers. A person has a 10-digit number on a smart card and a 13- or 17-digit one on an older card,
 * and neither can be derived from the other: such a pair is `cannot-say`, and so is a missing or invalid number.
 */
export const compareNids = (a: string, b: string): NidComparison => {
  const [left, right] = [cleanNid(a), cleanNid(b)];
  if (!/^\d+$/.test(left) || !/^\d+$/.test(right))
    return left !== '' && left === right ? 'same' : 'cannot-say';
  if (nidCore(left) === nidCore(right)) return 'same';
  const mixed =
    (SMART_CARD.test(left) && OLD_CARD.test(right)) ||
    (OLD_CARD.test(left) && SMART_CARD.test(right));
  return mixed ? 'cannot-say' : 'other';
};

/** Compares a number with all that are known of one person: a smart card's barcode holds the old number too. */
export const compareNidWith = (nid: string, known: readonly string[]): NidComparison => {
  const found = known.map((each) => compareNids(nid, each));
  return (
    found.find((each) => each === 'same') ?? found.find((each) => each === 'other') ?? 'cannot-say'
  );
};

/** `012 345 6789` as on a smart card; other lengths are printed without gaps on the card, so here too. */
export const groupNid = (nid: string): string =>
  /^\d{10}$/.test(nid) ? `${nid.slice(0, 3)} ${nid.slice(3, 6)} ${nid.slice(6)}` : nid;

/** `012•••••89` / `0123••••••012`: enough to find the card in a pile, not enough to use it. */
export const maskNid = (nid: string): string => {
  const digits = cleanNid(nid);
  if (digits.length < 8) return '•'.repeat(digits.length);
  const [head, tail] = digits.length === 10 ? [3, 2] : [4, 3];
  return digits.slice(0, head) + '•'.repeat(digits.length - head - tail) + digits.slice(-tail);
};
