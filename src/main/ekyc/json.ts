/** Parses JSON without losing digits, because some versions of the service send a 17-digit NID as a number. */

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
/** The third argument of a reviver (JSON.parse source text access) is missing in TypeScript's library. */
const parseWithReviver = JSON.parse as (text: string, reviver: Reviver) => Json;

const keepDigits: Reviver = (_key, value, context) =>
  typeof value === 'number' && context.source !== undefined && String(value) !== context.source
    ? context.source
    : value;

/**
 * Matches strings, which are skipped, and the non-JSON numbers that Python's encoder writes. The closing quote is optional,
 * because matching an unclosed string otherwise takes quadratic time.
 */
const STRINGS_AND_NON_NUMBERS = /"(?:[^"\\]|\\.)*"?|-?(?:NaN|Infinity)\b/gs;

const replaceNonNumbers = (text: string): string =>
  text.replace(STRINGS_AND_NON_NUMBERS, (found) => (found.startsWith('"') ? found : 'null'));

const parseText = (text: string): Json | undefined => {
  try {
    return parseWithReviver(text, keepDigits);
  } catch {
    return undefined;
  }
};

const decoder = new TextDecoder('utf-8', { fatal: true });

const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
};

/**
 * Maximum number of values in one body. Parsing a value takes about 2 µs, so 2 MiB of short values block the event loop
 * for seconds. The longest valid answer, a status with every comparison, has fewer than 100.
 */
const MAX_VALUES = 2_000;

const [COMMA, OPEN_OBJECT, OPEN_LIST] = [0x2c, 0x7b, 0x5b];
const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Whether a body that begins like JSON has more than {@link MAX_VALUES} values. Commas and brackets in strings count too, because
 * no valid text has that many.
 */
const hasTooManyValues = (bytes: Uint8Array): boolean => {
  const first = bytes.find((byte) => !isSpace(byte));
  if (bytes.length <= MAX_VALUES || (first !== OPEN_OBJECT && first !== OPEN_LIST)) return false;
  let valueCount = 0;
  for (let index = 0; index < bytes.length && valueCount <= MAX_VALUES; index += 1) {
    const byte = bytes[index];
    if (byte === COMMA || byte === OPEN_OBJECT || byte === OPEN_LIST) valueCount += 1;
  }
  return valueCount > MAX_VALUES;
};

/**
 * Parses a body. A number that a double does not reproduce exactly becomes its text; `NaN` and `Infinity` become null.
 * @returns undefined when the bytes are not JSON: HTML, truncated, not UTF-8, nested too deeply, or of too many values.
 */
export const parseJson = (bytes: Uint8Array): Json | undefined => {
  if (hasTooManyValues(bytes)) return undefined;
  const text = decodeUtf8(bytes);
  if (text === undefined) return undefined;
  return (
    parseText(text) ?? (/NaN|Infinity/.test(text) ? parseText(replaceNonNumbers(text)) : undefined)
  );
};

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
