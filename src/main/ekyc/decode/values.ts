/** Decodes single values, tolerant of the service's varying types and spellings. */
import { withoutControls } from '#shared/text/normalize.ts';
import type { Json } from '#main/ekyc/json.ts';

/** Only base64 pictures are longer. Removing the control characters of a picture of 16 MB blocks the event loop for 0.3 s. */
const MAX_TEXT_CHARS = 64 * 1024;
const PICTURE_DATA_URI = /^data:image\/[a-z0-9.+-]{1,40};base64,/i;

const EMPTY_VALUES = new Set(['', 'none', 'null']);

/**
 * A value as text without control characters, some of which reverse the display of a text. It is truncated to
 * {@link MAX_TEXT_CHARS} unless it is a picture. Null for every form of an empty value.
 */
export const textOf = (value: Json | undefined): string | null => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  if (value.length > MAX_TEXT_CHARS && PICTURE_DATA_URI.test(value)) return value;
  const text = withoutControls(value.slice(0, MAX_TEXT_CHARS));
  return EMPTY_VALUES.has(text.trim().toLowerCase()) ? null : text;
};

/** A mobile number as text. The leading zero is restored when it was sent as a number. */
export const mobileOf = (value: Json | undefined): string => {
  const text = textOf(value) ?? '';
  return /^\s*1[3-9]\d{8}\s*$/.test(text) ? `0${text.trim()}` : text;
};

/** A boolean, also as a text (`true`, `yes`) or as 0 and 1; null for any other value. */
export const booleanOf = (value: Json | undefined): boolean | null => {
  const text = textOf(value)?.trim().toLowerCase();
  if (text === 'true' || text === '1' || text === 'yes') return true;
  return text === 'false' || text === '0' || text === 'no' ? false : null;
};

/** A score from 0 to 100, rounded; null when the value was not scored yet (null, −1) or is no score. */
export const scoreOf = (value: Json | undefined): number | null => {
  const text = typeof value === 'boolean' ? null : textOf(value)?.trim();
  if (!text || !/^\d{1,3}(\.\d+)?$/.test(text)) return null;
  const score = Math.round(Number(text));
  return score <= 100 ? score : null;
};
