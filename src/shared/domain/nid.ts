/**
 * National ID numbers. Always a string: 10 digits on smart cards, 13 on old cards, 17 is the birth year in front of the 13.
 * There is no public checksum. What a clerk types is validated, what the service sent never is: it is passed back as received.
 */
import { toAsciiDigits } from '../text/digits.ts';

export type NidNumber = string & { readonly __brand: 'NidNumber' };

export type NidProblem = 'empty' | 'letters' | 'length' | 'birth-year';

/** Strips spaces and dashes and turns Bangla digits into ASCII ones; leaves anything else for the check to find. */
export const cleanNid = (typed: string): string => toAsciiDigits(typed).replace(/[\s\-–]/g, '');

/**
 * Parses a typed NID number.
 * @param birthYear four-digit year of the date of birth, when one is known: a 17-digit number must begin with it.
 */
export const parseNid = (typed: string, birthYear?: number): { nid: NidNumber } | { problem: NidProblem; digits: number } => {
  const digits = cleanNid(typed);
  if (digits === '') return { problem: 'empty', digits: 0 };
  if (!/^\d+$/.test(digits)) return { problem: 'letters', digits: digits.length };
  if (![10, 13, 17].includes(digits.length)) return { problem: 'length', digits: digits.length };
  if (digits.length === 17 && birthYear !== undefined && Number(digits.slice(0, 4)) !== birthYear) return { problem: 'birth-year', digits: 17 };
  return { nid: digits as NidNumber };
};

/** The part that names the person: a 17-digit number without its birth year. */
export const nidCore = (nid: string): string => {
  const digits = cleanNid(nid);
  return digits.length === 17 ? digits.slice(4) : digits;
};

/** Two numbers are one person's when their cores agree. */
export const sameNid = (a: string, b: string): boolean => nidCore(a) !== '' && nidCore(a) === nidCore(b);

/** `012 345 6789` as on a smart card; other lengths are printed without gaps on the card, so here too. */
export const groupNid = (nid: string): string => (/^\d{10}$/.test(nid) ? `${nid.slice(0, 3)} ${nid.slice(3, 6)} ${nid.slice(6)}` : nid);

/** `012•••••89` / `0123••••••012`: enough to find the card in a pile, not enough to use it. */
export const maskNid = (nid: string): string => {
  const digits = cleanNid(nid);
  if (digits.length < 8) return '•'.repeat(digits.length);
  const [head, tail] = digits.length === 10 ? [3, 2] : [4, 3];
  return digits.slice(0, head) + '•'.repeat(digits.length - head - tail) + digits.slice(-tail);
};
