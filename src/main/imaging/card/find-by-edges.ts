/**
 * Finds a card in a picture of unknown scale and perspective from four straight edges (Hough transform; Duda and Hart 1972).
 */
import { CARD_WIDTH_MM } from '#shared/domain/card-corners.ts';
import type { Pixels } from '#main/imaging/encode.ts';
import type { CardDetection } from './detection.ts';
import { fitQuad } from './fit.ts';
import {
  area,
  distance,
  intersect,
  isConvex,
  isInside,
  scaleQuad,
  sideLengthsOf,
  type Line,
  type Point,
  type Quad,
} from './geometry.ts';
import { gradientOf, halve, quantile, type Gradient } from './gradient.ts';
import { supportOf } from './rectangle-search.ts';
import { CARD_ASPECT } from './sizes.ts';
import { thresholds } from './thresholds.ts';

const DEGREE = Math.PI / 180;
/** An edge votes for lines within this angle of its own direction. */
const SPREAD_DEG = 3;
const MAX_LINES = 48;
/** Smallest number of votes for a line, as a share of the shorter side of the picture. */
const MIN_VOTES_SHARE = 0.08;
/** Lines within this angle and distance of a stronger one are the same edge. */
const SAME_EDGE_DEG = 3;
const SAME_EDGE_PX = 4;

interface VotedLine extends Line {
  readonly deg: number;
  readonly votes: number;
}

/** Limits of the gradient from which a pixel counts as an edge, in grey levels, and its ratio to the median gradient. */
const MIN_GRADIENT = 4;
const MAX_GRADIENT = 16;
const ROUGHNESS_FACTOR = 2.5;

/** Gradient from which a pixel counts as an edge. */
const minGradientOf = ({ gx, gy }: Gradient): number => {
  // Counts gradients in halves of a grey level.
  const histogram = new Uint32Array(256);
  for (let at = 0; at < gx.length; at++) {
    const size = Math.min(255, Math.round(Math.hypot(gx[at] ?? 0, gy[at] ?? 0) * 2));
    histogram[size] = (histogram[size] ?? 0) + 1;
  }
  return Math.min(
    MAX_GRADIENT,
    Math.max(MIN_GRADIENT, ROUGHNESS_FACTOR * (quantile(histogram, 0.5) / 2)),
  );
};

/** The lines with the most votes (Hough transform; each edge votes only along its gradient direction). */
const straightEdges = ({ gx, gy, width, height }: Gradient, minGradient: number): VotedLine[] => {
  // Largest distance of a line from the origin.
  const maxDistance = Math.ceil(Math.hypot(width, height));
  const bins = 2 * maxDistance + 1;
  const votes = new Float32Array(180 * bins);
  const [cos, sin] = [Math.cos, Math.sin].map((calculate) =>
    Float64Array.from({ length: 180 }, (_, deg) => calculate(deg * DEGREE)),
  );
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const [dx, dy] = [gx[y * width + x] ?? 0, gy[y * width + x] ?? 0];
      const gradientSize = Math.hypot(dx, dy);
      if (gradientSize < minGradient) continue;
      const vote = Math.min(1, gradientSize / (3 * minGradient));
      const gradientDeg = Math.round(Math.atan2(dy, dx) / DEGREE);
      for (let offsetDeg = -SPREAD_DEG; offsetDeg <= SPREAD_DEG; offsetDeg++) {
        const deg = (gradientDeg + offsetDeg + 720) % 180;
        const at =
          deg * bins +
          Math.round((cos?.[deg] ?? 0) * (x + 0.5) + (sin?.[deg] ?? 0) * (y + 0.5)) +
          maxDistance;
        votes[at] = (votes[at] ?? 0) + vote;
      }
    }
  }
  const minVotes = MIN_VOTES_SHARE * Math.min(width, height);
  const lines: VotedLine[] = [];
  votes.forEach((count, at) => {
    if (count < minVotes) return;
    const deg = Math.floor(at / bins);
    lines.push({
      deg,
      votes: count,
      nx: Math.cos(deg * DEGREE),
      ny: Math.sin(deg * DEGREE),
      offset: (at % bins) - maxDistance,
    });
  });
  lines.sort((a, b) => b.votes - a.votes);
  const selected: VotedLine[] = [];
  for (const line of lines) {
    if (selected.length === MAX_LINES) break;
    if (selected.every((other) => !isSameEdge(line, other, width, height))) selected.push(line);
  }
  return selected;
};

const angleBetween = (a: number, b: number): number => {
  const difference = Math.abs(a - b) % 180;
  return Math.min(difference, 180 - difference);
};

/** Whether two lines are the same edge, by their offset at the centre; directions 179 and 0 have opposite signs. */
const isSameEdge = (a: VotedLine, b: VotedLine, width: number, height: number): boolean => {
  if (angleBetween(a.deg, b.deg) > SAME_EDGE_DEG) return false;
  const [x, y] = [width / 2, height / 2];
  const [offA, offB] = [a.offset - a.nx * x - a.ny * y, b.offset - b.nx * x - b.ny * y];
  return Math.abs(offA - (a.nx * b.nx + a.ny * b.ny < 0 ? -offB : offB)) <= SAME_EDGE_PX;
};

/** Limits in perspective: opposite sides remain nearly parallel, adjacent ones nearly perpendicular. */
const MAX_OPPOSITE_DEG = 16;
const MIN_ADJACENT_DEG = 64;
/** Smallest share of the picture; a smaller card has too few pixels to be legible. */
const MIN_AREA_SHARE = 0.05;
/** Range of aspect ratios: a tilt of 25 degrees shortens a side by a tenth. */
const ASPECT_RANGE = [CARD_ASPECT * 0.86, CARD_ASPECT * 1.15] as const;

/** Quad of four lines in clockwise order and landscape orientation; null when it cannot be a card. */
const quadOfLines = (
  pair: readonly [Line, Line],
  other: readonly [Line, Line],
  width: number,
  height: number,
): Quad | null => {
  const corners = [
    intersect(pair[0], other[0]),
    intersect(pair[0], other[1]),
    intersect(pair[1], other[1]),
    intersect(pair[1], other[0]),
  ];
  const [a, b, c, d] = corners;
  if (!a || !b || !c || !d) return null;
  const clockwise: Quad = isConvex([a, b, c, d]) ? [a, b, c, d] : [a, d, c, b];
  if (
    !isConvex(clockwise) ||
    !isInside(clockwise, { width, height }, 2) ||
    area(clockwise) < MIN_AREA_SHARE * width * height
  )
    return null;
  const { across, down } = sideLengthsOf(clockwise);
  const [p, q, r, s] = clockwise;
  const landscape: Quad = across >= down ? clockwise : [q, r, s, p];
  const aspect = Math.max(across, down) / Math.min(across, down);
  return aspect >= ASPECT_RANGE[0] && aspect <= ASPECT_RANGE[1] ? landscape : null;
};

const pairsOf = (lines: readonly VotedLine[]): (readonly [VotedLine, VotedLine])[] =>
  lines.flatMap((a, index) =>
    lines
      .slice(index + 1)
      .flatMap((b) => (angleBetween(a.deg, b.deg) <= MAX_OPPOSITE_DEG ? [[a, b] as const] : [])),
  );

/** Rotates the order of the corners by 180 degrees, if needed, so that the first one is closer to the top left of the picture. */
const fromTopLeft = ([a, b, c, d]: Quad): Quad =>
  a.x + a.y <= c.x + c.y ? [a, b, c, d] : [c, d, a, b];

/** Distance from a side at which the colours inside and outside are compared. */
const SIDE_MM = 1.5;
/** Length of the rounded corners, which are excluded. */
const CORNER_MM = 6;
const SAMPLES_PER_SIDE = 24;

/** Contrast between just inside and just outside a side: lower quartile over its length, in colour levels. */
const sideContrast = (
  { data, width, height }: Pixels,
  from: Point,
  to: Point,
  pxPerMm: number,
): number => {
  const length = distance(from, to);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const at = (x: number, y: number): number =>
    (Math.min(height - 1, Math.max(0, Math.floor(y))) * width +
      Math.min(width - 1, Math.max(0, Math.floor(x)))) *
    3;
  const differences = Array.from({ length: SAMPLES_PER_SIDE }, (_, n) => {
    const t =
      CORNER_MM * pxPerMm + ((length - 2 * CORNER_MM * pxPerMm) * n) / (SAMPLES_PER_SIDE - 1);
    const [x, y, distancePx] = [from.x + dx * t, from.y + dy * t, SIDE_MM * pxPerMm];
    const [outer, inner] = [
      at(x + dy * distancePx, y - dx * distancePx),
      at(x - dy * distancePx, y + dx * distancePx),
    ];
    return Math.max(
      ...[0, 1, 2].map((c) => Math.abs((data[outer + c] ?? 0) - (data[inner + c] ?? 0))),
    );
  });
  return differences.sort((a, b) => a - b)[SAMPLES_PER_SIDE >> 2] ?? 0;
};

/**
 * Whether all sides have contrast. A line printed on the card or the desk has none, because both its sides have the same colour.
 */
const hasContrastOnAllSides = (picture: Pixels, quad: Quad): boolean => {
  const pxPerMm = sideLengthsOf(quad).across / CARD_WIDTH_MM;
  const contrasts = quad.map((from, index) =>
    sideContrast(picture, from, quad[(index + 1) % 4] ?? from, pxPerMm),
  );
  return (
    Math.min(...contrasts) >=
    Math.max(thresholds.edgeContrast, thresholds.edgeContrastShare * Math.max(...contrasts))
  );
};

/** Candidates within this of the best score are the same card with and without its border. The largest one is preferred. */
const SCORE_TOLERANCE = 0.35;
/** Largest number of candidates that are fitted. */
const MAX_FITS = 5;

/**
 * Finds the card with the best support by edges.
 * @param picture a working copy of about 960 pixels on its longer side.
 * @returns null when no quad has sufficient support.
 */
export const findByEdges = (picture: Pixels): CardDetection | null => {
  const small = halve(picture);
  const gradient = gradientOf(small);
  const minGradient = minGradientOf(gradient);
  const pairs = pairsOf(straightEdges(gradient, minGradient));
  const found: { quad: Quad; score: number }[] = [];
  pairs.forEach((pair, index) => {
    for (const other of pairs.slice(index + 1)) {
      if (
        angleBetween(pair[0].deg, other[0].deg) < MIN_ADJACENT_DEG ||
        angleBetween(pair[1].deg, other[1].deg) < MIN_ADJACENT_DEG
      )
        continue;
      const quad = quadOfLines(pair, other, small.width, small.height);
      if (!quad) continue;
      const sides = supportOf(
        gradient,
        quad,
        sideLengthsOf(quad).across / CARD_WIDTH_MM,
        minGradient,
      );
      const score = sides.reduce((sum, side) => sum + side, 0);
      if (
        score >= thresholds.edgeScore - SCORE_TOLERANCE &&
        Math.min(...sides) >= thresholds.edgeWeakestSide &&
        hasContrastOnAllSides(small, quad)
      )
        found.push({ quad, score });
    }
  });
  const best = Math.max(0, ...found.map(({ score }) => score));
  const candidates = found
    .filter(({ score }) => score >= best - SCORE_TOLERANCE)
    .sort((a, b) => area(b.quad) - area(a.quad));
  for (const { quad } of candidates.slice(0, MAX_FITS)) {
    const fullSizeQuad = fromTopLeft(scaleQuad(quad, 2));
    const pxPerMm = sideLengthsOf(fullSizeQuad).across / CARD_WIDTH_MM;
    // Fitted twice, because the error may exceed the search distance of one fit.
    const firstFit = fitQuad(picture, fullSizeQuad, pxPerMm, minGradient / 2);
    const fitted =
      firstFit && isConvex(firstFit) ? fitQuad(picture, firstFit, pxPerMm, minGradient / 2) : null;
    if (!fitted || !isConvex(fitted) || !isInside(fitted, picture, pxPerMm)) continue;
    const score = supportOf(gradient, scaleQuad(fitted, 0.5), pxPerMm / 2, minGradient).reduce(
      (sum, side) => sum + side,
      0,
    );
    if (score >= thresholds.edgeScore) return { quad: fitted, score };
  }
  return null;
};
