/** Single values as the service writes them: loosely. */
import { withoutControls } from '#shared/text/normalize.ts';
import { isObject, type Json, type JsonObject } from '#main/ekyc/json.ts';

const EMPTY_WORDS = new Set(['', 'none', 'null']);
const MAX_OTHER_KEYS = 60;
const MAX_OTHER_CHARS = 500;

/** A value as text, as written but for invisible controls, one of which could draw it reversed; null for every way of saying nothing. */
export const textOf = (value: Json | undefined): string | null => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  const text = withoutControls(value);
  return EMPTY_WORDS.has(text.trim().toLowerCase()) ? null : text;
};

/** A mobile number as text. Sent as a number it has lost its zero. */
export const mobileOf = (value: Json | undefined): string => {
  const text = textOf(value) ?? '';
  return /^\s*1[3-9]\d{8}\s*$/.test(text) ? `0${text.trim()}` : text;
};

/** True or false, also as words or 0 and 1; null when it says neither. */
export const booleanOf = (value: Json | undefined): boolean | null => {
  const word = textOf(value)?.trim().toLowerCase();
  if (word === 'true' || word === '1' || word === 'yes') return true;
  return word === 'false' || word === '0' || word === 'no' ? false : null;
};

/** 0–100, rounded; null when not scored yet (null, −1) or no score at all. */
export const scoreOf = (value: Json | undefined): number | null => {
  const text = typeof value === 'boolean' ? null : textOf(value)?.trim();
  if (!text || !/^\d{1,3}(\.\d+)?$/.test(text)) return null;
  const score = Math.round(Number(text));
  return score <= 100 ? score : null;
};

/** Reads an object by aliases and remembers which of its keys nobody asked for. */
export interface KeyReader {
  /** The first alias that is there with a value, else the first that is there at all. */
  take(aliases: readonly string[]): Json | undefined;
  peek(name: string): Json | undefined;
  /** Whether any of the names is there. */
  has(aliases: readonly string[]): boolean;
  /** Keys that were never taken, with their values as text; empty values are left out. */
  rest(): { readonly key: string; readonly value: string }[];
}

/** A picture written as text, with or without the head of a data URI. */
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
  // By code points, so that no character is halved.
  return Array.from(text.slice(0, 2 * MAX_OTHER_CHARS))
    .slice(0, MAX_OTHER_CHARS)
    .join('');
};

export const readKeys = (object: JsonObject): KeyReader => {
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

/** What stands around the object that was read: everything but the envelope's own keys. */
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
