/**
 * The text of the PDF417 barcode on a card's back. On old cards tags like XML's, in one run:
 * `<pin>…</pin><name>…</name><DOB>01 Jan 1970</DOB>…`; on smart cards fields with two-letter tags (`smart-barcode.ts`).
 * Several undocumented forms of each exist: the parser takes known tags and ignores the rest.
 */
import { parseCivilDate, type CivilDate } from './civil-date.ts';
import type { CardText } from './card-text.ts';
import { isNidNumber, type NidNumber } from './nid.ts';
import { parseSmartBarcode } from './smart-barcode.ts';

/** A PDF417 symbol holds 1,850 characters at most; a longer text is something else. */
const MOST_CHARACTERS = 4_096;
const MOST_NAME = 100;
const MOST_DATE = 40;

/**
 * Preamble that readers send before the data: control characters and the symbology identifier of PDF417 (ISO/IEC
 * 15424). Field separators are not part of it: a text that begins with one has lost the field before it.
 */
const PREAMBLE = /^[\u0000-\u001b ]*(?:\]L\d)?[\u0000-\u001b ]*/;

/** A tag and its value up to the next tag. Closing tags only end a value. */
const TAG = /<(\/?) {0,4}([a-z]{1,12}) {0,4}>([^<]*)/gi;

/**
 * Percent escapes and `+` for a space, as in HTML forms. Decoded completely or not at all: an incomplete escape shows that the
 * text is not escaped, and a text with spaces does not write them as `+`.
 */
const unescape = (raw: string): string => {
  const text = /\s/.test(raw) ? raw : raw.replaceAll('+', ' ');
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return raw;
  }
};

interface Values {
  /** Whether there is such a tag, with or without a value. */
  has(name: string): boolean;
  /** The first value that is not empty: a repeated tag does not overwrite. */
  value(name: string): string;
  /** The same, but only when a tag follows: at the end of a text that was cut off a value may be half of one. */
  whole(name: string): string;
}

const valuesIn = (text: string): Values => {
  const found = new Map<string, { value: string; isWhole: boolean }>();
  for (const { 0: all, 1: closing, 2: tag = '', 3: raw = '', index } of text.matchAll(TAG)) {
    const value = unescape(raw.trim()).replace(/\s+/g, ' ').trim();
    const name = tag.toLowerCase();
    if (closing === '' && !found.get(name)?.value)
      found.set(name, { value, isWhole: index + all.length < text.length });
  }
  return {
    has: (name) => found.has(name),
    value: (name) => found.get(name)?.value ?? '',
    whole: (name) => (found.get(name)?.isWhole ? (found.get(name)?.value ?? '') : ''),
  };
};

/** 17 digits begin with the birth year: a number that contradicts the date of birth is rejected. */
const nidOf = (pin: string, dob: CivilDate | null): NidNumber | null => {
  const digits = pin.replace(/[\s-]/g, '');
  if (!isNidNumber(digits)) return null;
  return digits.length === 17 && dob && Number(digits.slice(0, 4)) !== dob.year ? null : digits;
};

const nameOf = (text: string): string | null => {
  const name = text.replace(/\s+/g, ' ').trim();
  return name.length <= MOST_NAME && /^[a-z][a-z .,'()/-]*$/i.test(name) && /[a-z]{2}/i.test(name)
    ? name
    : null;
};

const parseOldBarcode = (text: string): CardText | null => {
  const values = valuesIn(text);
  // The number is the first field on every card; a text without it lost its beginning or is not from a card.
  if (!values.has('pin')) return null;
  const day = values.value('dob');
  const dob = day.length <= MOST_DATE ? (parseCivilDate(day)?.date ?? null) : null;
  const nid = nidOf(values.whole('pin'), dob);
  const nameEng = nameOf(values.whole('name') || values.whole('n'));
  return nid === null && dob === null && nameEng === null ? null : { nid, dob, nameEng };
};

/** The fields of a smart card's barcode, validated by the same rules. */
const checkSmart = (text: string): CardText | null => {
  const found = parseSmartBarcode(text);
  if (!found) return null;
  const { nid, dob, name } = found;
  const oldNid = nidOf(found.oldNid ?? '', dob);
  const nameEng = nameOf(name ?? '');
  return { nid: nid ?? oldNid, dob, nameEng, ...(nid !== null && oldNid !== null && { oldNid }) };
};

/**
 * Parses the text of a barcode into the values of the card's holder.
 * @returns null when it does not begin like a card's barcode; such a text can be a barcode that lost its beginning.
 */
export const parseBarcodeText = (text: string): CardText | null => {
  if (text.length > MOST_CHARACTERS) return null;
  const data = text.replace(PREAMBLE, '');
  return /^<[ a-z]/i.test(data) ? parseOldBarcode(data) : checkSmart(data);
};
