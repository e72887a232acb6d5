/**
 * Coarse search for a card with faint edges: rectangles of known size around the printing, ranked by the joint evidence of
 * their sides.
 */
import type { Rectangle } from './rectangle-search.ts';
import type { NominalSize } from './sizes.ts';
import { OPPONENT_CHANNELS, resample, type Grid, type OpponentPicture } from './opponent.ts';
import { extentAlong, type Extent, type PrintedPoints } from './print.ts';
import {
  bestPair,
  evidenceOf,
  lineSteps,
  noiseOf,
  STEP_WIDTHS_MM,
  type LineSteps,
  type StepNoise,
} from './step-evidence.ts';

export interface FaintGuess extends Rectangle {
  readonly nominal: NominalSize;
  /** Joint log-likelihood ratio of the four sides. */
  readonly evidence: number;
}

const DEGREE = Math.PI / 180;
const ANGLE_STEP_DEG = 1;
/** Distance beyond a side within which a shadow may be detected as print. */
export const SHADOW_MM = 2.5;
/** Smallest share of a card's width and height that its printing covers. Less printing does not determine the positions of the sides. */
const MIN_PRINT_SHARE = 0.5;
/** A side is averaged over the extent of the printing without this length at both ends, which excludes the rounded corners. */
const END_MARGIN_MM = 3;

interface Orientation {
  readonly angleRad: number;
  /** Extent of the printing along the direction `angleRad` and perpendicular to it. */
  readonly across: Extent;
  readonly down: Extent;
  /** Coordinates of line boundary 0, along and perpendicular to the direction. */
  readonly firstU: number;
  readonly firstV: number;
  /** Step responses of the possible left and right sides, and of the possible upper and lower sides. */
  readonly columns: LineSteps;
  readonly rows: LineSteps;
}

const lengthOf = ({ low, high }: Extent): number => high - low;

const isPlausibleExtent = (size: number, extent: Extent, pxPerMm: number): boolean =>
  lengthOf(extent) <= size + SHADOW_MM * pxPerMm && lengthOf(extent) >= MIN_PRINT_SHARE * size;

const isPossibleSize = (
  { widthMm, heightMm }: NominalSize,
  across: Extent,
  down: Extent,
  pxPerMm: number,
): boolean =>
  isPlausibleExtent(widthMm * pxPerMm, across, pxPerMm) &&
  isPlausibleExtent(heightMm * pxPerMm, down, pxPerMm);

/** Measures the step responses of all lines that can be a side of one of the card sizes. */
const measureOrientation = (
  picture: OpponentPicture,
  angleRad: number,
  across: Extent,
  down: Extent,
  sizes: readonly NominalSize[],
  pxPerMm: number,
): Orientation => {
  const searchRange = (extent: Extent, size: number): Extent => ({
    low: extent.high - size - 2 * SHADOW_MM * pxPerMm,
    high: extent.low + size + 2 * SHADOW_MM * pxPerMm,
  });
  const u = searchRange(across, Math.max(...sizes.map(({ widthMm }) => widthMm)) * pxPerMm);
  const v = searchRange(down, Math.max(...sizes.map(({ heightMm }) => heightMm)) * pxPerMm);
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  // No side crosses the printing, so the middle of the printing is not sampled.
  const skippedRange = (extent: Extent, first: number): [number, number] => [
    Math.ceil(extent.low - first + 2 * SHADOW_MM * pxPerMm),
    Math.floor(extent.high - first - 2 * SHADOW_MM * pxPerMm),
  ];
  const grid: Grid = {
    origin: { x: c * u.low - s * v.low, y: s * u.low + c * v.low },
    angleRad,
    columns: Math.ceil(lengthOf(u)),
    rows: Math.ceil(lengthOf(v)),
    skippedArea: { columns: skippedRange(across, u.low), rows: skippedRange(down, v.low) },
  };
  const patch = { samples: resample(picture, grid), columns: grid.columns, rows: grid.rows };
  const averagedRange = (extent: Extent, first: number): [number, number] => [
    Math.round(extent.low - first + END_MARGIN_MM * pxPerMm),
    Math.round(extent.high - first - END_MARGIN_MM * pxPerMm),
  ];
  return {
    angleRad,
    across,
    down,
    firstU: u.low - 0.5,
    firstV: v.low - 0.5,
    columns: lineSteps(patch, 'columns', ...averagedRange(down, v.low), pxPerMm),
    rows: lineSteps(patch, 'rows', ...averagedRange(across, u.low), pxPerMm),
  };
};

/** Lines within this distance of the border of the search area are skipped, because the wider filter extends beyond the area. */
const BORDER_MM = 2;
/** Lines within this distance of the printing are not background. */
const PRINT_MARGIN_MM = 1;

/** Noise of the steps of lines beyond the printing, which usually show only background. */
const backgroundNoise = (orientations: readonly Orientation[], pxPerMm: number): StepNoise => {
  const samples = STEP_WIDTHS_MM.map(() =>
    Array.from({ length: OPPONENT_CHANNELS }, (): number[] => []),
  );
  const borderLines = Math.ceil(BORDER_MM * pxPerMm);
  const printMargin = PRINT_MARGIN_MM * pxPerMm;
  const collect = ({ steps, segments }: LineSteps, extent: Extent, first: number): void => {
    steps.forEach((values, widthIndex) => {
      const stride = segments * OPPONENT_CHANNELS;
      for (let line = borderLines; line < values.length / stride - borderLines; line++) {
        if (first + line > extent.low - printMargin && first + line < extent.high + printMargin)
          continue;
        for (let at = line * stride; at < (line + 1) * stride; at++)
          samples[widthIndex]?.[at % OPPONENT_CHANNELS]?.push(values[at] ?? 0);
      }
    });
  };
  for (const { across, down, firstU, firstV, columns, rows } of orientations) {
    collect(columns, across, firstU);
    collect(rows, down, firstV);
  }
  return noiseOf(samples);
};

const guessAt = (
  orientation: Orientation,
  nominal: NominalSize,
  noise: StepNoise,
  pxPerMm: number,
): FaintGuess => {
  const [w, h] = [nominal.widthMm * pxPerMm, nominal.heightMm * pxPerMm];
  const [columns, rows] = [
    evidenceOf(orientation.columns, noise, pxPerMm),
    evidenceOf(orientation.rows, noise, pxPerMm),
  ];
  const findPair = (lines: Float32Array, extent: Extent, first: number, size: number) =>
    bestPair(
      lines,
      lines,
      extent.high - size - SHADOW_MM * pxPerMm - first,
      extent.low + SHADOW_MM * pxPerMm - first,
      size,
    );
  const u = findPair(columns, orientation.across, orientation.firstU, w);
  const v = findPair(rows, orientation.down, orientation.firstV, h);
  const [middleU, middleV] = [
    orientation.firstU + (u.near + u.far) / 2,
    orientation.firstV + (v.near + v.far) / 2,
  ];
  const [c, s] = [Math.cos(orientation.angleRad), Math.sin(orientation.angleRad)];
  return {
    x: c * middleU - s * middleV,
    y: s * middleU + c * middleV,
    angleRad: orientation.angleRad,
    width: w,
    height: h,
    nominal,
    evidence: u.evidence + v.evidence,
  };
};

const GUESSES_PER_SIZE = 3;
/** Distance and angle within which two guesses converge to the same card in the fit. */
const CAPTURE_RANGE_MM = 1;
const CAPTURE_RANGE_DEG = 2.5;

/** Drops guesses that converge to the same card as a better one. */
const distinctGuesses = (guesses: readonly FaintGuess[], pxPerMm: number): FaintGuess[] => {
  const distinct: FaintGuess[] = [];
  for (const guess of guesses) {
    if (distinct.length === GUESSES_PER_SIZE) break;
    const isDuplicate = distinct.some(
      ({ x, y, angleRad }) =>
        Math.hypot(x - guess.x, y - guess.y) < CAPTURE_RANGE_MM * pxPerMm &&
        Math.abs(angleRad - guess.angleRad) < CAPTURE_RANGE_DEG * DEGREE,
    );
    if (!isDuplicate) distinct.push(guess);
  }
  return distinct;
};

export interface FaintGuesses {
  readonly guesses: readonly FaintGuess[];
  readonly noise: StepNoise;
}

/**
 * Directions in which the bounding rectangle of the printing has more than this multiple of the smallest area are skipped, because
 * printing is aligned with the sides of the card.
 */
const MAX_AREA_RATIO = 1.35;

/**
 * Searches for rectangles of the given sizes around the printing.
 * @param pxPerMm pixels of `picture` per millimetre.
 * @returns the best guesses of each size, and the noise with which their evidence was calculated.
 */
export const searchAroundPrint = (
  picture: OpponentPicture,
  points: PrintedPoints,
  sizes: readonly NominalSize[],
  pxPerMm: number,
): FaintGuesses => {
  const extents = Array.from({ length: 180 / ANGLE_STEP_DEG }, (_, n) =>
    extentAlong(points, n * ANGLE_STEP_DEG * DEGREE),
  );
  const directions = extents.map((across, n) => {
    const perpendicularIndex = n + 90 / ANGLE_STEP_DEG;
    const perpendicular = extents[perpendicularIndex % extents.length] ?? across;
    // Beyond 180 degrees the direction is reversed.
    const down =
      perpendicularIndex < extents.length
        ? perpendicular
        : { low: -perpendicular.high, high: -perpendicular.low };
    return {
      angleRad: n * ANGLE_STEP_DEG * DEGREE,
      across,
      down,
      area: lengthOf(across) * lengthOf(down),
    };
  });
  const smallest = Math.min(...directions.map(({ area }) => area));
  const orientations = directions.flatMap(({ angleRad, across, down, area }) => {
    const possibleSizes = sizes.filter((size) => isPossibleSize(size, across, down, pxPerMm));
    return possibleSizes.length > 0 && area <= MAX_AREA_RATIO * smallest
      ? [measureOrientation(picture, angleRad, across, down, possibleSizes, pxPerMm)]
      : [];
  });
  const noise = backgroundNoise(orientations, pxPerMm);
  const guesses = sizes.flatMap((nominal) =>
    distinctGuesses(
      orientations
        .filter(({ across, down }) => isPossibleSize(nominal, across, down, pxPerMm))
        .map((orientation) => guessAt(orientation, nominal, noise, pxPerMm))
        .sort((a, b) => b.evidence - a.evidence),
      pxPerMm,
    ),
  );
  return { guesses: guesses.sort((a, b) => b.evidence - a.evidence), noise };
};
