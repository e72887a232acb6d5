/** Finds cards on a scanner's glass, where the resolution, and so the card's size in pixels, is known. */
import type { Found } from './found.ts';
import type { Pixels } from '#main/imaging/encode.ts';
import { findFaint } from './find-faint.ts';
import { fitRectangle } from './fit.ts';
import { area, between, contains, isInside, scaleQuad, type Point, type Quad } from './geometry.ts';
import { gradientOf, groundOf, halve } from './gradient.ts';
import { maskOf, thingsOn, type Box } from './regions.ts';
import { searchRegion, supportOf } from './search.ts';
import { nominalSizes } from './sizes.ts';
import { thresholds } from './thresholds.ts';

const RING_MM = 3;
const PAD_MM = 3;
/** Edges weaker than this are not looked at, whatever the noise; and so many times the ground's own roughness. */
const LEAST_EDGE = 4;
const ROUGHNESS_FACTOR = 3.5;

/** The picture in a frame of the ground's colour, so that a card flush with the border shows an edge there too. */
const framed = ({ data, width, height }: Pixels, colour: readonly number[], by: number): Pixels => {
  const [w, h] = [width + 2 * by, height + 2 * by];
  const out = new Uint8Array(w * h * 3);
  const ground = Uint8Array.from({ length: w * 3 }, (_, at) => colour[at % 3] ?? 0);
  for (let y = 0; y < h; y++) out.set(ground, y * w * 3);
  for (let y = 0; y < height; y++)
    out.set(data.subarray(y * width * 3, (y + 1) * width * 3), ((y + by) * w + by) * 3);
  return { data: out, width: w, height: h };
};

const widened = (
  { left, top, right, bottom }: Box,
  by: number,
  { width, height }: Pixels,
): Box => ({
  left: Math.max(0, Math.floor(left - by)),
  top: Math.max(0, Math.floor(top - by)),
  right: Math.min(width, Math.ceil(right + by)),
  bottom: Math.min(height, Math.ceil(bottom + by)),
});

const shifted = ([a, b, c, d]: Quad, by: number): Quad => {
  const moved = ({ x, y }: Point): Point => ({ x: x + by, y: y + by });
  return [moved(a), moved(b), moved(c), moved(d)];
};

const middle = (quad: Quad): Point => between(quad[0], quad[2], 0.5);

/** A film shows the edge of the card inside it as clearly as its own: these are one, and the film is its outer edge. */
const NEARLY = 0.2;

const isAround = (outer: Found, inner: Found): boolean =>
  outer.score >= inner.score - NEARLY && inner.quad.every((corner) => contains(outer.quad, corner));

/** Of finds that lie on each other, the one that shows best; or the larger one around it, when that shows nearly as well. */
const distinct = (found: readonly Found[]): Found[] => {
  const kept: Found[] = [];
  for (const one of [...found].sort((a, b) => b.score - a.score)) {
    const same = kept.findIndex(
      ({ quad }) => contains(quad, middle(one.quad)) || contains(one.quad, middle(quad)),
    );
    const known = kept[same];
    if (!known) kept.push(one);
    else if (area(one.quad) > area(known.quad) && isAround(one, known)) kept[same] = one;
  }
  return kept;
};

/** @param picture a working copy of at most about 150 dpi, @param dpi its resolution. @returns what is a card beyond doubt, the best first. */
export const findBySize = (picture: Pixels, dpi: number): Found[] => {
  const pxPerMm = dpi / 25.4;
  const ground = groundOf(picture, Math.round(RING_MM * pxPerMm));
  const pad = 2 * Math.round((PAD_MM * pxPerMm) / 2);
  const fine = framed(picture, ground.colour, pad);
  const coarse = halve(fine);
  const gradient = gradientOf(coarse);
  const leastEdge = Math.max(
    LEAST_EDGE,
    ROUGHNESS_FACTOR * groundOf(halve(picture), Math.round((RING_MM * pxPerMm) / 2)).roughness,
  );
  const leastFine = Math.max(LEAST_EDGE, ROUGHNESS_FACTOR * ground.roughness);
  const half = pxPerMm / 2;
  const { boxes } = thingsOn(
    maskOf(coarse, gradient, ground, leastEdge),
    coarse.width,
    coarse.height,
    half,
  );
  const lookIn = (box: Box): Found[] =>
    searchRegion(gradient, widened(box, 2 * half, coarse), nominalSizes, half, leastEdge).flatMap(
      (guess) => {
        const full = {
          ...guess,
          x: guess.x * 2,
          y: guess.y * 2,
          width: guess.width * 2,
          height: guess.height * 2,
        };
        const fit = fitRectangle(fine, full, guess.nominal, pxPerMm, leastFine);
        const sides = supportOf(gradient, scaleQuad(fit, 0.5), half, leastEdge);
        const score = sides.reduce((sum, side) => sum + side, 0);
        const whole = isInside(shifted(fit, -pad), picture, thresholds.beyondPictureMm * pxPerMm);
        return whole &&
          score >= thresholds.fitScore &&
          Math.min(...sides) >= thresholds.fitWeakestSide
          ? [{ quad: shifted(fit, -pad), score }]
          : [];
      },
    );
  const found = distinct(boxes.flatMap(lookIn));
  return found.length > 0 ? found : findFaint(picture, dpi);
};
