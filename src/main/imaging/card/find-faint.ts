/**
 * Finds a card with barely visible edges, such as a white card on a white lid, from its printing, its size and long averages
 * along its sides.
 */
import type { Pixels } from '#main/imaging/encode.ts';
import type { Found } from './found.ts';
import { fitFaint, type FaintFit } from './faint-fit.ts';
import { searchAround } from './faint-search.ts';
import { isInside, scaleQuad } from './geometry.ts';
import { groundOf, halve } from './gradient.ts';
import { toOpponent } from './opponent.ts';
import { printBeside, type PrintBeside } from './print-beside.ts';
import { pointsIn, printOn } from './print.ts';
import type { Box } from './regions.ts';
import { nominalSizes, type NominalSize } from './sizes.ts';
import { thresholds } from './thresholds.ts';

const RING_MM = 3;
/** Fewer printed pixels at 75 dpi are dust. */
const LEAST_POINTS = 200;

/** Guesses with less evidence, or behind so many others, are not fitted: fitting one takes some 50 ms. */
const LEAST_GUESS = 10;
const MOST_FITS = 4;
/** So many groups of printing are looked at, the largest first. */
const MOST_GROUPS = 4;

export interface FaintCandidate extends FaintFit, PrintBeside {
  readonly nominal: NominalSize;
}

const boxArea = ({ left, top, right, bottom }: Box): number => (right - left) * (bottom - top);

/** Everything that was fitted, acceptable or not, the most likely first. */
export const faintCandidates = (picture: Pixels, dpi: number): FaintCandidate[] => {
  const pxPerMm = dpi / 25.4;
  const small = halve(picture);
  const ground = groundOf(small, Math.round((RING_MM * pxPerMm) / 2));
  const print = printOn(small, pxPerMm / 2, ground.roughness);
  if (print.boxes.length === 0) return [];
  const coarse = toOpponent(small);
  const fine = toOpponent(picture);
  return [...print.boxes]
    .sort((one, other) => boxArea(other) - boxArea(one))
    .slice(0, MOST_GROUPS)
    .flatMap((box) => {
      const points = pointsIn(print, box);
      if (points.x.length < LEAST_POINTS) return [];
      const { guesses, noise } = searchAround(coarse, points, nominalSizes, pxPerMm / 2);
      const worth = guesses.filter(({ evidence }) => evidence >= LEAST_GUESS).slice(0, MOST_FITS);
      return worth.map((guess) => {
        const full = {
          x: guess.x * 2,
          y: guess.y * 2,
          turnRad: guess.turnRad,
          width: guess.width * 2,
          height: guess.height * 2,
        };
        const fit = fitFaint(fine, full, guess.nominal, noise, pxPerMm);
        return {
          ...fit,
          nominal: guess.nominal,
          ...printBeside(print, scaleQuad(fit.quad, 0.5), pxPerMm / 2),
        };
      });
    })
    .sort((a, b) => total(b.evidence) - total(a.evidence));
};

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const isAcceptable = (
  { quad, evidence, shares, printAround, printOnRim }: FaintCandidate,
  picture: Pixels,
  pxPerMm: number,
): boolean => {
  const bars = thresholds.faint;
  return (
    isInside(quad, picture, thresholds.beyondPictureMm * pxPerMm) &&
    total(evidence) >= bars.evidence &&
    Math.min(...evidence) >= bars.weakestEvidence &&
    total(shares) >= bars.shares &&
    Math.min(...shares) >= bars.weakestShare &&
    printAround <= bars.printAround &&
    printOnRim <= bars.printOnRim
  );
};

/** @param picture a working copy of at most about 150 dpi, @param dpi its resolution. @returns the most likely card, if there is any beyond doubt. */
export const findFaint = (picture: Pixels, dpi: number): Found[] => {
  const best = faintCandidates(picture, dpi).find((candidate) =>
    isAcceptable(candidate, picture, dpi / 25.4),
  );
  return best ? [{ quad: best.quad, score: total(best.shares) }] : [];
};
