/** Locates the card in a picture with the search that fits the source of the picture. */
import {
  CARD_WIDTH_MM,
  MM_PER_INCH,
  type CardCorners,
  type FoundBy,
} from '#shared/domain/card-corners.ts';
import sharp from 'sharp';
import type { Pixels } from '#main/imaging/encode.ts';
import type { CardRequest } from '#main/imaging/port.ts';
import { cut } from './cut.ts';
import { findByEdges } from './find-by-edges.ts';
import { findBySize } from './find-by-size.ts';
import type { Found } from './found.ts';
import { area, isConvex, scaleQuad, sidesOf, turnedOver, type Quad } from './geometry.ts';
import { LAYOUT_PX, layoutOf, type Layout } from './layout.ts';
import { CARD_ASPECT } from './sizes.ts';
import { thresholds } from './thresholds.ts';

export interface Located {
  /** The card's own corners, upright as far as it could be told. */
  readonly quad: Quad;
  readonly foundBy: FoundBy;
  readonly score: number | null;
  readonly layout: Layout;
}

/** Sides are fitted to a third of a millimetre or better at this resolution; more only takes longer. */
const WORK_DPI = 150;
/** The same for a picture of unknown scale. */
const WORK_SIDE_PX = 960;

const shrunk = async ({ data, width, height }: Pixels, scale: number): Promise<Pixels> => {
  if (scale >= 1) return { data, width, height };
  const { data: small, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(Math.round(width * scale), Math.round(height * scale), { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: small, width: info.width, height: info.height };
};

export const wholeOf = ({ width, height }: Pixels): Quad => [
  { x: 0, y: 0 },
  { x: width, y: 0 },
  { x: width, y: height },
  { x: 0, y: height },
];

/** A card lies across: a quad that stands is read from its left lower corner, until the layout says otherwise. */
const lying = (quad: Quad): Quad => {
  const { across, down } = sidesOf(quad);
  const [a, b, c, d] = quad;
  return across >= down ? quad : [d, a, b, c];
};

const upright = (picture: Pixels, quad: Quad): { quad: Quad; layout: Layout } => {
  const layout = layoutOf(cut(picture, quad, LAYOUT_PX.width, LAYOUT_PX.height));
  return layout.upsideDown
    ? { quad: turnedOver(quad), layout: { ...layout, upsideDown: false } }
    : { quad, layout };
};

const isJustTheCard = ({ width, height }: Pixels, dpi: number | null): boolean => {
  const off = Math.abs(Math.max(width, height) / Math.min(width, height) / CARD_ASPECT - 1);
  if (off > thresholds.justTheCardTolerance) return false;
  const wanted = dpi === null ? null : (CARD_WIDTH_MM / MM_PER_INCH) * dpi;
  return (
    wanted === null ||
    Math.abs(Math.max(width, height) / wanted - 1) <= thresholds.justTheCardTolerance
  );
};

const fromCorners = ({ width, height }: Pixels, corners: CardCorners): Quad => {
  const [a, b, c, d] = corners;
  const px = ({ x, y }: { x: number; y: number }) => ({ x: x * width, y: y * height });
  return [px(a), px(b), px(c), px(d)];
};

interface Look {
  readonly found: readonly Found[];
  readonly by: 'size' | 'edges';
}

const bySize = async (picture: Pixels, dpi: number): Promise<Look> => {
  const scale = Math.min(1, WORK_DPI / dpi);
  const found = findBySize(await shrunk(picture, scale), dpi * scale);
  return {
    found: found.map((one) => ({ ...one, quad: scaleQuad(one.quad, 1 / scale) })),
    by: 'size',
  };
};

const byEdges = async (picture: Pixels): Promise<Look> => {
  const scale = Math.min(1, WORK_SIDE_PX / Math.max(picture.width, picture.height));
  const found = findByEdges(await shrunk(picture, scale));
  return {
    found: found ? [{ ...found, quad: scaleQuad(found.quad, 1 / scale) }] : [],
    by: 'edges',
  };
};

/** On a scanner's glass nothing but the known size counts; a resolution that a file claims may be wrong. */
const look = async (
  picture: Pixels,
  dpi: number | null,
  origin: CardRequest['origin'],
): Promise<Look> => {
  const sized = dpi === null ? null : await bySize(picture, dpi);
  return sized && (sized.found.length > 0 || origin === 'scanner') ? sized : byEdges(picture);
};

/** @param dpi as the scanner or the file says it; null for a camera, and when nobody knows. */
export const locate = async (
  picture: Pixels,
  request: CardRequest,
  dpi: number | null,
): Promise<Located> => {
  const { side, origin, corners } = request;
  if (corners) {
    const quad = fromCorners(picture, corners);
    // A person's word stands, also about which way is up; four points that are no quad are no word.
    if (isConvex(quad)) return { ...seen(picture, quad), quad, foundBy: 'hand', score: null };
  } else {
    const asWhole =
      origin === 'camera' || !isJustTheCard(picture, dpi)
        ? null
        : upright(picture, lying(wholeOf(picture)));
    // Its size says so, or what is printed where: then the lines within it are not looked at.
    if (asWhole && (dpi !== null || asWhole.layout.shows !== null))
      return { ...asWhole, foundBy: 'size', score: null };
    const { found, by } = await look(picture, dpi, origin);
    const cards = found
      .map(({ quad, score }) => ({ ...upright(picture, lying(quad)), score }))
      .filter(
        ({ quad, layout }) =>
          by === 'size' ||
          layout.shows !== null ||
          area(quad) >= thresholds.edgeAreaUnproven * picture.width * picture.height,
      );
    const card = cards.find(({ layout }) => layout.shows === side) ?? cards[0];
    if (card) return { ...card, foundBy: by };
    if (asWhole) return { ...asWhole, foundBy: 'size', score: null };
  }
  const whole = wholeOf(picture);
  return { ...seen(picture, whole), quad: whole, foundBy: 'nothing', score: null };
};

const seen = (picture: Pixels, quad: Quad): { layout: Layout } => ({
  layout: layoutOf(cut(picture, quad, LAYOUT_PX.width, LAYOUT_PX.height)),
});
