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

/** No attempt at the barcode starts after the first limit, and no attempt at all after the second. */
const BARCODE_MS = 5_000;
const TOTAL_MS = 8_000;

export type ReadCard = (request: CodeRequest) => Promise<Result<CardCodes>>;

/**
 * Tries the attempts with the best ratio of success to cost first. A smart card carries both codes, so a decoded barcode does
 * not end the search for the zone; it only determines the orientation.
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
    const search = { isOver: isAfter(TOTAL_MS), nowMs: startedMs };
    let bars = await barcode.read(card, 'first', isAfter(BARCODE_MS));
    let orientations = bars ? [bars.upsideDown] : [false, true];
    let zone = await readZone(ocr, card, {
      ...search,
      orientations,
      heights: 'first',
      known: null,
    });
    if (!bars && !isFront) bars = await barcode.read(card, 'others', isAfter(BARCODE_MS));
    if (bars) orientations = [bars.upsideDown];
    if (zone ?? !isFront)
      zone = await readZone(ocr, card, { ...search, orientations, heights: 'others', known: zone });
    return ok({
      barcode: bars?.text ?? null,
      mrz: zone?.text ?? null,
      upsideDown: (bars ?? zone)?.upsideDown ?? false,
    });
  };
