/**
 * Locates the card in a picture, crops it upright and runs the quality checks. The file is decoded once, because decoding is slow
 * and every step needs the pixels.
 */
import sharp from 'sharp';
import { CARD_WIDTH_MM, MM_PER_INCH, type CardCorners } from '#shared/domain/card-corners.ts';
import { pictureChecks, type PictureCheck } from '#shared/domain/registration.ts';
import { limits } from '#shared/limits.ts';
import { ok, type Result } from '#shared/result.ts';
import { decodePicture } from '#main/imaging/decode/decode.ts';
import { differenceHashOf } from '#main/imaging/dhash.ts';
import { encodeToFit, type Pixels } from '#main/imaging/encode.ts';
import type { CardRequest, PreparedCard } from '#main/imaging/port.ts';
import { rectify } from './rectify.ts';
import { sideLengthsOf, type Quad } from './geometry.ts';
import { locateCard, type LocatedCard } from './locate.ts';
import { findFailedChecks, measureQuality, MEASURED_WIDTH_PX, contrastOf } from './quality.ts';
import { CARD_ASPECT } from './sizes.ts';
import { thresholds } from './thresholds.ts';

/** Size of the cropped card: its size in the picture, limited to the maximum width. It is never enlarged. */
const outputSize = ({ quad, foundBy }: LocatedCard): { width: number; height: number } => {
  const { across, down } = sideLengthsOf(quad);
  const scale = Math.min(1, limits.cardMaxWidthPx / across, (2 * limits.cardMaxWidthPx) / down);
  // With perspective the height follows from the known aspect ratio.
  const height = foundBy === 'edges' ? across / CARD_ASPECT : down;
  return {
    width: Math.max(1, Math.round(across * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
};

/** Range of plausible resolutions. Some drivers report 0 or 1. */
const [MIN_DPI, MAX_DPI] = [50, 2_400];

const plausibleDpi = (dpi: number | null): number | null =>
  dpi !== null && dpi >= MIN_DPI && dpi <= MAX_DPI ? dpi : null;

const toCorners = ([a, b, c, d]: Quad, { width, height }: Pixels): CardCorners => {
  const toFraction = ({ x, y }: { x: number; y: number }) => ({ x: x / width, y: y / height });
  return [toFraction(a), toFraction(b), toFraction(c), toFraction(d)];
};

/** Encodes the picture for setting the corners manually, from which the card is then cropped again. */
const encodeSource = async (pixels: Pixels): Promise<PreparedCard['source']> => {
  const { width, height } = pixels;
  const scale = Math.min(1, limits.scanMaxSidePx / Math.max(width, height));
  const limited =
    scale < 1
      ? await resize(pixels, Math.round(width * scale), Math.round(height * scale))
      : pixels;
  const encoded = await encodeToFit(limited, 'source', undefined);
  return { jpeg: encoded.jpeg, widthPx: encoded.width, heightPx: encoded.height };
};

const resize = async (
  { data, width, height }: Pixels,
  toWidth: number,
  toHeight: number,
): Promise<Pixels> => {
  const raw = sharp(data, { raw: { width, height, channels: 3 } }).resize(toWidth, toHeight, {
    fit: 'fill',
  });
  return { data: await raw.raw().toBuffer(), width: toWidth, height: toHeight };
};

/** Width to which the picture is reduced for the check whether it is empty, which averages the noise of the sensor. */
const EMPTY_CHECK_WIDTH_PX = 400;

/** Whether the picture is uniform, as a scan of the glass without a card is. */
const isEmpty = async (picture: Pixels): Promise<boolean> => {
  const width = Math.min(picture.width, EMPTY_CHECK_WIDTH_PX);
  const height = Math.max(1, Math.round((picture.height * width) / picture.width));
  return contrastOf(await resize(picture, width, height)) < thresholds.emptyContrast;
};

const checkCard = async (
  card: Pixels,
  widthSent: number,
  { foundBy, layout }: LocatedCard,
  side: CardRequest['side'],
): Promise<Pick<PreparedCard, 'failedChecks' | 'glareArea'>> => {
  const width = Math.min(card.width, MEASURED_WIDTH_PX);
  const measured =
    width < card.width
      ? await resize(card, width, Math.round((card.height * width) / card.width))
      : card;
  // The other checks need a card, so they are skipped when the glass is empty.
  if (foundBy === 'nothing' && (await isEmpty(card)))
    return { failedChecks: ['card-present'], glareArea: null };
  const measures = measureQuality(measured);
  const failed = new Set<PictureCheck>(findFailedChecks(measures));
  if (foundBy === 'nothing') failed.add('whole-card');
  // Not checked when no card was found or its side could not be recognised, for example because it is worn.
  if (foundBy !== 'nothing' && layout.recognisedSide !== null && layout.recognisedSide !== side)
    failed.add('right-side');
  if (widthSent < limits.cardMinWidthPx) failed.add('wide-enough');
  return {
    failedChecks: pictureChecks.filter((check) => failed.has(check)),
    glareArea: failed.has('no-glare') ? measures.glare.area : null,
  };
};

/** Detects, crops and checks a card. Implements `CardImaging.card`. */
export const prepareCard = async (request: CardRequest): Promise<Result<PreparedCard>> => {
  const decoded = await decodePicture(request.bytes, null);
  if (!decoded.ok) return decoded;
  const { pixels, density } = decoded.data;
  const knownDpi = request.origin === 'camera' ? null : (plausibleDpi(request.dpi) ?? density);
  const located = await locateCard(pixels, request, knownDpi);
  const { width, height } = outputSize(located);
  const card = rectify(pixels, located.quad, width, height);
  const { jpeg, width: widthPx, height: heightPx } = await encodeToFit(card, 'card', undefined);
  const across = sideLengthsOf(located.quad).across;
  // A card that was found by its size confirms the stated resolution. Without a card nothing contradicts it. In all other cases
  // the resolution is estimated from the width of the card.
  const statedDpi =
    located.score !== null && located.foundBy === 'size'
      ? knownDpi
      : located.foundBy === 'nothing'
        ? knownDpi
        : null;
  return ok({
    jpeg,
    widthPx,
    heightPx,
    dhash: await differenceHashOf(card),
    source: await encodeSource(pixels),
    corners: toCorners(located.quad, pixels),
    foundBy: located.foundBy,
    score: located.score,
    dpi: statedDpi ?? Math.round((across / CARD_WIDTH_MM) * MM_PER_INCH),
    recognisedSide: located.layout.recognisedSide,
    cardKind: located.foundBy === 'nothing' ? null : located.layout.kind,
    ...(await checkCard(card, widthPx, located, request.side)),
  });
};
