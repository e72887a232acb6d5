/**
 * Parser of the PDF417 barcode of a smart card. Its fields are in any order, each a tag of two capitals and a value,
 * with or without a separator: `NM` name, `NW` number of 10 digits, `OL` number of 13 or 17 digits, `BR` birth date
 * yyyymmdd, `PE` and `PR` addresses, `VA` expiry, `DT` issue, `PK` and `SG` data for machines. Source: two independent
 * public parsers; no specification is public.
 */
import { parseCivilDate, type CivilDate } from './civil-date.ts';
import { isNidNumber, type NidNumber } from './nid.ts';

export interface SmartBarcode {
  readonly nid: NidNumber | null;
  readonly oldNid: NidNumber | null;
  readonly dob: CivilDate | null;
  /** As written in the barcode; not validated. */
  readonly name: string | null;
}

const TAGS = ['NM', 'NW', 'OL', 'BR', 'PE', 'PR', 'VA', 'DT', 'PK', 'SG'] as const;
const TAG_LENGTH = 2;
type Tag = (typeof TAGS)[number];
/** Format of each number by its tag. */
const NUMBER_FORMATS = { NW: /^\d{10}$/, OL: /^(\d{13}|\d{17})$/, BR: /^\d{8}$/ } as const;

/** Values by tag; null when two fields with the same tag have different values. */
type Fields = Map<Tag, string | null>;

const setField = (fields: Fields, tag: Tag, value: string): void => {
  const previous = fields.get(tag);
  fields.set(tag, previous === undefined || previous === value ? value : null);
};

const tagOf = (segment: string): Tag | null => TAGS.find((tag) => segment.startsWith(tag)) ?? null;

const fieldsOfSegments = (segments: readonly string[]): Fields => {
  const fields: Fields = new Map();
  for (const segment of segments) {
    const tag = tagOf(segment);
    if (tag) setField(fields, tag, segment.slice(TAG_LENGTH).trim());
  }
  return fields;
};

/**
 * The name in a text without separators. It ends before the first tag of a number that is directly followed by a digit,
 * so the name in NMRAHIMBR1970 is RAHIM.
 */
const UNSEPARATED_NAME = /(?:^|\d)NM(?<name>\D*?)[ ,;/-]*(?:NW|OL|BR|VA|DT|PK)\d/;
/** Tags of text fields, which can also occur inside a name. */
const TEXT_TAGS = ['PE', 'PR', 'SG'] as const;

/**
 * Whether a text tag starts a field: it follows a character that is not a letter, or it is in an address whose own tag
 * follows such a character.
 */
const startsField = (tag: string, text: string): boolean =>
  new RegExp(`(?:^|[^A-Za-z])${tag}|(?:^|[^A-Za-z])P[ER]\\D*${tag}`).test(text);

const nameWithoutSeparators = (text: string): string | null => {
  const name = UNSEPARATED_NAME.exec(text)?.groups?.['name']?.trim();
  if (!name) return null;
  const textWithoutName = text.replace(name, '');
  return TEXT_TAGS.some((tag) => name.includes(tag) && !startsField(tag, textWithoutName))
    ? null
    : name;
};

/** Extracts only unambiguous values: numbers by tag and length, and a name that ends where the tag of a number starts. */
const fieldsWithoutSeparators = (text: string): Fields => {
  const fields: Fields = new Map();
  for (const tag of ['NW', 'OL', 'BR'] as const) {
    for (const [, digits = ''] of text.matchAll(new RegExp(`${tag}[ :=]?(\\d+)`, 'g')))
      if (NUMBER_FORMATS[tag].test(digits)) setField(fields, tag, digits);
  }
  const name = nameWithoutSeparators(text);
  if (name !== null) setField(fields, 'NM', name);
  return fields;
};

const fieldsIn = (text: string): Fields => {
  const controlSeparated = text.split(/[\u0000-\u001f\u007f]+/).filter((segment) => segment !== '');
  if (controlSeparated.length > 1) return fieldsOfSegments(controlSeparated);
  // Some readers are configured to send the separator as a printable character or as `<GS>`.
  const printableSeparated = text
    .split(/[^A-Za-z0-9 .,'()/-]+/)
    .filter((segment) => segment !== '');
  const isSeparated =
    printableSeparated.filter((segment) => tagOf(segment) !== null).length > 1 &&
    !/\d/.test(printableSeparated.find((segment) => segment.startsWith('NM')) ?? '');
  return isSeparated ? fieldsOfSegments(printableSeparated) : fieldsWithoutSeparators(text);
};

const validNumber = (fields: Fields, tag: keyof typeof NUMBER_FORMATS): string | null => {
  const digits = fields.get(tag)?.replace(/[\s-]/g, '') ?? '';
  return NUMBER_FORMATS[tag].test(digits) ? digits : null;
};

const validNid = (fields: Fields, tag: 'NW' | 'OL'): NidNumber | null => {
  const digits = validNumber(fields, tag) ?? '';
  return isNidNumber(digits) ? digits : null;
};

/** @returns null unless the text starts with a known field and contains a number and one more field. */
export const parseSmartBarcode = (text: string): SmartBarcode | null => {
  if (tagOf(text) === null) return null;
  const fields = fieldsIn(text);
  const [nid, oldNid, birth] = [
    validNid(fields, 'NW'),
    validNid(fields, 'OL'),
    validNumber(fields, 'BR'),
  ];
  if ((nid ?? oldNid) === null || fields.size < 2) return null;
  const dob =
    birth === null
      ? null
      : (parseCivilDate(`${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)}`)?.date ??
        null);
  return { nid, oldNid, dob, name: fields.get('NM') ?? null };
};
