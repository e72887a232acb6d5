/** Texts of real barcodes, rewritten for an invented person. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const CODES_FOLDER = path.join(import.meta.dirname, 'codes');

/** Reads the text of a code without the newline at the end of the file. */
const readCode = (name: string): string =>
  readFileSync(path.join(CODES_FOLDER, `${name}.txt`), 'latin1').replace(/\n$/, '');

export const cardCodes = {
  old17: readCode('barcode-old-17-digit-pin'),
  oldTail: readCode('barcode-old-tail-only'),
  oldEscaped: readCode('barcode-old-url-encoded-name'),
  smartGs: readCode('barcode-smart-gs'),
  smartPlain: readCode('barcode-smart-no-separator'),
} as const;

/** The symbol of `old17` as made by another encoder than the product's library: a plain PBM with one line for each row. */
export const old17Symbol = path.join(CODES_FOLDER, 'pdf417-old-17-digit-pin.pbm');

/** A smart card's back that has a PDF417 beside its machine-readable zone. */
export const smartBackWithBarcode = path.join(CODES_FOLDER, 'smart-back-with-pdf417.jpg');
