/**
 * Replaces personal data and secrets in a text by pattern. Names and addresses match no pattern, so this is only a second
 * safeguard after the log's table of permitted fields.
 */

const DIGIT = '[0-9\\u09e6-\\u09ef]';
const GAP = '[ \\u00a0-]?';

/** Applied in this order, because the match of an earlier pattern can contain the match of a later one. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"<>]+/giu, '[url]'],
  [/\b(?:token|bearer|basic)\s+[^\s"',]+/giu, '[token]'],
  // JSON web tokens and other long base64 texts.
  [/\b[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/gu, '[token]'],
  [/\b(?=[A-Za-z0-9+/_=-]*[0-9])[A-Za-z0-9+/_-]{32,}={0,2}/gu, '[token]'],
  [/\b[0-9a-f]{16,}\b/giu, '[hex]'],
  [/[^\s"<>@]+@[\w-]+(?:\.[\w-]+)+/gu, '[mail]'],
  // Windows drives and UNC paths, whose folders may contain spaces (C:\Users\Rahim Uddin), then absolute POSIX paths with at
  // least two components.
  [/(?:\b[a-z]:[\\/]|\\\\)(?:[^"'<>|:\r\n]*[\\/])?[^\s"'<>|]+/giu, '[path]'],
  [/(?<![\w.])~?(?:\/[^\s"'<>|/]+){2,}\/?/gu, '[path]'],
  // Dates, before the pattern for digits: 1 Oct 1980, 01/10/1980, 1980-10-01, ০১/১০/১৯৮০.
  [new RegExp(`${DIGIT}{1,4}[./-]${DIGIT}{1,2}[./-]${DIGIT}{1,4}`, 'gu'), '[date]'],
  [new RegExp(`${DIGIT}{1,2}\\s+\\p{L}[\\p{L}\\p{M}]{2,}\\.?,?\\s+${DIGIT}{4}`, 'gu'), '[date]'],
  // Mobile numbers, NID numbers of 10, 13 and 17 digits, and other numbers that the service accepts as NID: eight or more
  // digits, optionally grouped with spaces or hyphens.
  [new RegExp(`\\+?${DIGIT}(?:${GAP}${DIGIT}){7,}`, 'gu'), '[digits]'],
];

/** Replaces URLs, tokens, long hexadecimal texts, mail addresses, paths, dates and long numbers (ASCII or Bangla) by a label. */
export const redact = (text: string): string =>
  patterns.reduce((redacted, [pattern, label]) => redacted.replace(pattern, label), text);
