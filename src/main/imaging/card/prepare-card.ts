/**
 * Locates the card in a picture, cuts it out upright and runs the quality checks. The file is decoded once and all steps
 * work on its pixels.
 */
import sharp from 'sharp';
import { CARD_WIDTH_MM, MM_PER_INCH, type CardCorners } from '#shared/domain/card-corners.ts';
import { pictureChecks, type PictureCheck } from '#shared/domain/registration.ts';
import { limits } from '#shared/limits.ts';
import { ok, type Result } from '#shared/result.ts';
import { decodePicture } from '#main/imaging/decode/decode.ts';
import { hashOf } from '#main/imaging/dhash.ts';
import { encodeToFit, type Pixels } from '#main/imaging/encode.ts';
import type { CardRequest, PreparedCard } from '#main/imaging/port.ts';
import { cut } from './cut.ts';
import { sidesOf, type Quad } from './geometry.ts';
import { locate, type Located } from './locate.ts';
import { failedOn, measure, MEASURED_WIDTH_PX, spreadOf } from './quality.ts';
import { CARD_ASPECT } from './sizes.ts';
import { thresholds } from './thresholds.ts';

/** Pixels of the cut-out card: as many as there are over it, up to the most that is worth sending. Never more than there are. */
const sizeOf = ({ quad, foundBy }: Located): { width: number; height: number } => {
  const { across, down } = sidesOf(quad);
  const inFrame = Math.min(1, limits.cardMaxWidthPx / across, (2 * limits.cardMaxWidthPx) / down);
  // In perspective the sides say little about the card's shape, but that shape is known.
  const tall = foundBy === 'edges' ? across / CARD_ASPECT : down;
  return {
    width: Math.max(1, Math.round(across * inFrame)),
    height: Math.max(1, Math.round(tall * inFrame)),
  };
};

/** Drivers have said 0 and 1. */
const plausible = (dpi: number | null): number | null =>
  dpi !== null && dpi >= 50 && dpi <= 2_400 ? dpi : null;

const toCorners = ([a, b, c, d]: Quad, { width, height }: Pixels): CardCorners => {
  const share = ({ x, y }: { x: number; y: number }) => ({ x: x / width, y: y / height });
  return [share(a), share(b), share(c), share(d)];
};

/** A person who moves the corners works on this picture, and the card is cut from it again. */
const sourceOf = async (pixels: Pixels): Promise<PreparedCard['source']> => {
  const { width, height } = pixels;
  const scale = Math.min(1, limits.sourceMaxSidePx / Math.max(width, height));
  const fitting =
    scale < 1
      ? await resized(pixels, Math.round(width * scale), Math.round(height * scale))
      : pixels;
  const encoded = await encodeToFit(fitting, 'source', undefined);
  return { jpeg: encoded.jpeg, widthPx: encoded.width, heightPx: encoded.height };
};

const resized = async (
  { data, width, height }: Pixels,
  toWidth: number,
  toHeight: number,
): Promise<Pixels> => {
  const raw = sharp(data, { raw: { width, height, channels: 3 } }).resize(toWidth, toHeight, {
    fit: 'fill',
  });
  return { data: await raw.raw().toBuffer(), width: toWidth, height: toHeight };
};

/** Wide enough to average a sensor's noise away. */
const EMPTY_WIDTH_PX = 400;

/** Whether nothing lies in a picture, as on a glass without a card. */
const isEmpty = async (picture: Pixels): Promise<boolean> => {
  const width = Math.min(picture.width, EMPTY_WIDTH_PX);
  const height = Math.max(1, Math.round((picture.height * width) / picture.width));
  return spreadOf(await resized(picture, width, height)) < thresholds.emptyContrast;
};

const judge = async (
  card: Pixels,
  widthSent: number,
  { foundBy, layout }: Located,
  side: CardRequest['side'],
): Promise<Pick<PreparedCard, 'failedChecks' | 'glareArea'>> => {
  const width = Math.min(card.width, MEASURED_WIDTH_PX);
  const measured =
    width < card.width
      ? await resized(card, width, Math.round((card.height * width) / card.width))
      : card;
  const measures = measure(measured);
  const failed = new Set<PictureCheck>(failedOn(measures));
  // Without a card there is nothing else to judge.
  if (foundBy === 'nothing' && (await isEmpty(card)))
    return { failedChecks: ['card-present'], glareArea: null };
  if (foundBy === 'nothing') failed.add('whole-card');
  // A card that is not all there, or too worn to tell its side by, is not accused of showing the wrong one.
  if (foundBy !== 'nothing' && layout.shows !== null && layout.shows !== side)
    failed.add('right-side');
  if (widthSent < limits.cardMinWidthPx) failed.add('wide-enough');
  return {
    failedChecks: pictureChecks.filter((check) => failed.has(check)),
    glareArea: failed.has('no-glare') ? measures.glare.area : null,
  };
};

/** See `CardImaging.card` for what it promises. */
export const prepareCard = async (request: CardRequest): Promise<Result<PreparedCard>> => {
  const decoded = await decodePicture(request.bytes, null);
  if (!decoded.ok) return decoded;
  const { pixels, density } = decoded.data;
  const knownDpi = request.origin === 'camera' ? null : (plausible(request.dpi) ?? density);
  const located = await locate(pixels, request, knownDpi);
  const { width, height } = sizeOf(located);
  const card = cut(pixels, located.quad, width, height);
  const { jpeg, width: widthPx, height: heightPx } = await encodeToFit(card, 'card', undefined);
  const across = sidesOf(located.quad).across;
  // Where the card was found by its size, or not at all, its width says nothing new about the resolution.
  const trusted =
    located.score !== null && located.foundBy === 'size'
      ? knownDpi
      : located.foundBy === 'nothing'
        ? knownDpi
        : null;
  return ok({
    jpeg,
    widthPx,
    heightPx,
    dhash: await hashOf(card),
    source: await sourceOf(pixels),
    corners: toCorners(located.quad, pixels),
    foundBy: located.foundBy,
    score: located.score,
    dpi: trusted ?? Math.round((across / CARD_WIDTH_MM) * MM_PER_INCH),
    shows: located.layout.shows,
    cardKind: located.foundBy === 'nothing' ? null : located.layout.kind,
    ...(await judge(card, widthPx, located, request.side)),
  });
};
