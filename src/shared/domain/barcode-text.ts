/**
 * Parser of the PDF417 barcode on a card's back. Old cards have XML-like tags in one line:
 * `<pin>…</pin><name>…</name><DOB>01 Jan 1970</DOB>…`; smart cards have fields with two-letter tags
 * (`smart-barcode.ts`). Several undocumented variants of each exist, so known tags are parsed and others are ignored.
 */
import { parseCivilDate, type CivilDate } from './civil-date.ts';
import type { CardText } from './card-text.ts';
import { isNidNumber, type NidNumber } from './nid.ts';
import { parseSmartBarcode } from './smart-barcode.ts';

/** A PDF417 symbol contains at most 1,850 characters; a longer text is not from a barcode. */
const MAX_CHARACTERS = 4_096;
const MAX_NAME_CHARACTERS = 100;
const MAX_DATE_CHARACTERS = 40;

/**
 * Preamble that readers send before the data: control characters and the symbology identifier of PDF417 (ISO/IEC
 * 15424). Field separators are excluded, because a text that starts with one has lost the field before it.
 */
const PREAMBLE = /^[\u0000-\u001b ]*(?:\]L\d)?[\u0000-\u001b ]*/;

/** A tag and its value up to the next tag. Closing tags only end a value. */
const TAG = /<(\/?) {0,4}([a-z]{1,12}) {0,4}>([^<]*)/gi;

/**
 * Decodes percent escapes and `+` for a space, as in HTML forms. A text with an incomplete escape is not encoded and is
 * returned unchanged. In a text with spaces, `+` is not decoded, because an encoded text contains no spaces.
 */
const decodeFormEncoding = (raw: string): string => {
  const text = /\s/.test(raw) ? raw : raw.replaceAll('+', ' ');
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return raw;
  }
};

/** Values by tag name; lower case. */
interface TagValues {
  /** Whether the tag occurs, with or without a value. */
  has(name: string): boolean;
  /** The first non-empty value, or ''. Repeated tags do not overwrite it. */
  value(name: string): string;
  /** The value if another tag follows it, otherwise ''. The last value of a truncated text may be incomplete. */
  completeValue(name: string): string;
}

const valuesIn = (text: string): TagValues => {
  const found = new Map<string, { value: string; isComplete: boolean }>();
  for (const { 0: match, 1: closing, 2: tag = '', 3: raw = '', index } of text.matchAll(TAG)) {
    const value = decodeFormEncoding(raw.trim()).replace(/\s+/g, ' ').trim();
    const name = tag.toLowerCase();
    if (closing === '' && !found.get(name)?.value)
      found.set(name, { value, isComplete: index + match.length < text.length });
  }
  return {
    has: (name) => found.has(name),
    value: (name) => found.get(name)?.value ?? '',
    completeValue: (name) => (found.get(name)?.isComplete ? (found.get(name)?.value ?? '') : ''),
  };
};

/** Null for an invalid number, and for a 17-digit number whose first four digits are not the birth year. */
const nidOf = (pin: string, dob: CivilDate | null): NidNumber | null => {
  const digits = pin.replace(/[\s-]/g, '');
  if (!isNidNumber(digits)) return null;
  return digits.length === 17 && dob && Number(digits.slice(0, 4)) !== dob.year ? null : digits;
};

/** Null for a text that cannot be a name in Latin letters. */
const nameOf = (text: string): string | null => {
  const name = text.replace(/\s+/g, ' ').trim();
  return name.length <= MAX_NAME_CHARACTERS &&
    /^[a-z][a-z .,'()/-]*$/i.test(name) &&
    /[a-z]{2}/i.test(name)
    ? name
    : null;
};

const parseOldBarcode = (text: string): CardText | null => {
  const values = valuesIn(text);
  // The number is the first field on every card. A text without it is truncated at the start or not from a card.
  if (!values.has('pin')) return null;
  const dobText = values.value('dob');
  const dob =
    dobText.length <= MAX_DATE_CHARACTERS ? (parseCivilDate(dobText)?.date ?? null) : null;
  const nid = nidOf(values.completeValue('pin'), dob);
  const nameEng = nameOf(values.completeValue('name') || values.completeValue('n'));
  return nid === null && dob === null && nameEng === null ? null : { nid, dob, nameEng };
};

/** Validates the fields of a smart card's barcode by the same rules. */
const validateSmartBarcode = (text: string): CardText | null => {
  const found = parseSmartBarcode(text);
  if (!found) return null;
  const { nid, dob, name } = found;
  const oldNid = nidOf(found.oldNid ?? '', dob);
  const nameEng = nameOf(name ?? '');
  return { nid: nid ?? oldNid, dob, nameEng, ...(nid !== null && oldNid !== null && { oldNid }) };
};

/**
 * Parses the text of a barcode into the values of the cardholder.
 * @returns null when the text does not start like a card's barcode; it may be truncated at the start.
 */
export const parseBarcodeText = (text: string): CardText | null => {
  if (text.length > MAX_CHARACTERS) return null;
  const data = text.replace(PREAMBLE, '');
  return /^<[ a-z]/i.test(data) ? parseOldBarcode(data) : validateSmartBarcode(data);
};
