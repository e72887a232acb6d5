/** Decodes single values, tolerant of the service's varying types and spellings. */
import { withoutControls } from '#shared/text/normalize.ts';
import type { Json } from '#main/ekyc/json.ts';

/** Only base64 pictures are longer. Removing control characters from 16 MB of one would block the event loop for 0.3 s. */
const MAX_TEXT_CHARS = 64 * 1024;
const PICTURE_DATA_URI = /^data:image\/[a-z0-9.+-]{1,40};base64,/i;

const EMPTY_WORDS = new Set(['', 'none', 'null']);

/**
 * A value as text without control characters, some of which reverse the display of a text. It is truncated to
 * {@link MAX_TEXT_CHARS} unless it is a picture. Null for every form of an empty value.
 */
export const textOf = (value: Json | undefined): string | null => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  if (value.length > MAX_TEXT_CHARS && PICTURE_DATA_URI.test(value)) return value;
  const text = withoutControls(value.slice(0, MAX_TEXT_CHARS));
  return EMPTY_WORDS.has(text.trim().toLowerCase()) ? null : text;
};

/** A mobile number as text. The leading zero is restored when it was sent as a number. */
export const mobileOf = (value: Json | undefined): string => {
  const text = textOf(value) ?? '';
  return /^\s*1[3-9]\d{8}\s*$/.test(text) ? `0${text.trim()}` : text;
};

/** A boolean, also as a word or as 0 and 1; null for anything else. */
export const booleanOf = (value: Json | undefined): boolean | null => {
  const word = textOf(value)?.trim().toLowerCase();
  if (word === 'true' || word === '1' || word === 'yes') return true;
  return word === 'false' || word === '0' || word === 'no' ? false : null;
};

/** A score from 0 to 100, rounded; null when the value was not scored yet (null, −1) or is no score. */
export const scoreOf = (value: Json | undefined): number | null => {
  const text = typeof value === 'boolean' ? null : textOf(value)?.trim();
  if (!text || !/^\d{1,3}(\.\d+)?$/.test(text)) return null;
  const score = Math.round(Number(text));
  return score <= 100 ? score : null;
};
