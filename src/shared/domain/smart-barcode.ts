/**
 * The PDF417 of a smart card: fields in any order, each a tag of two capitals and a value, with a separator between them or
 * nothing. `NM` name, `NW` number of 10 digits, `OL` number of 13 or 17, `BR` birth yyyymmdd, `PE` and `PR` addresses,
 * `VA` expiry, `DT` issue, `PK` and `SG` for machines. Known from two independent public parsers only.
 */
import { parseCivilDate, type CivilDate } from './civil-date.ts';
import { isNidNumber, type NidNumber } from './nid.ts';

export interface SmartBarcode {
  readonly nid: NidNumber | null;
  readonly oldNid: NidNumber | null;
  readonly dob: CivilDate | null;
  /** As written; not checked. */
  readonly name: string | null;
}

const TAGS = ['NM', 'NW', 'OL', 'BR', 'PE', 'PR', 'VA', 'DT', 'PK', 'SG'] as const;
type Tag = (typeof TAGS)[number];
const NUMBERS = { NW: /^\d{10}$/, OL: /^(\d{13}|\d{17})$/, BR: /^\d{8}$/ } as const;

/** A value by tag; null where two fields of that tag differ. */
type Fields = Map<Tag, string | null>;

const put = (fields: Fields, tag: Tag, value: string): void => {
  const before = fields.get(tag);
  fields.set(tag, before === undefined || before === value ? value : null);
};

const tagOf = (piece: string): Tag | null => TAGS.find((tag) => piece.startsWith(tag)) ?? null;

const fromPieces = (pieces: readonly string[]): Fields => {
  const fields: Fields = new Map();
  for (const piece of pieces) {
    const tag = tagOf(piece);
    if (tag) put(fields, tag, piece.slice(2).trim());
  }
  return fields;
};

/** Letters up to the first digit end with the tag of that digit's field. */
const NAME = /(?:^|\d)NM(?<name>\D*?)[ ,;/-]*(?:NW|OL|BR|VA|DT|PK)\d/;
/** Tags of text that might stand inside what looks like a name. */
const TEXT_TAGS = ['PE', 'PR', 'SG'] as const;

/** Whether a tag of text stands where it can be nothing else: after something that is no letter. */
const stands = (tag: string, text: string): boolean =>
  new RegExp(`(?:^|[^A-Za-z])${tag}|(?:^|[^A-Za-z])P[ER]\\D*${tag}`).test(text);

const nameWithoutSeparators = (text: string): string | null => {
  const name = NAME.exec(text)?.groups?.['name']?.trim();
  if (!name) return null;
  const rest = text.replace(name, '');
  return TEXT_TAGS.some((tag) => name.includes(tag) && !stands(tag, rest)) ? null : name;
};

/** Only what can be read in one way: a number by its tag and its length, a name that ends where a number's tag begins. */
const withoutSeparators = (text: string): Fields => {
  const fields: Fields = new Map();
  for (const tag of ['NW', 'OL', 'BR'] as const) {
    for (const [, digits = ''] of text.matchAll(new RegExp(`${tag}[ :=]?(\\d+)`, 'g')))
      if (NUMBERS[tag].test(digits)) put(fields, tag, digits);
  }
  const name = nameWithoutSeparators(text);
  if (name !== null) put(fields, 'NM', name);
  return fields;
};

const fieldsIn = (text: string): Fields => {
  const parted = text.split(/[\u0000-\u001f\u007f]+/).filter((piece) => piece !== '');
  if (parted.length > 1) return fromPieces(parted);
  // A reader may be set up to show the separator as a printable character, or as `<GS>`.
  const shown = text.split(/[^A-Za-z0-9 .,'()/-]+/).filter((piece) => piece !== '');
  const isParted =
    shown.filter((piece) => tagOf(piece) !== null).length > 1 &&
    !/\d/.test(shown.find((piece) => piece.startsWith('NM')) ?? '');
  return isParted ? fromPieces(shown) : withoutSeparators(text);
};

const valid = (fields: Fields, tag: keyof typeof NUMBERS): string | null => {
  const digits = fields.get(tag)?.replace(/[\s-]/g, '') ?? '';
  return NUMBERS[tag].test(digits) ? digits : null;
};

const validNid = (fields: Fields, tag: 'NW' | 'OL'): NidNumber | null => {
  const digits = valid(fields, tag) ?? '';
  return isNidNumber(digits) ? digits : null;
};

/** @returns null unless it begins with a known field and holds a number and one more. */
export const parseSmartBarcode = (text: string): SmartBarcode | null => {
  if (tagOf(text) === null) return null;
  const fields = fieldsIn(text);
  const [nid, oldNid, birth] = [
    validNid(fields, 'NW'),
    validNid(fields, 'OL'),
    valid(fields, 'BR'),
  ];
  if ((nid ?? oldNid) === null || fields.size < 2) return null;
  const dob =
    birth === null
      ? null
      : (parseCivilDate(`${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)}`)?.date ??
        null);
  return { nid, oldNid, dob, name: fields.get('NM') ?? null };
};
