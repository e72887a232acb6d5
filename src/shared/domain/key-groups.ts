/**
 * A key in printed and typed form: groups of four characters and a check character, in an alphabet without similar
 * characters (Crockford's base 32: no I, L, O, U). The check detects every wrong character, every transposition of two
 * characters and every group in the wrong position, and identifies the group.
 */
import { toAsciiDigits } from '#shared/text/digits.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DATA_LENGTH = 4;
const BITS_PER_CHARACTER = 5;
/** Length of one group, including its check character. */
export const GROUP_LENGTH = DATA_LENGTH + 1;

/** Doubles a number in the finite field GF(2⁵) with the polynomial x⁵ + x² + 1. */
const double = (value: number): number =>
  ((value << 1) & 0b11111) ^ (value & 0b10000 ? 0b00101 : 0);

/**
 * Check value of a group. Each character has a different weight, so that every single error and every transposition
 * changes the value.
 */
const checkValueOf = (values: readonly number[], group: number): number => {
  let sum = 0;
  for (const value of values) sum = double(sum ^ value);
  return sum ^ group;
};

export const groupCount = (bytes: number): number =>
  Math.ceil((bytes * 8) / (DATA_LENGTH * BITS_PER_CHARACTER));

/** @param bytes at most 77 bytes, which are 31 groups. */
export const toGroups = (bytes: Uint8Array): string[] => {
  const values: number[] = [];
  let pending = 0;
  let bits = 0;
  // Zero bytes complete the last group, which may have fewer than 20 bits of the key.
  for (const byte of [...bytes, 0, 0, 0]) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= BITS_PER_CHARACTER) {
      values.push((pending >> (bits - BITS_PER_CHARACTER)) & 0b11111);
      bits -= BITS_PER_CHARACTER;
    }
    pending &= (1 << bits) - 1;
  }
  return Array.from({ length: groupCount(bytes.length) }, (_, group) => {
    const groupValues = values.slice(group * DATA_LENGTH, (group + 1) * DATA_LENGTH);
    return [...groupValues, checkValueOf(groupValues, group)]
      .map((value) => ALPHABET[value])
      .join('');
  });
};

/** Maps typed text to the alphabet: either case, Bangla digits, and similar characters (O for 0, I and L for 1). */
const normalize = (text: string): string =>
  toAsciiDigits(text)
    .toUpperCase()
    .replace(/[\s\-–—.,]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');

export type ParsedGroups =
  | { readonly bytes: Uint8Array }
  /** Number of the first group that contains an error, starting at 1. */
  | { readonly wrongGroup: number }
  /** No error so far; `complete` of `of` groups are typed. */
  | { readonly complete: number; readonly total: number };

/** @param length length of the key in bytes. */
export const parseGroups = (text: string, length: number): ParsedGroups => {
  const typed = normalize(text);
  const total = groupCount(length);
  const values: number[] = [];
  for (let group = 0; group * GROUP_LENGTH < typed.length; group += 1) {
    const groupValues = Array.from(
      typed.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH),
      (value) => ALPHABET.indexOf(value),
    );
    if (groupValues.includes(-1) || group >= total) return { wrongGroup: group + 1 };
    if (groupValues.length < GROUP_LENGTH) return { complete: group, total: total };
    if (checkValueOf(groupValues.slice(0, DATA_LENGTH), group) !== groupValues[DATA_LENGTH])
      return { wrongGroup: group + 1 };
    values.push(...groupValues.slice(0, DATA_LENGTH));
  }
  const complete = values.length / DATA_LENGTH;
  if (complete < total) return { complete, total: total };
  const bytes = new Uint8Array(length);
  let pending = 0;
  let bits = 0;
  let index = 0;
  for (const value of values) {
    pending = (pending << BITS_PER_CHARACTER) | value;
    bits += BITS_PER_CHARACTER;
    if (bits < 8) continue;
    bits -= 8;
    if (index < length) bytes[index] = pending >> bits;
    index += 1;
    pending &= (1 << bits) - 1;
  }
  return { bytes };
};
