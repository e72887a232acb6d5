/**
 * Fits the four sides of an estimated card position to faint edges at full working resolution, and measures the evidence for
 * each side.
 */
import type { Point, Quad } from './geometry.ts';
import { quadOf, type Rectangle } from './rectangle-search.ts';
import type { NominalSize } from './sizes.ts';
import { OPPONENT_CHANNELS, resample, type OpponentPicture } from './opponent.ts';
import {
  bestPair,
  chiSquareAt,
  evidenceOf,
  lineSteps,
  STEP_WIDTHS_MM,
  type LineSteps,
  type StepNoise,
} from './step-evidence.ts';

const DEGREE = Math.PI / 180;
/** Search distance on both sides of the estimated side. */
const SEARCH_DISTANCE_MM = 1.6;
/** Length of the rounded corners, which are excluded. */
const CORNER_MM = 5;
/** Search distance for the strongest response around the line that was found jointly with the opposite side. */
const REFINEMENT_MM = 0.3;
const ANGLES_DEG = [-1.2, -0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9, 1.2] as const;
const FINE_ANGLES_DEG = [-0.2, -0.1, 0.1, 0.2] as const;
/**
 * Squared z-score from which a filter width localises an edge. The narrowest such width is used, because wider filters are more
 * sensitive but less precise.
 */
const MIN_LOCALISATION = 40;
/** A segment agrees when it shows at least this share of the common step. */
const MIN_AGREEMENT = 0.3;

export interface FaintFit {
  readonly quad: Quad;
  /** Per side: log-likelihood ratio of a straight edge. */
  readonly evidence: readonly number[];
  /** Per side: share of its length that shows the same step. */
  readonly shares: readonly number[];
}

/** Step responses in a strip along a side; its lines run parallel to the side, from the outside inwards. */
const stripAlong = (
  picture: OpponentPicture,
  from: Point,
  to: Point,
  searchLines: number,
  pxPerMm: number,
): LineSteps => {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const angleRad = Math.atan2(to.y - from.y, to.x - from.x);
  const [dx, dy] = [Math.cos(angleRad), Math.sin(angleRad)];
  // Corners are in clockwise order, so inwards is (-dy, dx).
  const outwardPx = searchLines - 0.5;
  const origin = {
    x: from.x + dx * CORNER_MM * pxPerMm + dy * outwardPx,
    y: from.y + dy * CORNER_MM * pxPerMm - dx * outwardPx,
  };
  const columns = Math.max(1, Math.round(length - 2 * CORNER_MM * pxPerMm));
  const samples = resample(picture, { origin, angleRad, columns, rows: 2 * searchLines });
  return lineSteps({ samples, columns, rows: 2 * searchLines }, 'rows', 0, columns, pxPerMm);
};

interface Fitted {
  readonly rectangle: Rectangle;
  readonly strips: readonly LineSteps[];
  /** Line of the side in each strip; the estimated side is line `searchLines`. */
  readonly lines: readonly number[];
  /** Number of lines of a strip on either side of the estimated side. */
  readonly searchLines: number;
  readonly evidence: number;
}

interface FitContext {
  readonly picture: OpponentPicture;
  readonly nominal: NominalSize;
  readonly noise: StepNoise;
  readonly pxPerMm: number;
}

const fitAt = ({ picture, nominal, noise, pxPerMm }: FitContext, guess: Rectangle): Fitted => {
  const quad = quadOf(guess);
  const searchLines = Math.ceil((SEARCH_DISTANCE_MM + STEP_WIDTHS_MM[1]) * pxPerMm);
  const strips = quad.map((from, index) =>
    stripAlong(picture, from, quad[(index + 1) % 4] ?? from, searchLines, pxPerMm),
  );
  const [top, right, bottom, left] = strips.map((strip) => evidenceOf(strip, noise, pxPerMm));
  const margin = searchLines - SEARCH_DISTANCE_MM * pxPerMm;
  /** @param estimatedSize estimated distance of the two sides, in pixels. @param size nominal distance of the two sides, in pixels. */
  const findPair = (
    near: Float32Array | undefined,
    far: Float32Array | undefined,
    estimatedSize: number,
    size: number,
  ) => {
    // The lines of each strip are numbered inwards. Reversing the far strip gives both the same direction; the strips are then
    // `estimatedSize` pixels apart.
    const found = bestPair(
      near ?? new Float32Array(0),
      Float32Array.from(far ?? []).reverse(),
      margin,
      2 * searchLines - margin,
      size,
      estimatedSize,
    );
    return { near: found.near, far: 2 * searchLines - found.far, evidence: found.evidence };
  };
  const v = findPair(top, bottom, guess.height, nominal.heightMm * pxPerMm);
  const u = findPair(left, right, guess.width, nominal.widthMm * pxPerMm);
  return {
    rectangle: guess,
    strips,
    lines: [v.near, u.far, v.far, u.near],
    searchLines,
    evidence: u.evidence + v.evidence,
  };
};

/** Vertex of the parabola through three neighbours, as an offset from the middle one (-0.5 to 0.5). */
const vertexOffset = (previous: number, middle: number, next: number): number => {
  const curvature = previous - 2 * middle + next;
  return curvature >= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (previous - next) / (2 * curvature)));
};

/** Line of a side in its strip with subpixel precision. */
const subpixelLineOf = (
  strip: LineSteps,
  line: number,
  noise: StepNoise,
  pxPerMm: number,
): number => {
  const narrowest = STEP_WIDTHS_MM.findIndex(
    (_, widthIndex) => chiSquareAt(strip, widthIndex, line, noise) >= MIN_LOCALISATION,
  );
  const chosenWidth = narrowest < 0 ? STEP_WIDTHS_MM.length - 1 : narrowest;
  const responseAt = (at: number): number => chiSquareAt(strip, chosenWidth, at, noise);
  const refinementLines = Math.ceil(REFINEMENT_MM * pxPerMm);
  let best = line;
  for (let candidate = line - refinementLines; candidate <= line + refinementLines; candidate++)
    if (responseAt(candidate) > responseAt(best)) best = candidate;
  return best + vertexOffset(responseAt(best - 1), responseAt(best), responseAt(best + 1));
};

/** Share of a side's segments that agree with the common step, for the filter width with the strongest response. */
const agreeingShareOf = (strip: LineSteps, line: number, noise: StepNoise): number => {
  const [narrow, wide] = [chiSquareAt(strip, 0, line, noise), chiSquareAt(strip, 1, line, noise)];
  const widthIndex = wide > narrow ? 1 : 0;
  const { segments } = strip;
  const shared = Array.from(
    { length: OPPONENT_CHANNELS },
    (_, channel) => strip.shared[widthIndex]?.[line * OPPONENT_CHANNELS + channel] ?? 0,
  );
  const weights = shared.map((step, channel) => step / (noise[widthIndex]?.[channel] ?? 1) ** 2);
  const commonResponse = weights.reduce(
    (sum, weight, channel) => sum + weight * (shared[channel] ?? 0),
    0,
  );
  if (commonResponse === 0) return 0;
  let agreeing = 0;
  for (let segment = 0; segment < segments; segment++) {
    const at = (line * segments + segment) * OPPONENT_CHANNELS;
    const response = weights.reduce(
      (sum, weight, channel) => sum + weight * (strip.steps[widthIndex]?.[at + channel] ?? 0),
      0,
    );
    if (response >= MIN_AGREEMENT * commonResponse) agreeing += 1;
  }
  return agreeing / segments;
};

const rotatedBy = (guess: Rectangle, deg: number): Rectangle => ({
  ...guess,
  angleRad: guess.angleRad + deg * DEGREE,
});

const strongerOf = (a: Fitted, b: Fitted): Fitted => (b.evidence > a.evidence ? b : a);

/**
 * Fits all four sides jointly, with a shared rotation.
 * @param guess estimated position of the card, in pixels of `picture`.
 * @param pxPerMm pixels of `picture` per millimetre.
 */
export const fitFaintEdges = (
  picture: OpponentPicture,
  guess: Rectangle,
  nominal: NominalSize,
  noise: StepNoise,
  pxPerMm: number,
): FaintFit => {
  const context = { picture, nominal, noise, pxPerMm };
  const coarse = ANGLES_DEG.map((deg) => fitAt(context, rotatedBy(guess, deg))).reduce(strongerOf);
  const { rectangle, strips, lines, searchLines } = FINE_ANGLES_DEG.map((deg) =>
    fitAt(context, rotatedBy(coarse.rectangle, deg)),
  ).reduce(strongerOf, coarse);
  const [top = 0, right = 0, bottom = 0, left = 0] = strips.map(
    (strip, index) => subpixelLineOf(strip, lines[index] ?? 0, noise, pxPerMm) - searchLines,
  );
  const [c, s] = [Math.cos(rectangle.angleRad), Math.sin(rectangle.angleRad)];
  const [u, v] = [(left - right) / 2, (top - bottom) / 2];
  const fitted = {
    x: rectangle.x + c * u - s * v,
    y: rectangle.y + s * u + c * v,
    angleRad: rectangle.angleRad,
    width: rectangle.width - left - right,
    height: rectangle.height - top - bottom,
  };
  return {
    quad: quadOf(fitted),
    evidence: strips.map(
      (strip, index) => evidenceOf(strip, noise, pxPerMm)[lines[index] ?? 0] ?? 0,
    ),
    shares: strips.map((strip, index) => agreeingShareOf(strip, lines[index] ?? 0, noise)),
  };
};
