/** PINs: six ASCII or Bangla digits, excluding those that are easily guessed. */
import { toAsciiDigits } from '#shared/text/digits.ts';

export const PIN_DIGITS = 6;

/** @returns six ASCII digits, or null. Bangla digits are converted and surrounding spaces are ignored. */
export const parsePin = (typed: string): string | null => {
  const digits = toAsciiDigits(typed.trim());
  return /^\d{6}$/.test(digits) ? digits : null;
};

/**
 * Reason why a PIN is easily guessed: a single digit, a sequence (123456, 654321), a repetition (121212, 123123), or a
 * part of the mobile number.
 */
export type TrivialPinReason = 'same' | 'row' | 'repeated' | 'mobile';

/**
 * @param pin six ASCII digits.
 * @param mobile the clerk's number, which is partly displayed and known to colleagues.
 * @returns the reason why the PIN is easily guessed; null when it is not.
 */
export const trivialPinReason = (pin: string, mobile: string): TrivialPinReason | null => {
  const digits = Array.from(pin, Number);
  const differences = new Set(
    digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10),
  );
  const [difference = 0] = differences;
  if (differences.size === 1 && difference === 0) return 'same';
  if (differences.size === 1 && (difference === 1 || difference === 9)) return 'row';
  if ([2, 3].some((length) => pin === pin.slice(0, length).repeat(PIN_DIGITS / length)))
    return 'repeated';
  return mobile.includes(pin) ? 'mobile' : null;
};
