/** Looks up the keys of a decoded object by aliases and lists those that the app has no name for. */
import { isObject, type Json, type JsonObject } from '#main/ekyc/json.ts';
import { textOf } from './values.ts';

/** Limits on what is displayed of keys that the app has no name for. */
const MAX_UNUSED_KEYS = 60;
const MAX_UNUSED_KEY_CHARS = 80;
const MAX_UNUSED_VALUE_CHARS = 500;

/** Looks up the keys of an object by aliases and keeps track of those that were not looked up. */
export interface KeyLookup {
  /** The first present alias with a value, otherwise the first present alias. */
  consume(aliases: readonly string[]): Json | undefined;
  peek(name: string): Json | undefined;
  /** Whether any of the aliases is present. */
  has(aliases: readonly string[]): boolean;
  /** Keys that were not consumed, with their values as text, except empty values. */
  unusedKeys(): { readonly key: string; readonly value: string }[];
}

/** A base64 picture, with or without the prefix of a data URI. */
const PICTURE_TEXT = /^\s*(?:data:([a-z]+\/[a-z0-9.+-]+)?[;,]|\/9j\/|iVBORw0KGgo)/i;

/** Media type and size instead of the base64 text of a picture; null for any other text. */
const picturePlaceholder = (value: string): string | null => {
  const found = PICTURE_TEXT.exec(value);
  return found && `[${found[1] ?? 'image'}, ${Math.ceil((value.length * 3) / 4 / 1024)} KB]`;
};

/** A value that the app has no name for, as it is displayed; null when it is empty. */
const formatUnusedValue = (value: Json): string | null => {
  const picture = typeof value === 'string' ? picturePlaceholder(value) : null;
  if (picture !== null) return picture;
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : textOf(value);
  if (text === null || text === '{}' || text === '[]') return null;
  // Truncated by code points, so that no surrogate pair is split.
  return Array.from(text.slice(0, 2 * MAX_UNUSED_VALUE_CHARS))
    .slice(0, MAX_UNUSED_VALUE_CHARS)
    .join('');
};

/** Keys are compared without regard to case; of two that differ only in case the first is kept. */
export const createKeyLookup = (object: JsonObject): KeyLookup => {
  const entries = new Map<string, { key: string; value: Json }>();
  for (const [key, value] of Object.entries(object)) {
    const name = key.toLowerCase();
    if (!entries.has(name)) entries.set(name, { key, value });
  }
  const consumedNames = new Set<string>();
  const find = (aliases: readonly string[]): { key: string; value: Json }[] =>
    aliases.map((alias) => entries.get(alias.toLowerCase())).filter((entry) => entry !== undefined);
  return {
    consume: (aliases) => {
      const found = find(aliases);
      const chosen =
        found.find((entry) => isObject(entry.value) || textOf(entry.value) !== null) ?? found[0];
      if (chosen) consumedNames.add(chosen.key.toLowerCase());
      return chosen?.value;
    },
    peek: (name) => entries.get(name.toLowerCase())?.value,
    has: (aliases) => find(aliases).length > 0,
    unusedKeys: () =>
      [...entries.entries()]
        .filter(([name]) => !consumedNames.has(name))
        .slice(0, MAX_UNUSED_KEYS)
        .flatMap(([, { key, value }]) => {
          const text = formatUnusedValue(value);
          return text === null ? [] : [{ key: key.slice(0, MAX_UNUSED_KEY_CHARS), value: text }];
        }),
  };
};

/**
 * The keys of the envelope, which is the object around the decoded one, that the app has no name for. `status` is decoded elsewhere;
 * `data` and `detail` are left out where they are the decoded object or its wrapper, but are shown where they are texts.
 */
export const remainingEnvelopeKeys = (
  body: Json,
  inner: JsonObject,
): { readonly key: string; readonly value: string }[] => {
  if (!isObject(body) || body === inner) return [];
  const keys = createKeyLookup(body);
  for (const key of ['status', 'data', 'detail'])
    if (isObject(keys.peek(key)) || key === 'status') keys.consume([key]);
  return keys.unusedKeys();
};
