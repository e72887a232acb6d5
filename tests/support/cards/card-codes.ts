/** Texts of real barcodes, rewritten for an invented person. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, 'codes');

/** Without the line end that an editor puts there. */
const read = (name: string): string =>
  readFileSync(path.join(folder, `${name}.txt`), 'latin1').replace(/\n$/, '');

export const cardCodes = {
  old17: read('barcode-old-17-digit-pin'),
  oldTail: read('barcode-old-tail-only'),
  oldEscaped: read('barcode-old-url-encoded-name'),
  smartGs: read('barcode-smart-gs'),
  smartPlain: read('barcode-smart-no-separator'),
} as const;

/** The symbol of `old17` as made by another encoder than the product's library: a plain PBM with one line for each row. */
export const old17Symbol = path.join(folder, 'pdf417-old-17-digit-pin.pbm');

/** A smart card's back that has a PDF417 beside its machine-readable zone. */
export const smartBackWithBarcode = path.join(folder, 'smart-back-with-pdf417.jpg');
