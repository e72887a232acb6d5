/**
 * Converts between ASCII and Bangla digits: clerks type both, the service expects ASCII, and the interface shows the digits
 * of its language.
 */

const BANGLA_ZERO = 0x9e6;

/** Turns ০–৯ into 0–9 and leaves everything else alone. */
export const toAsciiDigits = (text: string): string =>
  text.replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - BANGLA_ZERO));

/** Turns 0–9 into ০–৯ and leaves everything else alone. */
export const toBanglaDigits = (text: string): string =>
  text.replace(/[0-9]/g, (digit) => String.fromCharCode(BANGLA_ZERO + Number(digit)));
