/** Parses JSON without losing digits, because some versions of the service send a 17-digit NID as a number. */

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
/** The third argument of a reviver is in the language but not yet in TypeScript's library. */
const parseWith = JSON.parse as (text: string, reviver: Reviver) => Json;

const keepDigits: Reviver = (_key, value, context) =>
  typeof value === 'number' && context.source !== undefined && String(value) !== context.source
    ? context.source
    : value;

/** Strings, which are skipped, and the non-JSON numbers that Python's encoder writes. */
const STRINGS_AND_NON_NUMBERS = /"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)\b/g;

const nonNumbersAsNull = (text: string): string =>
  text.replace(STRINGS_AND_NON_NUMBERS, (found) => (found.startsWith('"') ? found : 'null'));

const parseText = (text: string): Json | undefined => {
  try {
    return parseWith(text, keepDigits);
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
 * Parses a body. A number that a double does not reproduce exactly becomes its text; `NaN` and `Infinity` become null.
 * @returns undefined when the bytes are not JSON: HTML, truncated, not UTF-8, or nested too deeply.
 */
export const parseJson = (bytes: Uint8Array): Json | undefined => {
  const text = decodeUtf8(bytes);
  if (text === undefined) return undefined;
  return (
    parseText(text) ?? (/NaN|Infinity/.test(text) ? parseText(nonNumbersAsNull(text)) : undefined)
  );
};

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
