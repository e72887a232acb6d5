/** Bangladeshi mobile numbers: 11 digits, 01[3-9]…; +880 and 880 are the country's prefix. The operator is never inferred. */
import { toAsciiDigits } from '#shared/text/digits.ts';

export type MobileNumber = string & { readonly __brand: 'MobileNumber' };

/** What is wrong with a typed number; `digits` is how many it has, for the message. */
export interface MobileProblem {
  readonly problem: 'empty' | 'length' | 'prefix';
  readonly digits: number;
}

/** Digits of a typed mobile number: Bangla digits, spaces, dashes and the country prefix are accepted. */
export const mobileDigits = (typed: string): string => {
  const digits = toAsciiDigits(typed).replace(/[^0-9]/g, '');
  return digits.startsWith('8801') ? digits.slice(2) : digits;
};

const MOBILE_NUMBER = /^01[3-9]\d{8}$/;

/** Whether a text is a mobile number in its normal form: 11 ASCII digits. */
export const isMobileNumber = (text: string): text is MobileNumber => MOBILE_NUMBER.test(text);

/** The normal form of what was typed; text without digits, which is no mobile number, stays for the rules to name. */
export const normalizedMobile = (typed: string): string => mobileDigits(typed) || typed.trim();

/** Parses a typed mobile number. */
export const parseMobile = (typed: string): { mobile: MobileNumber } | MobileProblem => {
  const digits = mobileDigits(typed);
  if (digits === '') return { problem: 'empty', digits: 0 };
  if (digits.length !== 11) return { problem: 'length', digits: digits.length };
  return isMobileNumber(digits) ? { mobile: digits } : { problem: 'prefix', digits: 11 };
};

/** `01300-000042`: the usual grouping in Bangladesh, operator prefix and subscriber. Works on unfinished numbers too. */
export const groupMobile = (digits: string): string =>
  [digits.slice(0, 5), digits.slice(5)].filter(Boolean).join('-');

/** `0130•••0042`: recognisable to the person it belongs to, useless to others. */
export const maskMobile = (digits: string): string =>
  digits.length < 8 ? '•'.repeat(digits.length) : `${digits.slice(0, 4)}•••${digits.slice(-4)}`;
