/**
 * Coarse search for a card with faint edges: rectangles of known size around the printing, ranked by the joint evidence of
 * their sides.
 */
import type { Rectangle } from './search.ts';
import type { NominalSize } from './sizes.ts';
import { OPPONENT_CHANNELS, resample, type OpponentPicture } from './opponent.ts';
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
const TURN_STEP_DEG = 1;
/** A shadow beside the card may be taken for print: it may reach so far beyond a side. */
export const SHADOW_MM = 2.5;
/** Printing takes at least this share of a card's width and height. */
const LEAST_PRINT = 0.5;
/** Sides are averaged over the extent of the printing less this at both ends, wherever exactly the card lies. */
const CORE_MM = 3;

interface Turned {
  readonly turnRad: number;
  readonly across: Extent;
  readonly down: Extent;
  /** Coordinate of the line boundary 0. */
  readonly firstU: number;
  readonly firstV: number;
  readonly columns: LineSteps;
  readonly rows: LineSteps;
}

const lengthOf = ({ low, high }: Extent): number => high - low;

const holds = (size: number, extent: Extent, pxPerMm: number): boolean =>
  lengthOf(extent) <= size + SHADOW_MM * pxPerMm && lengthOf(extent) >= LEAST_PRINT * size;

const fits = (
  { widthMm, heightMm }: NominalSize,
  across: Extent,
  down: Extent,
  pxPerMm: number,
): boolean => holds(widthMm * pxPerMm, across, pxPerMm) && holds(heightMm * pxPerMm, down, pxPerMm);

/** Step responses over all lines where a side of one of the sizes could be. */
const respond = (
  picture: OpponentPicture,
  turnRad: number,
  across: Extent,
  down: Extent,
  sizes: readonly NominalSize[],
  pxPerMm: number,
): Turned => {
  const reach = (extent: Extent, size: number): Extent => ({
    low: extent.high - size - 2 * SHADOW_MM * pxPerMm,
    high: extent.low + size + 2 * SHADOW_MM * pxPerMm,
  });
  const u = reach(across, Math.max(...sizes.map(({ widthMm }) => widthMm)) * pxPerMm);
  const v = reach(down, Math.max(...sizes.map(({ heightMm }) => heightMm)) * pxPerMm);
  const [c, s] = [Math.cos(turnRad), Math.sin(turnRad)];
  // No side crosses the printing: its middle is not sampled.
  const inner = (extent: Extent, first: number): [number, number] => [
    Math.ceil(extent.low - first + 2 * SHADOW_MM * pxPerMm),
    Math.floor(extent.high - first - 2 * SHADOW_MM * pxPerMm),
  ];
  const grid = {
    origin: { x: c * u.low - s * v.low, y: s * u.low + c * v.low },
    turnRad,
    columns: Math.ceil(lengthOf(u)),
    rows: Math.ceil(lengthOf(v)),
    hole: { columns: inner(across, u.low), rows: inner(down, v.low) },
  };
  const patch = { samples: resample(picture, grid), columns: grid.columns, rows: grid.rows };
  const core = (extent: Extent, first: number): [number, number] => [
    Math.round(extent.low - first + CORE_MM * pxPerMm),
    Math.round(extent.high - first - CORE_MM * pxPerMm),
  ];
  return {
    turnRad,
    across,
    down,
    firstU: u.low - 0.5,
    firstV: v.low - 0.5,
    columns: lineSteps(patch, 'columns', ...core(down, v.low), pxPerMm),
    rows: lineSteps(patch, 'rows', ...core(across, u.low), pxPerMm),
  };
};

/** Steps of lines beyond the printing, where as a rule there is nothing but ground. */
const groundNoise = (turned: readonly Turned[], pxPerMm: number): StepNoise => {
  const samples = STEP_WIDTHS_MM.map(() =>
    Array.from({ length: OPPONENT_CHANNELS }, (): number[] => []),
  );
  const margin = Math.ceil(2 * pxPerMm);
  const collect = ({ steps, pieces }: LineSteps, extent: Extent, first: number): void => {
    steps.forEach((values, width) => {
      const stride = pieces * OPPONENT_CHANNELS;
      for (let line = margin; line < values.length / stride - margin; line++) {
        if (first + line > extent.low - pxPerMm && first + line < extent.high + pxPerMm) continue;
        for (let at = line * stride; at < (line + 1) * stride; at++)
          samples[width]?.[at % OPPONENT_CHANNELS]?.push(values[at] ?? 0);
      }
    });
  };
  for (const { across, down, firstU, firstV, columns, rows } of turned) {
    collect(columns, across, firstU);
    collect(rows, down, firstV);
  }
  return noiseOf(samples);
};

const guessAt = (
  turned: Turned,
  nominal: NominalSize,
  noise: StepNoise,
  pxPerMm: number,
): FaintGuess => {
  const [w, h] = [nominal.widthMm * pxPerMm, nominal.heightMm * pxPerMm];
  const [columns, rows] = [
    evidenceOf(turned.columns, noise, pxPerMm),
    evidenceOf(turned.rows, noise, pxPerMm),
  ];
  const pair = (lines: Float32Array, extent: Extent, first: number, size: number) =>
    bestPair(
      lines,
      lines,
      extent.high - size - SHADOW_MM * pxPerMm - first,
      extent.low + SHADOW_MM * pxPerMm - first,
      size,
    );
  const u = pair(columns, turned.across, turned.firstU, w);
  const v = pair(rows, turned.down, turned.firstV, h);
  const [middleU, middleV] = [
    turned.firstU + (u.near + u.far) / 2,
    turned.firstV + (v.near + v.far) / 2,
  ];
  const [c, s] = [Math.cos(turned.turnRad), Math.sin(turned.turnRad)];
  return {
    x: c * middleU - s * middleV,
    y: s * middleU + c * middleV,
    turnRad: turned.turnRad,
    width: w,
    height: h,
    nominal,
    evidence: u.evidence + v.evidence,
  };
};

const GUESSES_PER_SIZE = 3;

/** Guesses of one size that differ by more than what fitting them would make good. */
const distinct = (guesses: readonly FaintGuess[], pxPerMm: number): FaintGuess[] => {
  const kept: FaintGuess[] = [];
  for (const guess of guesses) {
    if (kept.length === GUESSES_PER_SIZE) break;
    const same = kept.some(
      ({ x, y, turnRad }) =>
        Math.hypot(x - guess.x, y - guess.y) < pxPerMm &&
        Math.abs(turnRad - guess.turnRad) < 2.5 * DEGREE,
    );
    if (!same) kept.push(guess);
  }
  return kept;
};

export interface FaintGuesses {
  readonly guesses: readonly FaintGuess[];
  readonly noise: StepNoise;
}

/** Directions in which the printing's rectangle is larger than the smallest one by more than this factor are no card's. */
const MOST_AREA = 1.35;

/** @param pxPerMm pixels per millimetre. @returns the best guesses of each size, and the noise they were weighed against. */
export const searchAround = (
  picture: OpponentPicture,
  points: PrintedPoints,
  sizes: readonly NominalSize[],
  pxPerMm: number,
): FaintGuesses => {
  const extents = Array.from({ length: 180 / TURN_STEP_DEG }, (_, n) =>
    extentAlong(points, n * TURN_STEP_DEG * DEGREE),
  );
  const directions = extents.map((across, n) => {
    const upright = n + 90 / TURN_STEP_DEG;
    const turned = extents[upright % extents.length] ?? across;
    // The direction 180 degrees on is the opposite one.
    const down = upright < extents.length ? turned : { low: -turned.high, high: -turned.low };
    return {
      turnRad: n * TURN_STEP_DEG * DEGREE,
      across,
      down,
      area: lengthOf(across) * lengthOf(down),
    };
  });
  const smallest = Math.min(...directions.map(({ area }) => area));
  const turned = directions.flatMap(({ turnRad, across, down, area }) => {
    const fitting = sizes.filter((size) => fits(size, across, down, pxPerMm));
    return fitting.length > 0 && area <= MOST_AREA * smallest
      ? [respond(picture, turnRad, across, down, fitting, pxPerMm)]
      : [];
  });
  const noise = groundNoise(turned, pxPerMm);
  const guesses = sizes.flatMap((nominal) =>
    distinct(
      turned
        .filter(({ across, down }) => fits(nominal, across, down, pxPerMm))
        .map((one) => guessAt(one, nominal, noise, pxPerMm))
        .sort((a, b) => b.evidence - a.evidence),
      pxPerMm,
    ),
  );
  return { guesses: guesses.sort((a, b) => b.evidence - a.evidence), noise };
};
