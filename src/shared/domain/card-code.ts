/** Recognises the output of a barcode reader: a card's barcode, its machine-readable zone, or neither. */
import { parseBarcodeText } from './barcode-text.ts';
import type { CardText } from './card-text.ts';
import type { CivilDate } from './civil-date.ts';
import { parseMrz } from './mrz.ts';
import type { CodeSource } from './registration.ts';

export interface CardCode {
  readonly source: CodeSource;
  readonly text: CardText;
}

/**
 * @param today date at the counter, needed because the zone contains two-digit years of birth.
 * @returns null when the text is not a card's code, or contains no value for the form.
 */
export const readCardCode = (text: string, today: CivilDate): CardCode | null => {
  const mrz = parseMrz(text, today);
  if (mrz) return { source: 'mrz', text: mrz };
  const barcode = parseBarcodeText(text);
  return barcode && { source: 'barcode', text: barcode };
};

/** Whether a text starts like a card's code. Such text is not typed by hand, so it is treated as an interrupted code. */
export const beginsAsCardCode = (text: string): boolean =>
  /^(?:\]L\d)?\s*(?:<(?:pin|name|n|dob)>|NM[A-Z]|(?:NW|OL|BR)\d|[IAC][A-Z<]BGD)/i.test(text);
