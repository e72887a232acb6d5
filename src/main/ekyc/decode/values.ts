/** Decodes single values, tolerant of the service's varying types and spellings. */
import { withoutControls } from '#shared/text/normalize.ts';
import type { Json } from '#main/ekyc/json.ts';

/** Characters; longer is only a picture in base64. Removing controls from 16 MB of it would block the event loop for 0.3 s. */
const LONGEST_TEXT = 64 * 1024;
const PICTURE_DATA_URI = /^data:image\/[a-z0-9.+-]{1,40};base64,/i;

const EMPTY_WORDS = new Set(['', 'none', 'null']);

/**
 * A value as text without invisible control characters (one could reverse its display), cut to {@link LONGEST_TEXT} unless it is a
 * picture; null for every form of an empty value.
 */
export const textOf = (value: Json | undefined): string | null => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  if (value.length > LONGEST_TEXT && PICTURE_DATA_URI.test(value)) return value;
  const text = withoutControls(value.slice(0, LONGEST_TEXT));
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

/** 0–100, rounded; null when not scored yet (null, −1) or not a score. */
export const scoreOf = (value: Json | undefined): number | null => {
  const text = typeof value === 'boolean' ? null : textOf(value)?.trim();
  if (!text || !/^\d{1,3}(\.\d+)?$/.test(text)) return null;
  const score = Math.round(Number(text));
  return score <= 100 ? score : null;
};
