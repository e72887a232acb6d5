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

const holds = (size: number, extent: Extent, mm: number): boolean =>
  lengthOf(extent) <= size + SHADOW_MM * mm && lengthOf(extent) >= LEAST_PRINT * size;

const fits = (
  { widthMm, heightMm }: NominalSize,
  across: Extent,
  down: Extent,
  mm: number,
): boolean => holds(widthMm * mm, across, mm) && holds(heightMm * mm, down, mm);

/** Step responses over all lines where a side of one of the sizes could be. */
const respond = (
  picture: OpponentPicture,
  turnRad: number,
  across: Extent,
  down: Extent,
  sizes: readonly NominalSize[],
  mm: number,
): Turned => {
  const reach = (extent: Extent, size: number): Extent => ({
    low: extent.high - size - 2 * SHADOW_MM * mm,
    high: extent.low + size + 2 * SHADOW_MM * mm,
  });
  const u = reach(across, Math.max(...sizes.map(({ widthMm }) => widthMm)) * mm);
  const v = reach(down, Math.max(...sizes.map(({ heightMm }) => heightMm)) * mm);
  const [c, s] = [Math.cos(turnRad), Math.sin(turnRad)];
  // No side crosses the printing: its middle is not sampled.
  const inner = (extent: Extent, first: number): [number, number] => [
    Math.ceil(extent.low - first + 2 * SHADOW_MM * mm),
    Math.floor(extent.high - first - 2 * SHADOW_MM * mm),
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
    Math.round(extent.low - first + CORE_MM * mm),
    Math.round(extent.high - first - CORE_MM * mm),
  ];
  return {
    turnRad,
    across,
    down,
    firstU: u.low - 0.5,
    firstV: v.low - 0.5,
    columns: lineSteps(patch, 'columns', ...core(down, v.low), mm),
    rows: lineSteps(patch, 'rows', ...core(across, u.low), mm),
  };
};

/** Steps of lines beyond the printing, where as a rule there is nothing but ground. */
const groundNoise = (turned: readonly Turned[], mm: number): StepNoise => {
  const samples = STEP_WIDTHS_MM.map(() =>
    Array.from({ length: OPPONENT_CHANNELS }, (): number[] => []),
  );
  const margin = Math.ceil(2 * mm);
  const collect = ({ steps, pieces }: LineSteps, extent: Extent, first: number): void => {
    steps.forEach((values, width) => {
      const stride = pieces * OPPONENT_CHANNELS;
      for (let line = margin; line < values.length / stride - margin; line++) {
        if (first + line > extent.low - mm && first + line < extent.high + mm) continue;
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
  mm: number,
): FaintGuess => {
  const [w, h] = [nominal.widthMm * mm, nominal.heightMm * mm];
  const [columns, rows] = [
    evidenceOf(turned.columns, noise, mm),
    evidenceOf(turned.rows, noise, mm),
  ];
  const pair = (lines: Float32Array, extent: Extent, first: number, size: number) =>
    bestPair(
      lines,
      lines,
      extent.high - size - SHADOW_MM * mm - first,
      extent.low + SHADOW_MM * mm - first,
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
const distinct = (guesses: readonly FaintGuess[], mm: number): FaintGuess[] => {
  const kept: FaintGuess[] = [];
  for (const guess of guesses) {
    if (kept.length === GUESSES_PER_SIZE) break;
    const same = kept.some(
      ({ x, y, turnRad }) =>
        Math.hypot(x - guess.x, y - guess.y) < mm &&
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

/** @param mm pixels in a millimetre. @returns the best guesses of each size, and the noise they were weighed against. */
export const searchAround = (
  picture: OpponentPicture,
  points: PrintedPoints,
  sizes: readonly NominalSize[],
  mm: number,
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
    const fitting = sizes.filter((size) => fits(size, across, down, mm));
    return fitting.length > 0 && area <= MOST_AREA * smallest
      ? [respond(picture, turnRad, across, down, fitting, mm)]
      : [];
  });
  const noise = groundNoise(turned, mm);
  const guesses = sizes.flatMap((nominal) =>
    distinct(
      turned
        .filter(({ across, down }) => fits(nominal, across, down, mm))
        .map((one) => guessAt(one, nominal, noise, mm))
        .sort((a, b) => b.evidence - a.evidence),
      mm,
    ),
  );
  return { guesses: guesses.sort((a, b) => b.evidence - a.evidence), noise };
};
