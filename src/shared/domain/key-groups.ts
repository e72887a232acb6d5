/**
 * A key in printed and typed form: groups of four characters and a check character, in an alphabet without similar
 * characters (Crockford's base 32: no I, L, O, U). The check detects every wrong character, every transposition of two
 * characters and every group in the wrong place, and identifies the group.
 */
import { toAsciiDigits } from '#shared/text/digits.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DATA = 4;
const BITS = 5;
/** Length of one group, with its check character. */
export const GROUP_SIGNS = DATA + 1;

/** Twice a number in the field with 32 elements (x⁵ + x² + 1). */
const twice = (value: number): number => ((value << 1) & 0b11111) ^ (value & 0b10000 ? 0b00101 : 0);

/** Gives each character a different weight, so that no single error and no transposition cancels out. */
const checkOf = (signs: readonly number[], group: number): number => {
  let weighed = 0;
  for (const sign of signs) weighed = twice(weighed ^ sign);
  return weighed ^ group;
};

export const groupCount = (bytes: number): number => Math.ceil((bytes * 8) / (DATA * BITS));

/** At most 31 groups (77 bytes). */
export const toGroups = (bytes: Uint8Array): string[] => {
  const signs: number[] = [];
  let held = 0;
  let bits = 0;
  for (const byte of [...bytes, 0, 0, 0]) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= BITS) {
      signs.push((held >> (bits - BITS)) & 0b11111);
      bits -= BITS;
    }
    held &= (1 << bits) - 1;
  }
  return Array.from({ length: groupCount(bytes.length) }, (_, group) => {
    const own = signs.slice(group * DATA, (group + 1) * DATA);
    return [...own, checkOf(own, group)].map((sign) => ALPHABET[sign]).join('');
  });
};

/** Maps typed text to the alphabet: either case, Bangla digits, and similar characters (O for 0, I and L for 1). */
const cleaned = (text: string): string =>
  toAsciiDigits(text)
    .toUpperCase()
    .replace(/[\s\-–—.,]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');

export type ParsedGroups =
  | { readonly bytes: Uint8Array }
  /** The first group with a mistake in it, from 1. */
  | { readonly wrong: number }
  /** No mistake so far; `whole` of `of` groups are complete. */
  | { readonly whole: number; readonly of: number };

/** @param length of the key in bytes. */
export const parseGroups = (text: string, length: number): ParsedGroups => {
  const typed = cleaned(text);
  const of = groupCount(length);
  const signs: number[] = [];
  for (let group = 0; group * GROUP_SIGNS < typed.length; group += 1) {
    const own = Array.from(typed.slice(group * GROUP_SIGNS, (group + 1) * GROUP_SIGNS), (sign) =>
      ALPHABET.indexOf(sign),
    );
    if (own.includes(-1) || group >= of) return { wrong: group + 1 };
    if (own.length < GROUP_SIGNS) return { whole: group, of };
    if (checkOf(own.slice(0, DATA), group) !== own[DATA]) return { wrong: group + 1 };
    signs.push(...own.slice(0, DATA));
  }
  const whole = signs.length / DATA;
  if (whole < of) return { whole, of };
  const bytes = new Uint8Array(length);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const sign of signs) {
    held = (held << BITS) | sign;
    bits += BITS;
    if (bits < 8) continue;
    bits -= 8;
    if (at < length) bytes[at] = held >> bits;
    at += 1;
    held &= (1 << bits) - 1;
  }
  return { bytes };
};
