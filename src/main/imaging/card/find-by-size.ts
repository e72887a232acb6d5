/** Finds cards in scans, where the resolution and therefore the card's size in pixels is known. */
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';
import type { CardDetection } from './detection.ts';
import type { Pixels } from '#main/imaging/encode.ts';
import { findByFaintEdges } from './find-by-faint-edges.ts';
import { fitRectangle } from './fit.ts';
import {
  area,
  interpolate,
  contains,
  isInside,
  scaleQuad,
  type Point,
  type Quad,
} from './geometry.ts';
import { gradientOf, backgroundOf, halve } from './gradient.ts';
import { foregroundMask, findRegions, type Box } from './regions.ts';
import { searchRegion, supportOf } from './rectangle-search.ts';
import { nominalSizes } from './sizes.ts';
import { thresholds } from './thresholds.ts';

/** Width of the ring along the border from which the background is measured. */
const RING_MM = 3;
/** Width of the padding around the picture. */
const PADDING_MM = 3;
/** Smallest gradient of an edge: absolute, and relative to the background's roughness. */
const MIN_GRADIENT = 4;
const ROUGHNESS_FACTOR = 3.5;

/** Pads the picture with the background colour, so that a card flush with the border has an edge there. */
const addPadding = (
  { data, width, height }: Pixels,
  colour: readonly number[],
  px: number,
): Pixels => {
  const [w, h] = [width + 2 * px, height + 2 * px];
  const out = new Uint8Array(w * h * 3);
  const background = Uint8Array.from({ length: w * 3 }, (_, at) => colour[at % 3] ?? 0);
  for (let y = 0; y < h; y++) out.set(background, y * w * 3);
  for (let y = 0; y < height; y++)
    out.set(data.subarray(y * width * 3, (y + 1) * width * 3), ((y + px) * w + px) * 3);
  return { data: out, width: w, height: h };
};

const widen = ({ left, top, right, bottom }: Box, px: number, { width, height }: Pixels): Box => ({
  left: Math.max(0, Math.floor(left - px)),
  top: Math.max(0, Math.floor(top - px)),
  right: Math.min(width, Math.ceil(right + px)),
  bottom: Math.min(height, Math.ceil(bottom + px)),
});

const translate = ([a, b, c, d]: Quad, px: number): Quad => {
  const moved = ({ x, y }: Point): Point => ({ x: x + px, y: y + px });
  return [moved(a), moved(b), moved(c), moved(d)];
};

const middle = (quad: Quad): Point => interpolate(quad[0], quad[2], 0.5);

/**
 * A laminated card has two edges: the outer one of the film and the inner one of the paper. The outer one is preferred if its
 * score is lower by at most this.
 */
const SCORE_TOLERANCE = 0.2;

const isAround = (outer: CardDetection, inner: CardDetection): boolean =>
  outer.score >= inner.score - SCORE_TOLERANCE &&
  inner.quad.every((corner) => contains(outer.quad, corner));

/**
 * Non-maximum suppression of overlapping detections. A larger detection around the best one replaces it if their scores are
 * close.
 */
const withoutOverlaps = (found: readonly CardDetection[]): CardDetection[] => {
  const selected: CardDetection[] = [];
  for (const candidate of [...found].sort((a, b) => b.score - a.score)) {
    const index = selected.findIndex(
      ({ quad }) =>
        contains(quad, middle(candidate.quad)) || contains(candidate.quad, middle(quad)),
    );
    const overlapping = selected[index];
    if (!overlapping) selected.push(candidate);
    else if (area(candidate.quad) > area(overlapping.quad) && isAround(candidate, overlapping))
      selected[index] = candidate;
  }
  return selected;
};

/**
 * Finds cards by their known size, and by faint edges when no card has visible edges.
 * @param picture a working copy of at most about 150 dpi.
 * @param dpi resolution of `picture`.
 * @returns accepted cards, the best first.
 */
export const findBySize = (picture: Pixels, dpi: number): CardDetection[] => {
  const pxPerMm = dpi / MM_PER_INCH;
  const background = backgroundOf(picture, Math.round(RING_MM * pxPerMm));
  const paddingPx = 2 * Math.round((PADDING_MM * pxPerMm) / 2);
  const fine = addPadding(picture, background.colour, paddingPx);
  const coarse = halve(fine);
  const gradient = gradientOf(coarse);
  const minGradient = Math.max(
    MIN_GRADIENT,
    ROUGHNESS_FACTOR * backgroundOf(halve(picture), Math.round((RING_MM * pxPerMm) / 2)).roughness,
  );
  const fineMinGradient = Math.max(MIN_GRADIENT, ROUGHNESS_FACTOR * background.roughness);
  const coarsePxPerMm = pxPerMm / 2;
  const { boxes } = findRegions(
    foregroundMask(coarse, gradient, background, minGradient),
    coarse.width,
    coarse.height,
    coarsePxPerMm,
  );
  const searchBox = (box: Box): CardDetection[] =>
    searchRegion(
      gradient,
      widen(box, 2 * coarsePxPerMm, coarse),
      nominalSizes,
      coarsePxPerMm,
      minGradient,
    ).flatMap((guess) => {
      const fullSizeGuess = {
        ...guess,
        x: guess.x * 2,
        y: guess.y * 2,
        width: guess.width * 2,
        height: guess.height * 2,
      };
      const fit = fitRectangle(fine, fullSizeGuess, guess.nominal, pxPerMm, fineMinGradient);
      const sides = supportOf(gradient, scaleQuad(fit, 0.5), coarsePxPerMm, minGradient);
      const score = sides.reduce((sum, side) => sum + side, 0);
      const isWhole = isInside(
        translate(fit, -paddingPx),
        picture,
        thresholds.beyondPictureMm * pxPerMm,
      );
      return isWhole &&
        score >= thresholds.fitScore &&
        Math.min(...sides) >= thresholds.fitWeakestSide
        ? [{ quad: translate(fit, -paddingPx), score }]
        : [];
    });
  const found = withoutOverlaps(boxes.flatMap(searchBox));
  return found.length > 0 ? found : findByFaintEdges(picture, dpi);
};
