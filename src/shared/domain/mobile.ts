/**
 * Bangladeshi mobile numbers: 11 digits starting with 013 to 019, optionally after the country code 880 or +880. The
 * operator is not derived, because numbers are portable between operators.
 */
import { toAsciiDigits } from '#shared/text/digits.ts';

export type MobileNumber = string & { readonly __brand: 'MobileNumber' };

/** The problem of a typed number; `digits` is the number of its digits, for the message. */
export interface MobileProblem {
  readonly problem: 'empty' | 'length' | 'prefix';
  readonly digits: number;
}

/** Extracts the digits of a typed mobile number: Bangla digits, spaces, dashes and the country code are accepted. */
export const mobileDigits = (typed: string): string => {
  const digits = toAsciiDigits(typed).replace(/[^0-9]/g, '');
  return digits.startsWith('8801') ? digits.slice(2) : digits;
};

const MOBILE_DIGITS = 11;
const MOBILE_NUMBER = /^01[3-9]\d{8}$/;

/** Whether a text is a mobile number in its normal form: 11 ASCII digits. */
export const isMobileNumber = (text: string): text is MobileNumber => MOBILE_NUMBER.test(text);

/** The normal form of typed text. Text without digits is returned as typed, so that the validation rules can report it. */
export const normalizedMobile = (typed: string): string => mobileDigits(typed) || typed.trim();

export const parseMobile = (typed: string): { mobile: MobileNumber } | MobileProblem => {
  const digits = mobileDigits(typed);
  if (digits === '') return { problem: 'empty', digits: 0 };
  if (digits.length !== MOBILE_DIGITS) return { problem: 'length', digits: digits.length };
  return isMobileNumber(digits) ? { mobile: digits } : { problem: 'prefix', digits: MOBILE_DIGITS };
};

/** Formats a number as `01300-000042`, the usual grouping in Bangladesh. Incomplete numbers are formatted as well. */
export const groupMobile = (digits: string): string =>
  [digits.slice(0, 5), digits.slice(5)].filter(Boolean).join('-');

/** Formats a number as `0130•••0042`: its owner recognises it, and nobody else can use it. */
export const maskMobile = (digits: string): string =>
  digits.length < 8 ? '•'.repeat(digits.length) : `${digits.slice(0, 4)}•••${digits.slice(-4)}`;
