/**
 * Finds a card in a picture of unknown scale and perspective from four straight edges (Hough transform; Duda and Hart 1972).
 */
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
  sidesOf,
  type Line,
  type Point,
  type Quad,
} from './geometry.ts';
import { gradientOf, halve, quantile, type Gradient } from './gradient.ts';
import { supportOf } from './search.ts';
import { CARD_ASPECT } from './sizes.ts';
import { thresholds } from './thresholds.ts';

const DEGREE = Math.PI / 180;
/** An edge votes for lines within this angle of its own direction. */
const SPREAD_DEG = 3;
const MAX_LINES = 48;
/** Lines within this angle and distance of a stronger one are the same edge. */
const SAME_DEG = 3;
const SAME_PX = 4;

interface Voted extends Line {
  readonly deg: number;
  readonly votes: number;
}

/** Gradient from which a pixel counts as an edge, relative to the median gradient. */
const minEdgeOf = ({ gx, gy }: Gradient): number => {
  const sizes = new Uint32Array(256);
  for (let at = 0; at < gx.length; at++) {
    const size = Math.min(255, Math.round(Math.hypot(gx[at] ?? 0, gy[at] ?? 0) * 2));
    sizes[size] = (sizes[size] ?? 0) + 1;
  }
  return Math.min(16, Math.max(4, 2.5 * (quantile(sizes, 0.5) / 2)));
};

/** The lines with the most votes (Hough transform; each edge votes only along its gradient direction). */
const straightEdges = ({ gx, gy, width, height }: Gradient, minEdge: number): Voted[] => {
  const reach = Math.ceil(Math.hypot(width, height));
  const bins = 2 * reach + 1;
  const votes = new Float32Array(180 * bins);
  const [cos, sin] = [Math.cos, Math.sin].map((f) =>
    Float64Array.from({ length: 180 }, (_, deg) => f(deg * DEGREE)),
  );
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const [dx, dy] = [gx[y * width + x] ?? 0, gy[y * width + x] ?? 0];
      const size = Math.hypot(dx, dy);
      if (size < minEdge) continue;
      const vote = Math.min(1, size / (3 * minEdge));
      const middle = Math.round(Math.atan2(dy, dx) / DEGREE);
      for (let by = -SPREAD_DEG; by <= SPREAD_DEG; by++) {
        const deg = (middle + by + 720) % 180;
        const at =
          deg * bins +
          Math.round((cos?.[deg] ?? 0) * (x + 0.5) + (sin?.[deg] ?? 0) * (y + 0.5)) +
          reach;
        votes[at] = (votes[at] ?? 0) + vote;
      }
    }
  }
  const strong = 0.08 * Math.min(width, height);
  const all: Voted[] = [];
  votes.forEach((count, at) => {
    if (count < strong) return;
    const deg = Math.floor(at / bins);
    all.push({
      deg,
      votes: count,
      nx: Math.cos(deg * DEGREE),
      ny: Math.sin(deg * DEGREE),
      at: (at % bins) - reach,
    });
  });
  all.sort((a, b) => b.votes - a.votes);
  const selected: Voted[] = [];
  for (const line of all) {
    if (selected.length === MAX_LINES) break;
    if (selected.every((other) => !isSameEdge(line, other, width, height))) selected.push(line);
  }
  return selected;
};

const angleBetween = (a: number, b: number): number => {
  const off = Math.abs(a - b) % 180;
  return Math.min(off, 180 - off);
};

/** Whether two lines are the same edge, by their offset at the centre; directions 179 and 0 have opposite signs. */
const isSameEdge = (a: Voted, b: Voted, width: number, height: number): boolean => {
  if (angleBetween(a.deg, b.deg) > SAME_DEG) return false;
  const [x, y] = [width / 2, height / 2];
  const [offA, offB] = [a.at - a.nx * x - a.ny * y, b.at - b.nx * x - b.ny * y];
  return Math.abs(offA - (a.nx * b.nx + a.ny * b.ny < 0 ? -offB : offB)) <= SAME_PX;
};

/** Limits in perspective: opposite sides remain nearly parallel, adjacent ones nearly perpendicular. */
const PARALLEL_DEG = 16;
const SQUARE_DEG = 64;
/** Smallest share of the picture; a smaller card has too few pixels to be legible. */
const MIN_AREA = 0.05;
/** Range of aspect ratios: a tilt of 25 degrees shortens a side by a tenth. */
const ASPECTS = [CARD_ASPECT * 0.86, CARD_ASPECT * 1.15] as const;

/** Quad of four lines in clockwise order and landscape orientation; null when it cannot be a card. */
const quadFrom = (
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
    area(clockwise) < MIN_AREA * width * height
  )
    return null;
  const { across, down } = sidesOf(clockwise);
  const [p, q, r, s] = clockwise;
  const landscape: Quad = across >= down ? clockwise : [q, r, s, p];
  const aspect = Math.max(across, down) / Math.min(across, down);
  return aspect >= ASPECTS[0] && aspect <= ASPECTS[1] ? landscape : null;
};

const pairsOf = (lines: readonly Voted[]): (readonly [Voted, Voted])[] =>
  lines.flatMap((a, index) =>
    lines
      .slice(index + 1)
      .flatMap((b) => (angleBetween(a.deg, b.deg) <= PARALLEL_DEG ? [[a, b] as const] : [])),
  );

const fromTopLeft = ([a, b, c, d]: Quad): Quad =>
  a.x + a.y <= c.x + c.y ? [a, b, c, d] : [c, d, a, b];

const SIDE_MM = 1.5;
const CORNER_MM = 6;
const PLACES = 24;

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
  const differences = Array.from({ length: PLACES }, (_, n) => {
    const t = CORNER_MM * pxPerMm + ((length - 2 * CORNER_MM * pxPerMm) * n) / (PLACES - 1);
    const [x, y, off] = [from.x + dx * t, from.y + dy * t, SIDE_MM * pxPerMm];
    const [outer, inner] = [at(x + dy * off, y - dx * off), at(x - dy * off, y + dx * off)];
    return Math.max(
      ...[0, 1, 2].map((c) => Math.abs((data[outer + c] ?? 0) - (data[inner + c] ?? 0))),
    );
  });
  return differences.sort((a, b) => a - b)[PLACES >> 2] ?? 0;
};

/** Whether all sides have contrast, unlike lines on the card or desk, which have the same colour on both sides. */
const hasContrastOnAllSides = (picture: Pixels, quad: Quad): boolean => {
  const pxPerMm = sidesOf(quad).across / 85.6;
  const contrasts = quad.map((from, index) =>
    sideContrast(picture, from, quad[(index + 1) % 4] ?? from, pxPerMm),
  );
  return (
    Math.min(...contrasts) >=
    Math.max(thresholds.edgeContrast, thresholds.edgeContrastShare * Math.max(...contrasts))
  );
};

/** Candidates within this of the best score are the same card with and without its border; the largest is taken. */
const SCORE_TOLERANCE = 0.35;

/** @param picture a working copy of about 960 pixels on its longer side. @returns null when no quad has sufficient support. */
export const findByEdges = (picture: Pixels): CardDetection | null => {
  const small = halve(picture);
  const gradient = gradientOf(small);
  const minEdge = minEdgeOf(gradient);
  const pairs = pairsOf(straightEdges(gradient, minEdge));
  const found: { quad: Quad; score: number }[] = [];
  pairs.forEach((pair, index) => {
    for (const other of pairs.slice(index + 1)) {
      if (
        angleBetween(pair[0].deg, other[0].deg) < SQUARE_DEG ||
        angleBetween(pair[1].deg, other[1].deg) < SQUARE_DEG
      )
        continue;
      const quad = quadFrom(pair, other, small.width, small.height);
      if (!quad) continue;
      const sides = supportOf(gradient, quad, sidesOf(quad).across / 85.6, minEdge);
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
  for (const { quad } of candidates.slice(0, 5)) {
    const full = fromTopLeft(scaleQuad(quad, 2));
    const pxPerMm = sidesOf(full).across / 85.6;
    // Fitted twice, because the error may exceed the search distance of one fit.
    const nearer = fitQuad(picture, full, pxPerMm, minEdge / 2);
    const fitted =
      nearer && isConvex(nearer) ? fitQuad(picture, nearer, pxPerMm, minEdge / 2) : null;
    if (!fitted || !isConvex(fitted) || !isInside(fitted, picture, pxPerMm)) continue;
    const score = supportOf(gradient, scaleQuad(fitted, 0.5), pxPerMm / 2, minEdge).reduce(
      (sum, side) => sum + side,
      0,
    );
    if (score >= thresholds.edgeScore) return { quad: fitted, score };
  }
  return null;
};
