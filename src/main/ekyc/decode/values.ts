/** Decodes single values, tolerant of the service's varying types and spellings. */
import { withoutControls } from '#shared/text/normalize.ts';
import { isObject, type Json, type JsonObject } from '#main/ekyc/json.ts';

const EMPTY_WORDS = new Set(['', 'none', 'null']);
const MAX_OTHER_KEYS = 60;
const MAX_OTHER_CHARS = 500;

/**
 * A value as text without invisible control characters (one could reverse its display); null for every form of an empty value.
 */
export const textOf = (value: Json | undefined): string | null => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  const text = withoutControls(value);
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

/** Looks up the keys of an object by aliases and keeps track of those that were not looked up. */
export interface KeyLookup {
  /** The first present alias with a value, otherwise the first present alias. */
  take(aliases: readonly string[]): Json | undefined;
  peek(name: string): Json | undefined;
  /** Whether any of the aliases is present. */
  has(aliases: readonly string[]): boolean;
  /** Keys that were not taken, with their values as text, except empty values. */
  rest(): { readonly key: string; readonly value: string }[];
}

/** A base64 picture, with or without the prefix of a data URI. */
const PICTURE_TEXT = /^\s*(?:data:([a-z]+\/[a-z0-9.+-]+)?[;,]|\/9j\/|iVBORw0KGgo)/i;

const pictureNote = (value: string): string | null => {
  const found = PICTURE_TEXT.exec(value);
  return found && `[${found[1] ?? 'image'}, ${Math.ceil((value.length * 3) / 4 / 1024)} KB]`;
};

const asShown = (value: Json): string | null => {
  const picture = typeof value === 'string' ? pictureNote(value) : null;
  if (picture !== null) return picture;
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : textOf(value);
  if (text === null || text === '{}' || text === '[]') return null;
  // Truncated by code points, so that no surrogate pair is split.
  return Array.from(text.slice(0, 2 * MAX_OTHER_CHARS))
    .slice(0, MAX_OTHER_CHARS)
    .join('');
};

export const readKeys = (object: JsonObject): KeyLookup => {
  const entries = new Map<string, { key: string; value: Json }>();
  for (const [key, value] of Object.entries(object)) {
    const name = key.toLowerCase();
    if (!entries.has(name)) entries.set(name, { key, value });
  }
  const taken = new Set<string>();
  const find = (aliases: readonly string[]): { key: string; value: Json }[] =>
    aliases.map((alias) => entries.get(alias.toLowerCase())).filter((entry) => entry !== undefined);
  return {
    take: (aliases) => {
      const found = find(aliases);
      const chosen =
        found.find((entry) => isObject(entry.value) || textOf(entry.value) !== null) ?? found[0];
      if (chosen) taken.add(chosen.key.toLowerCase());
      return chosen?.value;
    },
    peek: (name) => entries.get(name.toLowerCase())?.value,
    has: (aliases) => find(aliases).length > 0,
    rest: () =>
      [...entries.entries()]
        .filter(([name]) => !taken.has(name))
        .slice(0, MAX_OTHER_KEYS)
        .flatMap(([, { key, value }]) => {
          const shown = asShown(value);
          return shown === null ? [] : [{ key: key.slice(0, 80), value: shown }];
        }),
  };
};

/** Keys around the decoded object, without those of the envelope. */
export const outerRest = (
  body: Json,
  inner: JsonObject,
): { readonly key: string; readonly value: string }[] => {
  if (!isObject(body) || body === inner) return [];
  const keys = readKeys(body);
  for (const key of ['status', 'data', 'detail'])
    if (isObject(keys.peek(key)) || key === 'status') keys.take([key]);
  return keys.rest();
};
