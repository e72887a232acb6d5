/** Reads what there is to read on one card, within a time. */
import { err, ok, type Result } from '#shared/result.ts';
import type { BarcodeReader } from './barcode.ts';
import type { Ocr } from './ocr.ts';
import { decodeCard } from './picture.ts';
import type { CardReading, CardReadRequest } from './port.ts';
import { readZone } from './zone.ts';

export interface CardReadingDeps {
  readonly barcode: BarcodeReader;
  readonly ocr: Ocr;
  readonly now?: () => number;
}

/** After the first, no attempt at the barcode is begun; after the second, none at all. */
const BARCODE_MS = 4_000;
const TOTAL_MS = 8_000;

export type ReadCard = (request: CardReadRequest) => Promise<Result<CardReading>>;

export const createCardReading =
  ({ barcode, ocr, now = Date.now }: CardReadingDeps): ReadCard =>
  async ({ jpeg, side }) => {
    const startedMs = now();
    const isAfter = (ms: number) => (): boolean => now() - startedMs > ms;
    const card = await decodeCard(jpeg);
    if (!card) return err('IMG-BROKEN');
    const thorough = side !== 'front';
    const bars = await barcode.read(card, thorough, isAfter(BARCODE_MS));
    // A card with a barcode is rarely one with a zone too, and its way up is known.
    const turns = bars ? [bars.upsideDown] : [false, true];
    const zone = await readZone(ocr, card, { turns, thorough: thorough && !bars, isOver: isAfter(TOTAL_MS), nowMs: startedMs });
    return ok({ barcode: bars?.text ?? null, mrz: zone?.text ?? null, upsideDown: (bars ?? zone)?.upsideDown ?? false });
  };
