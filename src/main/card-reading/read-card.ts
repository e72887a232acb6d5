/** Reads the barcode and the machine-readable zone of one card within a time limit. */
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { BarcodeDecoder } from './barcode.ts';
import type { Ocr } from './ocr.ts';
import { decodeCard } from './picture.ts';
import type { CardCodes, CodeRequest } from './port.ts';
import { readMrz } from './mrz-reader.ts';

export interface CardReadingDeps {
  readonly barcode: BarcodeDecoder;
  readonly ocr: Ocr;
  readonly now?: () => number;
}

/** Time after which no further attempt to decode the barcode is started. */
const BARCODE_LIMIT_MS = 5_000;
/** Time after which no further attempt of any kind is started. */
const TOTAL_LIMIT_MS = 8_000;

export type ReadCard = (request: CodeRequest) => Promise<Result<CardCodes>>;

/**
 * Starts with the attempts that have the best ratio of success to cost. A smart card has both codes, so a decoded barcode does not
 * end the search for the MRZ; it only determines the orientation.
 */
export const createCardReading =
  ({ barcode, ocr, now = Date.now }: CardReadingDeps): ReadCard =>
  async ({ jpeg, side }) => {
    const startedMs = now();
    const createTimeCheck = (ms: number) => (): boolean => now() - startedMs > ms;
    const card = await decodeCard(jpeg);
    if (!card) return err('IMG-BROKEN');
    if (Math.min(card.width, card.height) < limits.importMinSidePx)
      return ok({ barcode: null, mrz: null, upsideDown: false });
    const isFront = side === 'front';
    const search = { isTimeUp: createTimeCheck(TOTAL_LIMIT_MS), nowMs: startedMs };
    let barcodeResult = await barcode.read(card, 'first', createTimeCheck(BARCODE_LIMIT_MS));
    let orientations = barcodeResult ? [barcodeResult.upsideDown] : [false, true];
    let mrz = await readMrz(ocr, card, {
      ...search,
      orientations,
      heights: 'first',
      previous: null,
    });
    if (!barcodeResult && !isFront)
      barcodeResult = await barcode.read(card, 'others', createTimeCheck(BARCODE_LIMIT_MS));
    if (barcodeResult) orientations = [barcodeResult.upsideDown];
    // A front has no code, so the slower search is made for it only if the first one found an MRZ.
    if (mrz ?? !isFront)
      mrz = await readMrz(ocr, card, {
        ...search,
        orientations,
        heights: 'others',
        previous: mrz,
      });
    return ok({
      barcode: barcodeResult?.text ?? null,
      mrz: mrz?.text ?? null,
      upsideDown: (barcodeResult ?? mrz)?.upsideDown ?? false,
    });
  };
