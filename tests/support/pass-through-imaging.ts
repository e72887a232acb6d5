/**
 * Fakes for tests that do not cover image processing: card imaging that treats every picture as the cropped card, and a decoder
 * that finds no code.
 */
import { CARD_WIDTH_MM, type CardCorners } from '#shared/domain/card-corners.ts';
import { limits } from '#shared/limits.ts';
import { ok, type Result } from '#shared/result.ts';
import type { CardCodeDecoder } from '#main/card-reading/port.ts';
import type { CardImaging, CleanRequest, CleanPicture, PreparedCard } from '#main/imaging/port.ts';

export const WHOLE_PICTURE_CORNERS: CardCorners = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
];

const MM_PER_INCH = 25.4;

const toPreparedCard = (picture: CleanPicture, corners: CardCorners | undefined): PreparedCard => ({
  ...picture,
  source: { jpeg: picture.jpeg, widthPx: picture.widthPx, heightPx: picture.heightPx },
  corners: corners ?? WHOLE_PICTURE_CORNERS,
  foundBy: corners ? 'hand' : 'size',
  score: null,
  dpi: Math.round((picture.widthPx * MM_PER_INCH) / CARD_WIDTH_MM),
  recognisedSide: null,
  cardKind: null,
  glareArea: null,
  failedChecks: picture.widthPx < limits.cardMinWidthPx ? ['wide-enough'] : [],
});

export const createPassThroughImaging = (
  clean: (request: CleanRequest) => Promise<Result<CleanPicture>>,
): CardImaging => ({
  card: async ({ bytes, corners }) => {
    const picture = await clean({ kind: 'card', bytes });
    return picture.ok ? ok(toPreparedCard(picture.data, corners)) : picture;
  },
});

/** A decoder that finds no code on any card. */
export const emptyCodeDecoder: CardCodeDecoder = {
  read: async () => ok({ barcode: null, mrz: null, upsideDown: false }),
  stop: async () => undefined,
};
