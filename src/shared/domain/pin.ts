/** PINs: six digits in ASCII or Bangla, and not one that is easily guessed. */
import { toAsciiDigits } from '#shared/text/digits.ts';

export const PIN_DIGITS = 6;

/** Six ASCII digits, or null. Bangla digits are converted, surrounding spaces ignored. */
export const parsePin = (typed: string): string | null => {
  const digits = toAsciiDigits(typed.trim());
  return /^\d{6}$/.test(digits) ? digits : null;
};

/** Why a PIN is too easy: one digit only, a row (123456, 654321), a repeated part (121212, 123123), part of the mobile number. */
export type TrivialPin = 'same' | 'row' | 'repeated' | 'mobile';

/**
 * @param pin six ASCII digits.
 * @param mobile the clerk's, which is partly shown on the screen and known to colleagues.
 */
export const trivialPin = (pin: string, mobile: string): TrivialPin | null => {
  const digits = Array.from(pin, Number);
  const steps = new Set(
    digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10),
  );
  const [step = 0] = steps;
  if (steps.size === 1 && step === 0) return 'same';
  if (steps.size === 1 && (step === 1 || step === 9)) return 'row';
  if ([2, 3].some((length) => pin === pin.slice(0, length).repeat(PIN_DIGITS / length)))
    return 'repeated';
  return mobile.includes(pin) ? 'mobile' : null;
};
