/** Reads the barcode and the machine-readable zone of one card within a time limit. */
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { BarcodeReader } from './barcode.ts';
import type { Ocr } from './ocr.ts';
import { decodeCard } from './picture.ts';
import type { CardCodes, CodeRequest } from './port.ts';
import { readZone } from './zone.ts';

export interface CardReadingDeps {
  readonly barcode: BarcodeReader;
  readonly ocr: Ocr;
  readonly now?: () => number;
}

/** After the first no attempt at the barcode is begun, after the second none at all. */
const BARCODE_MS = 5_000;
const TOTAL_MS = 8_000;

export type ReadCard = (request: CodeRequest) => Promise<Result<CardCodes>>;

/**
 * What succeeds most and costs least comes first. A smart card carries both codes, so one that was found ends the search for
 * the other no sooner; it only says which way up the card stands.
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
    let turns = bars ? [bars.upsideDown] : [false, true];
    let zone = await readZone(ocr, card, { ...search, turns, heights: 'first', known: null });
    if (!bars && !isFront) bars = await barcode.read(card, 'others', isAfter(BARCODE_MS));
    if (bars) turns = [bars.upsideDown];
    if (zone ?? !isFront)
      zone = await readZone(ocr, card, { ...search, turns, heights: 'others', known: zone });
    return ok({
      barcode: bars?.text ?? null,
      mrz: zone?.text ?? null,
      upsideDown: (bars ?? zone)?.upsideDown ?? false,
    });
  };
