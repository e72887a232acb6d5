/**
 * Converts between ASCII and Bangla digits. Clerks type both, the service expects ASCII, and the interface displays the
 * digits of its language.
 */

const BANGLA_ZERO = 0x9e6;

/** Converts ০–৯ to 0–9 and leaves other characters unchanged. */
export const toAsciiDigits = (text: string): string =>
  text.replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - BANGLA_ZERO));

/** Converts 0–9 to ০–৯ and leaves other characters unchanged. */
export const toBanglaDigits = (text: string): string =>
  text.replace(/[0-9]/g, (digit) => String.fromCharCode(BANGLA_ZERO + Number(digit)));
