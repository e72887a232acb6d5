/** Reads the barcode and the machine-readable zone of one card within a time limit. */
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { BarcodeDecoder } from './barcode.ts';
import type { Ocr } from './ocr.ts';
import { decodeCard } from './picture.ts';
import type { CardCodes, CodeRequest } from './port.ts';
import { readZone } from './zone.ts';

export interface CardReadingDeps {
  readonly barcode: BarcodeDecoder;
  readonly ocr: Ocr;
  readonly now?: () => number;
}

/** After the first limit no attempt to decode the barcode is started, after the second no attempt at all. */
const BARCODE_LIMIT_MS = 5_000;
const TOTAL_LIMIT_MS = 8_000;

export type ReadCard = (request: CodeRequest) => Promise<Result<CardCodes>>;

/**
 * Starts with the attempts that have the best ratio of success to cost. A smart card has both codes, so a decoded barcode does not
 * end the search for the zone; it only determines the orientation.
 */
export const createCardReading =
  ({ barcode, ocr, now = Date.now }: CardReadingDeps): ReadCard =>
  async ({ jpeg, side }) => {
    const startedMs = now();
    const isAfter = (ms: number) => (): boolean => now() - startedMs > ms;
    const card = await decodeCard(jpeg);
    if (!card) return err('IMG-BROKEN');
    if (Math.min(card.width, card.height) < limits.importMinSidePx)
      return ok({ barcode: null, mrz: null, upsideDown: false });
    const isFront = side === 'front';
    const search = { isTimeUp: isAfter(TOTAL_LIMIT_MS), nowMs: startedMs };
    let barcodeResult = await barcode.read(card, 'first', isAfter(BARCODE_LIMIT_MS));
    let orientations = barcodeResult ? [barcodeResult.upsideDown] : [false, true];
    let zone = await readZone(ocr, card, {
      ...search,
      orientations,
      heights: 'first',
      previous: null,
    });
    if (!barcodeResult && !isFront)
      barcodeResult = await barcode.read(card, 'others', isAfter(BARCODE_LIMIT_MS));
    if (barcodeResult) orientations = [barcodeResult.upsideDown];
    if (zone ?? !isFront)
      zone = await readZone(ocr, card, {
        ...search,
        orientations,
        heights: 'others',
        previous: zone,
      });
    return ok({
      barcode: barcodeResult?.text ?? null,
      mrz: zone?.text ?? null,
      upsideDown: (barcodeResult ?? zone)?.upsideDown ?? false,
    });
  };
