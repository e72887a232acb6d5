/** One-time passwords: 4 to 8 digits; pasted text and Bangla digits are accepted. */
import { limits } from '#shared/limits.ts';
import { toAsciiDigits } from '#shared/text/digits.ts';

export type Otp = string & { readonly __brand: 'Otp' };

export const otpDigits = (typed: string): string => toAsciiDigits(typed).replace(/[^0-9]/g, '');

/** @returns null unless the text has 4 to 8 digits. */
export const parseOtp = (typed: string): Otp | null => {
  const digits = otpDigits(typed);
  return digits.length >= limits.otpMinDigits && digits.length <= limits.otpMaxDigits
    ? (digits as Otp)
    : null;
};
