/** Finds a card whose edges hardly show, as a white one on a white lid: by its printing, its size and long averages along its sides. */
import type { Pixels } from '../encode.ts';
import type { Found } from './find-by-size.ts';
import { fitFaint, type FaintFit } from './faint-fit.ts';
import { searchAround, SHADOW_MM } from './faint-search.ts';
import { isInside, scaleQuad, type Quad } from './geometry.ts';
import { groundOf, halve } from './gradient.ts';
import { toOpponent } from './opponent.ts';
import { pointsIn, printOn, type Print } from './print.ts';
import type { Box } from './regions.ts';
import { nominalSizes, type NominalSize } from './sizes.ts';
import { thresholds } from './thresholds.ts';

const RING_MM = 3;
/** Fewer printed pixels at 75 dpi are dust. */
const LEAST_POINTS = 200;
/** How far around a card nothing is printed. */
const CLEAR_MM = 5;

/** Guesses with less evidence, or behind so many others, are not fitted: fitting one takes some 50 ms. */
const LEAST_GUESS = 10;
const MOST_FITS = 4;
/** So many groups of printing are looked at, the largest first. */
const MOST_GROUPS = 4;

export interface FaintCandidate extends FaintFit {
  readonly nominal: NominalSize;
  /** Printing per area just around the card, as a share of that on it. */
  readonly printAround: number;
}

const area = (w: number, h: number): number => w * h;

const boxArea = ({ left, top, right, bottom }: Box): number => area(right - left, bottom - top);

/** Density of print in a ring from `SHADOW_MM` to `CLEAR_MM` around the quad, against that on the quad. */
const printAround = ({ mask, width, height }: Print, quad: Quad, mm: number): number => {
  const [a, b, , d] = quad;
  const [w, h] = [Math.hypot(b.x - a.x, b.y - a.y), Math.hypot(d.x - a.x, d.y - a.y)];
  const [c, s] = [(b.x - a.x) / w, (b.y - a.y) / w];
  const margin = CLEAR_MM * mm;
  const xs = quad.map(({ x }) => x);
  const ys = quad.map(({ y }) => y);
  let [inside, around] = [0, 0];
  for (let y = Math.max(0, Math.floor(Math.min(...ys) - margin)); y < Math.min(height, Math.max(...ys) + margin); y++) {
    for (let x = Math.max(0, Math.floor(Math.min(...xs) - margin)); x < Math.min(width, Math.max(...xs) + margin); x++) {
      if (mask[y * width + x] !== 1) continue;
      const [dx, dy] = [x + 0.5 - a.x, y + 0.5 - a.y];
      const [u, v] = [c * dx + s * dy, -s * dx + c * dy];
      const out = Math.max(-u, u - w, -v, v - h);
      if (out <= 0) inside += 1;
      else if (out > SHADOW_MM * mm && out <= margin) around += 1;
    }
  }
  const ring = area(w + 2 * margin, h + 2 * margin) - area(w + 2 * SHADOW_MM * mm, h + 2 * SHADOW_MM * mm);
  return inside === 0 ? Infinity : around / ring / (inside / area(w, h));
};

/** Everything that was fitted, acceptable or not, the most likely first. */
export const faintCandidates = (picture: Pixels, dpi: number): FaintCandidate[] => {
  const mm = dpi / 25.4;
  const small = halve(picture);
  const ground = groundOf(small, Math.round((RING_MM * mm) / 2));
  const print = printOn(small, mm / 2, ground.roughness);
  if (print.boxes.length === 0) return [];
  const coarse = toOpponent(small);
  const fine = toOpponent(picture);
  return [...print.boxes]
    .sort((one, other) => boxArea(other) - boxArea(one))
    .slice(0, MOST_GROUPS)
    .flatMap((box) => {
      const points = pointsIn(print, box);
      if (points.x.length < LEAST_POINTS) return [];
      const { guesses, noise } = searchAround(coarse, points, nominalSizes, mm / 2);
      const worth = guesses.filter(({ evidence }) => evidence >= LEAST_GUESS).slice(0, MOST_FITS);
      return worth.map((guess) => {
        const full = { x: guess.x * 2, y: guess.y * 2, turnRad: guess.turnRad, width: guess.width * 2, height: guess.height * 2 };
        const fit = fitFaint(fine, full, guess.nominal, noise, mm);
        return { ...fit, nominal: guess.nominal, printAround: printAround(print, scaleQuad(fit.quad, 0.5), mm / 2) };
      });
    })
    .sort((a, b) => total(b.evidence) - total(a.evidence));
};

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const isAcceptable = ({ quad, evidence, shares, printAround: around }: FaintCandidate, picture: Pixels, mm: number): boolean => {
  const bars = thresholds.faint;
  return (
    isInside(quad, picture, thresholds.beyondPictureMm * mm) &&
    total(evidence) >= bars.evidence &&
    Math.min(...evidence) >= bars.weakestEvidence &&
    total(shares) >= bars.shares &&
    Math.min(...shares) >= bars.weakestShare &&
    around <= bars.printAround
  );
};

/** @param picture a working copy of at most about 150 dpi, @param dpi its resolution. @returns the most likely card, if there is any beyond doubt. */
export const findFaint = (picture: Pixels, dpi: number): Found[] => {
  const best = faintCandidates(picture, dpi).find((candidate) => isAcceptable(candidate, picture, dpi / 25.4));
  return best ? [{ quad: best.quad, score: total(best.shares) }] : [];
};
