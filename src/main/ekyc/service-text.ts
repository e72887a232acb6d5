/** What the service says in words: a sentence to show after our own line, and messages that belong on fields. */
import { withoutControls } from '#shared/text/normalize.ts';
import { wireName } from './decode/aliases.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';

const MAX_CHARS = 300;
/** Never fields: the words themselves, and what surrounds them. */
const TEXT_KEYS = ['message', 'detail', 'error', 'errors', 'non_field_errors'] as const;
const ENVELOPE_KEYS = new Set<string>([
  ...TEXT_KEYS,
  'status',
  'status_code',
  'code',
  'data',
  'success',
]);

/** One short line without markup, or null. Anything that looks like HTML is not shown at all. */
const asSentence = (text: string): string | null => {
  if (/<\s*[a-z!/?]/i.test(text)) return null;
  const line = withoutControls(text.replace(/[\p{Cc}\s]+/gu, ' ')).trim();
  return /^(none|null|)$/i.test(line) ? null : Array.from(line).slice(0, MAX_CHARS).join('');
};

/** The sentences of a text, a list of texts or lists of lists. */
const sentences = (value: Json | undefined, depth = 0): string[] => {
  if (typeof value === 'string') return [asSentence(value)].filter((line) => line !== null);
  if (isArray(value) && depth < 4)
    return value.slice(0, 20).flatMap((item) => sentences(item, depth + 1));
  return [];
};

const lowered = (body: JsonObject): Map<string, Json> =>
  new Map(Object.entries(body).map(([key, value]) => [key.toLowerCase(), value] as const));

/** `message`, else `detail`, else `error`, else the errors that belong to no field; looks one level into nested errors. */
export const serviceText = (body: Json | undefined, depth = 0): string | undefined => {
  if (isArray(body)) return sentences(body).join(' ').slice(0, MAX_CHARS) || undefined;
  if (!isObject(body)) return undefined;
  const keys = lowered(body);
  for (const key of TEXT_KEYS) {
    const value = keys.get(key);
    const text =
      isObject(value) && depth < 2
        ? serviceText(value, depth + 1)
        : sentences(value).join(' ').slice(0, MAX_CHARS);
    if (text) return text;
  }
  return undefined;
};

/**
 * Messages per field, under the names this client sends: `{field:["…"]}`, `{field:"…"}`, and either of them inside
 * `errors`, `error`, `detail`, `message` or `data`.
 */
export const fieldTexts = (
  body: Json | undefined,
  depth = 0,
): Record<string, string> | undefined => {
  if (!isObject(body) || depth > 2) return undefined;
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(body).slice(0, 60)) {
    const name = key.toLowerCase();
    if (ENVELOPE_KEYS.has(name)) {
      if (isObject(value)) Object.assign(found, fieldTexts(value, depth + 1));
      continue;
    }
    const text = sentences(value).join(' ').slice(0, MAX_CHARS);
    if (text !== '' && /^[a-z][a-z0-9_]{0,40}$/.test(name)) found[wireName(name)] = text;
  }
  return Object.keys(found).length > 0 ? found : undefined;
};
