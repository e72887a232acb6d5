/**
 * Finds a card with barely visible edges, such as a white card on a white lid, from its printing, its known size, and averages
 * along its sides, which reduce noise.
 */
import type { Pixels } from '#main/imaging/encode.ts';
import type { CardDetection } from './detection.ts';
import { fitFaint, type FaintFit } from './faint-fit.ts';
import { searchAround } from './faint-search.ts';
import { isInside, scaleQuad } from './geometry.ts';
import { backgroundOf, halve } from './gradient.ts';
import { toOpponent } from './opponent.ts';
import { printBeside, type PrintBeside } from './print-beside.ts';
import { pointsIn, printOn } from './print.ts';
import type { Box } from './regions.ts';
import { nominalSizes, type NominalSize } from './sizes.ts';
import { thresholds } from './thresholds.ts';

const RING_MM = 3;
/** Smallest number of printed pixels at 75 dpi; fewer are dust. */
const MIN_POINTS = 200;

/** Smallest evidence and largest number of guesses to fit; one fit takes about 50 ms. */
const MIN_GUESS = 10;
const MAX_FITS = 4;
/** Number of printed regions to examine, the largest first. */
const MAX_GROUPS = 4;

export interface FaintCandidate extends FaintFit, PrintBeside {
  readonly nominal: NominalSize;
}

const boxArea = ({ left, top, right, bottom }: Box): number => (right - left) * (bottom - top);

/** All fitted candidates, accepted or not, the most likely first. */
export const faintCandidates = (picture: Pixels, dpi: number): FaintCandidate[] => {
  const pxPerMm = dpi / 25.4;
  const small = halve(picture);
  const background = backgroundOf(small, Math.round((RING_MM * pxPerMm) / 2));
  const print = printOn(small, pxPerMm / 2, background.roughness);
  if (print.boxes.length === 0) return [];
  const coarse = toOpponent(small);
  const fine = toOpponent(picture);
  return [...print.boxes]
    .sort((one, other) => boxArea(other) - boxArea(one))
    .slice(0, MAX_GROUPS)
    .flatMap((box) => {
      const points = pointsIn(print, box);
      if (points.x.length < MIN_POINTS) return [];
      const { guesses, noise } = searchAround(coarse, points, nominalSizes, pxPerMm / 2);
      const promising = guesses.filter(({ evidence }) => evidence >= MIN_GUESS).slice(0, MAX_FITS);
      return promising.map((guess) => {
        const full = {
          x: guess.x * 2,
          y: guess.y * 2,
          angleRad: guess.angleRad,
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
  const limits = thresholds.faint;
  return (
    isInside(quad, picture, thresholds.beyondPictureMm * pxPerMm) &&
    total(evidence) >= limits.evidence &&
    Math.min(...evidence) >= limits.weakestEvidence &&
    total(shares) >= limits.shares &&
    Math.min(...shares) >= limits.weakestShare &&
    printAround <= limits.printAround &&
    printOnRim <= limits.printOnRim
  );
};

/**
 * @param picture a working copy of at most about 150 dpi, @param dpi its resolution. @returns the most likely accepted card,
 * or an empty list.
 */
export const findFaint = (picture: Pixels, dpi: number): CardDetection[] => {
  const best = faintCandidates(picture, dpi).find((candidate) =>
    isAcceptable(candidate, picture, dpi / 25.4),
  );
  return best ? [{ quad: best.quad, score: total(best.shares) }] : [];
};
