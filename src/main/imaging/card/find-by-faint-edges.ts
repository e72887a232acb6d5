/**
 * Finds a card with barely visible edges, such as a white card on a white lid, from its printing, its known size, and averages
 * along its sides, which reduce noise.
 */
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';
import type { Pixels } from '#main/imaging/encode.ts';
import type { CardDetection } from './detection.ts';
import { fitFaintEdges, type FaintFit } from './faint-fit.ts';
import { searchAroundPrint } from './faint-search.ts';
import { isInside, scaleQuad } from './geometry.ts';
import { backgroundOf, halve } from './gradient.ts';
import { toOpponent } from './opponent.ts';
import { measureSurroundingPrint, type SurroundingPrint } from './surrounding-print.ts';
import { printedPointsIn, detectPrint } from './print.ts';
import type { Box } from './regions.ts';
import { nominalSizes, type NominalSize } from './sizes.ts';
import { thresholds } from './thresholds.ts';

/** Width of the ring along the border from which the background is measured. */
const RING_MM = 3;
/** Smallest number of printed pixels at 75 dpi; fewer are dust. */
const MIN_PRINTED_PIXELS = 200;

/** Smallest evidence of a guess that is fitted. */
const MIN_GUESS_EVIDENCE = 10;
/** Largest number of guesses fitted per region. One fit takes about 50 ms. */
const MAX_FITS = 4;
/** Number of printed regions to examine, the largest first. */
const MAX_REGIONS = 4;

export interface FaintCandidate extends FaintFit, SurroundingPrint {
  readonly nominal: NominalSize;
}

const boxArea = ({ left, top, right, bottom }: Box): number => (right - left) * (bottom - top);

/** All fitted candidates, including those that `findByFaintEdges` rejects, the most likely first. */
export const fitFaintCandidates = (picture: Pixels, dpi: number): FaintCandidate[] => {
  const pxPerMm = dpi / MM_PER_INCH;
  const small = halve(picture);
  const background = backgroundOf(small, Math.round((RING_MM * pxPerMm) / 2));
  const print = detectPrint(small, pxPerMm / 2, background.roughness);
  if (print.boxes.length === 0) return [];
  const coarse = toOpponent(small);
  const fine = toOpponent(picture);
  return [...print.boxes]
    .sort((a, b) => boxArea(b) - boxArea(a))
    .slice(0, MAX_REGIONS)
    .flatMap((box) => {
      const points = printedPointsIn(print, box);
      if (points.x.length < MIN_PRINTED_PIXELS) return [];
      const { guesses, noise } = searchAroundPrint(coarse, points, nominalSizes, pxPerMm / 2);
      const promising = guesses
        .filter(({ evidence }) => evidence >= MIN_GUESS_EVIDENCE)
        .slice(0, MAX_FITS);
      return promising.map((guess) => {
        const fullSizeGuess = {
          x: guess.x * 2,
          y: guess.y * 2,
          angleRad: guess.angleRad,
          width: guess.width * 2,
          height: guess.height * 2,
        };
        const fit = fitFaintEdges(fine, fullSizeGuess, guess.nominal, noise, pxPerMm);
        return {
          ...fit,
          nominal: guess.nominal,
          ...measureSurroundingPrint(print, scaleQuad(fit.quad, 0.5), pxPerMm / 2),
        };
      });
    })
    .sort((a, b) => sumOf(b.evidence) - sumOf(a.evidence));
};

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const isAcceptable = (
  { quad, evidence, shares, printAround, printOnRim }: FaintCandidate,
  picture: Pixels,
  pxPerMm: number,
): boolean => {
  const limits = thresholds.faint;
  return (
    isInside(quad, picture, thresholds.beyondPictureMm * pxPerMm) &&
    sumOf(evidence) >= limits.evidence &&
    Math.min(...evidence) >= limits.weakestEvidence &&
    sumOf(shares) >= limits.shares &&
    Math.min(...shares) >= limits.weakestShare &&
    printAround <= limits.printAround &&
    printOnRim <= limits.printOnRim
  );
};

/**
 * Finds the most likely card with faint edges.
 * @param picture a working copy of at most about 150 dpi.
 * @param dpi resolution of `picture`.
 * @returns a list with one card, or an empty list when no candidate is accepted.
 */
export const findByFaintEdges = (picture: Pixels, dpi: number): CardDetection[] => {
  const best = fitFaintCandidates(picture, dpi).find((candidate) =>
    isAcceptable(candidate, picture, dpi / MM_PER_INCH),
  );
  return best ? [{ quad: best.quad, score: sumOf(best.shares) }] : [];
};
