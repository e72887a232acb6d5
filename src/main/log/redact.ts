/**
 * Removes personal data and secrets from a text by pattern. Names and addresses have no pattern, so this is only a second
 * safeguard: the log accepts no free text in the first place.
 */

const DIGIT = '[0-9\\u09e6-\\u09ef]';
const GAP = '[ \\u00a0-]?';

/** Applied in this order: longer patterns before those that they contain. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"<>]+/giu, '[url]'],
  [/\b(?:token|bearer|basic)\s+[^\s"',]+/giu, '[token]'],
  // JSON web tokens and other long runs of base64.
  [/\b[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/gu, '[token]'],
  [/\b(?=[A-Za-z0-9+/_=-]*[0-9])[A-Za-z0-9+/_-]{32,}={0,2}/gu, '[token]'],
  [/\b[0-9a-f]{16,}\b/giu, '[hex]'],
  [/[^\s"<>@]+@[\w-]+(?:\.[\w-]+)+/gu, '[mail]'],
  // Windows drives and shares, then rooted paths; forward slashes count only with two parts or more.
  [/(?:\b[a-z]:[\\/]|\\\\)[^\s"'<>|]+/giu, '[path]'],
  [/(?<![\w.])~?(?:\/[^\s"'<>|/]+){2,}\/?/gu, '[path]'],
  // Dates before numbers: 1 Oct 1980, 01/10/1980, 1980-10-01, ০১/১০/১৯৮০.
  [new RegExp(`${DIGIT}{1,4}[./-]${DIGIT}{1,2}[./-]${DIGIT}{1,4}`, 'gu'), '[date]'],
  [new RegExp(`${DIGIT}{1,2}\\s+\\p{L}[\\p{L}\\p{M}]{2,}\\.?,?\\s+${DIGIT}{4}`, 'gu'), '[date]'],
  // Mobiles, national IDs of 10, 13 and 17 digits and what the service itself takes for one: any run from eight digits on,
  // with the gaps people read them aloud with.
  [new RegExp(`\\+?${DIGIT}(?:${GAP}${DIGIT}){7,}`, 'gu'), '[digits]'],
];

/** Replaces URLs, tokens, long hex, mail addresses, paths, dates and digit runs (ASCII or Bangla) by what they were. */
export const redact = (text: string): string =>
  patterns.reduce((seen, [pattern, label]) => seen.replace(pattern, label), text);
