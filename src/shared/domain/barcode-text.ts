/**
 * The text of the PDF417 barcode on a card's back: tags like XML's, in one run: `<pin>…</pin><name>…</name><DOB>01 Jan 1970</DOB>…`.
 * Several forms are about, none of them described anywhere, so the parser takes what it knows and steps over the rest.
 */
import { parseCivilDate, type CivilDate } from './civil-date.ts';
import type { CardText } from './card-text.ts';

/** A PDF417 symbol holds 1,850 characters at most; a longer text is something else. */
const MOST_CHARACTERS = 4_096;
const MOST_NAME = 100;
const MOST_DATE = 40;

/** A tag and what follows it up to the next one. Closing tags end a value and are nothing else. */
const TAG = /<(\/?) {0,4}([a-z]{1,12}) {0,4}>([^<]*)/gi;

/** First value that is not empty, by lower-case name: a repeated tag does not overwrite. */
const valuesIn = (text: string): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  for (const [, closing, tag = '', raw = ''] of text.matchAll(TAG)) {
    const value = raw.replace(/[+\s]+/g, ' ').trim();
    const name = tag.toLowerCase();
    if (closing === '' && value !== '' && !values.has(name)) values.set(name, value);
  }
  return values;
};

/** 17 digits begin with the birth year: a number that contradicts its own card is none. */
const nidOf = (pin: string, dob: CivilDate | null): string | null => {
  const digits = pin.replace(/[\s-]/g, '');
  if (!/^(\d{10}|\d{13}|\d{17})$/.test(digits)) return null;
  return digits.length === 17 && dob && Number(digits.slice(0, 4)) !== dob.year ? null : digits;
};

const nameOf = (name: string): string | null =>
  name.length <= MOST_NAME && /^[a-z][a-z .,'()/-]*$/i.test(name) && /[a-z]{2}/i.test(name) ? name : null;

/**
 * What a barcode's text says about its holder.
 * @returns null when it names no number, no date of birth and no name: then it is no card's barcode.
 */
export const parseBarcodeText = (text: string): CardText | null => {
  if (text.length > MOST_CHARACTERS) return null;
  const values = valuesIn(text);
  const day = values.get('dob') ?? '';
  const dob = day.length <= MOST_DATE ? (parseCivilDate(day)?.date ?? null) : null;
  const nid = nidOf(values.get('pin') ?? '', dob);
  const nameEng = nameOf(values.get('name') ?? values.get('n') ?? '');
  return nid === null && dob === null && nameEng === null ? null : { nid, dob, nameEng };
};
