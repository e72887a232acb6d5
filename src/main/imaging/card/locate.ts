/** Locates the card in a picture, with a search method that depends on the origin of the picture. */
import {
  CARD_WIDTH_MM,
  MM_PER_INCH,
  type CardCorners,
  type FoundBy,
} from '#shared/domain/card-corners.ts';
import sharp from 'sharp';
import type { Pixels } from '#main/imaging/encode.ts';
import type { CardRequest } from '#main/imaging/port.ts';
import { rectify } from './rectify.ts';
import { findByEdges } from './find-by-edges.ts';
import { findBySize } from './find-by-size.ts';
import type { CardDetection } from './detection.ts';
import { area, isConvex, scaleQuad, sideLengthsOf, rotated180, type Quad } from './geometry.ts';
import { LAYOUT_PX, layoutOf, type Layout } from './layout.ts';
import { CARD_ASPECT } from './sizes.ts';
import { thresholds } from './thresholds.ts';

export interface LocatedCard {
  /** Corners of the card in upright order, if the orientation was recognised. */
  readonly quad: Quad;
  readonly foundBy: FoundBy;
  readonly score: number | null;
  readonly layout: Layout;
}

/** Working resolution for scans; the sides are fitted with an error of at most a third of a millimetre. */
const WORK_DPI = 150;
/** Working size for pictures of unknown scale. */
const WORK_SIDE_PX = 960;

const downscale = async ({ data, width, height }: Pixels, scale: number): Promise<Pixels> => {
  if (scale >= 1) return { data, width, height };
  const { data: small, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(Math.round(width * scale), Math.round(height * scale), { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: small, width: info.width, height: info.height };
};

/** The outline of the whole picture. */
export const fullFrame = ({ width, height }: Pixels): Quad => [
  { x: 0, y: 0 },
  { x: width, y: 0 },
  { x: width, y: height },
  { x: 0, y: height },
];

/** Rotates a portrait quad clockwise to landscape orientation. */
const toLandscape = (quad: Quad): Quad => {
  const { across, down } = sideLengthsOf(quad);
  const [a, b, c, d] = quad;
  return across >= down ? quad : [d, a, b, c];
};

/** Recognises the layout and rotates an upside-down card. */
const toUpright = (picture: Pixels, quad: Quad): { quad: Quad; layout: Layout } => {
  const layout = layoutOf(rectify(picture, quad, LAYOUT_PX.width, LAYOUT_PX.height));
  return layout.upsideDown
    ? { quad: rotated180(quad), layout: { ...layout, upsideDown: false } }
    : { quad, layout };
};

/** Whether the picture shows only the card, judged by its aspect ratio and, if the resolution is known, by its size. */
const isCardOnly = ({ width, height }: Pixels, dpi: number | null): boolean => {
  const aspectError = Math.abs(Math.max(width, height) / Math.min(width, height) / CARD_ASPECT - 1);
  if (aspectError > thresholds.cardOnlyTolerance) return false;
  const expectedWidthPx = dpi === null ? null : (CARD_WIDTH_MM / MM_PER_INCH) * dpi;
  return (
    expectedWidthPx === null ||
    Math.abs(Math.max(width, height) / expectedWidthPx - 1) <= thresholds.cardOnlyTolerance
  );
};

const quadOfCorners = ({ width, height }: Pixels, corners: CardCorners): Quad => {
  const [a, b, c, d] = corners;
  const px = ({ x, y }: { x: number; y: number }) => ({ x: x * width, y: y * height });
  return [px(a), px(b), px(c), px(d)];
};

interface SearchResult {
  readonly found: readonly CardDetection[];
  readonly method: 'size' | 'edges';
}

const searchBySize = async (picture: Pixels, dpi: number): Promise<SearchResult> => {
  const scale = Math.min(1, WORK_DPI / dpi);
  const found = findBySize(await downscale(picture, scale), dpi * scale);
  return {
    found: found.map((card) => ({ ...card, quad: scaleQuad(card.quad, 1 / scale) })),
    method: 'size',
  };
};

const searchByEdges = async (picture: Pixels): Promise<SearchResult> => {
  const scale = Math.min(1, WORK_SIDE_PX / Math.max(picture.width, picture.height));
  const found = findByEdges(await downscale(picture, scale));
  return {
    found: found ? [{ ...found, quad: scaleQuad(found.quad, 1 / scale) }] : [],
    method: 'edges',
  };
};

/** Scans are searched by size only. The stated resolution of a file may be wrong, so its edges are searched too. */
const search = async (
  picture: Pixels,
  dpi: number | null,
  origin: CardRequest['origin'],
): Promise<SearchResult> => {
  const sizeResult = dpi === null ? null : await searchBySize(picture, dpi);
  return sizeResult && (sizeResult.found.length > 0 || origin === 'scanner')
    ? sizeResult
    : searchByEdges(picture);
};

/** Locates the requested side of a card. @param dpi as reported by the scanner or the file; null when unknown. */
export const locateCard = async (
  picture: Pixels,
  request: CardRequest,
  dpi: number | null,
): Promise<LocatedCard> => {
  const { side, origin, corners } = request;
  if (corners) {
    const quad = quadOfCorners(picture, corners);
    // Manually set corners are used unchanged, including the orientation, if they form a convex quad.
    if (isConvex(quad)) return { ...layoutIn(picture, quad), quad, foundBy: 'hand', score: null };
  } else {
    const wholePicture =
      origin === 'camera' || !isCardOnly(picture, dpi)
        ? null
        : toUpright(picture, toLandscape(fullFrame(picture)));
    // No search is needed for a picture that shows only the card, if its size or its layout confirms this.
    if (wholePicture && (dpi !== null || wholePicture.layout.recognisedSide !== null))
      return { ...wholePicture, foundBy: 'size', score: null };
    const { found, method } = await search(picture, dpi, origin);
    const cards = found
      .map(({ quad, score }) => ({ ...toUpright(picture, toLandscape(quad)), score }))
      .filter(
        ({ quad, layout }) =>
          method === 'size' ||
          layout.recognisedSide !== null ||
          area(quad) >= thresholds.minUnrecognisedArea * picture.width * picture.height,
      );
    const card = cards.find(({ layout }) => layout.recognisedSide === side) ?? cards[0];
    if (card) return { ...card, foundBy: method };
    if (wholePicture) return { ...wholePicture, foundBy: 'size', score: null };
  }
  const frame = fullFrame(picture);
  return { ...layoutIn(picture, frame), quad: frame, foundBy: 'nothing', score: null };
};

const layoutIn = (picture: Pixels, quad: Quad): { layout: Layout } => ({
  layout: layoutOf(rectify(picture, quad, LAYOUT_PX.width, LAYOUT_PX.height)),
});
