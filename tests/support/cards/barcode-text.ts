/** Encodes the values of an invented person as the text of an old card’s PDF417 barcode. */
import { formatPrintedDay, type Person } from './people.ts';

const toHex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

/**
 * The text in the barcode on the back of an old card. The signature has the shape readers expect (two whole numbers
 * of 20 bytes) but spells "SPECIMEN NOT SIGNED ", so no key verifies it.
 */
export function encodeBarcodeText(person: Person): string {
  const filler = toHex('SPECIMEN NOT SIGNED ');
  const signature = `302c0214${filler}0214${filler}`;
  const tags = `<FP></FP><F>Right Index</F><TYPE>A</TYPE><V>2.0</V><ds>${signature}</ds>`;
  return `<pin>${person.nidOld}</pin><name>${person.nameEn}</name><DOB>${formatPrintedDay(person.birth)}</DOB>${tags}`;
}
