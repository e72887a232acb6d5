/** Extracts messages from the service's answers: a text that is shown after the app's own, and messages per field. */
import { withoutControls } from '#shared/text/normalize.ts';
import { wireNameOf } from './decode/aliases.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';

const MAX_MESSAGE_CHARS = 300;
/** Limits for bodies with more texts or deeper nesting than any known answer. */
const MAX_LIST_DEPTH = 4;
const MAX_LIST_ITEMS = 20;
const MAX_OBJECT_DEPTH = 2;
const MAX_FIELDS = 60;
/** Keys of messages, in order of preference. */
const TEXT_KEYS = ['message', 'detail', 'error', 'errors', 'non_field_errors'] as const;
/** Keys that are never fields of the form. */
const ENVELOPE_KEYS = new Set<string>([
  ...TEXT_KEYS,
  'status',
  'status_code',
  'code',
  'data',
  'success',
]);

/** Reduces a message to one line of at most {@link MAX_MESSAGE_CHARS}. @returns null for an empty text and for HTML. */
const toOneLine = (text: string): string | null => {
  if (/<\s*[a-z!/?]/i.test(text)) return null;
  const line = withoutControls(text.replace(/[\p{Cc}\s]+/gu, ' ')).trim();
  return /^(none|null|)$/i.test(line)
    ? null
    : Array.from(line).slice(0, MAX_MESSAGE_CHARS).join('');
};

/** The messages in a text or in nested lists of texts. */
const messagesIn = (value: Json | undefined, depth = 0): string[] => {
  if (typeof value === 'string') return [toOneLine(value)].filter((line) => line !== null);
  if (isArray(value) && depth < MAX_LIST_DEPTH)
    return value.slice(0, MAX_LIST_ITEMS).flatMap((item) => messagesIn(item, depth + 1));
  return [];
};

const withLowerCaseKeys = (body: JsonObject): Map<string, Json> =>
  new Map(Object.entries(body).map(([key, value]) => [key.toLowerCase(), value] as const));

/**
 * The message in a body: the value of `message`, otherwise of `detail`, `error`, `errors` or `non_field_errors`, also in
 * nested objects.
 */
export const serviceMessage = (body: Json | undefined, depth = 0): string | undefined => {
  if (isArray(body)) return messagesIn(body).join(' ').slice(0, MAX_MESSAGE_CHARS) || undefined;
  if (!isObject(body)) return undefined;
  const keys = withLowerCaseKeys(body);
  for (const key of TEXT_KEYS) {
    const value = keys.get(key);
    const text =
      isObject(value) && depth < MAX_OBJECT_DEPTH
        ? serviceMessage(value, depth + 1)
        : messagesIn(value).join(' ').slice(0, MAX_MESSAGE_CHARS);
    if (text) return text;
  }
  return undefined;
};

/**
 * Messages per field, under the names that this client sends: from `{field:["…"]}`, `{field:"…"}`, and either inside
 * `errors`, `error`, `detail`, `message` or `data`.
 */
export const fieldMessages = (
  body: Json | undefined,
  depth = 0,
): Record<string, string> | undefined => {
  if (!isObject(body) || depth > MAX_OBJECT_DEPTH) return undefined;
  const messages: Record<string, string> = {};
  for (const [key, value] of Object.entries(body).slice(0, MAX_FIELDS)) {
    const name = key.toLowerCase();
    if (ENVELOPE_KEYS.has(name)) {
      if (isObject(value)) Object.assign(messages, fieldMessages(value, depth + 1));
      continue;
    }
    const text = messagesIn(value).join(' ').slice(0, MAX_MESSAGE_CHARS);
    if (text !== '' && /^[a-z][a-z0-9_]{0,40}$/.test(name)) messages[wireNameOf(name)] = text;
  }
  return Object.keys(messages).length > 0 ? messages : undefined;
};
