/** Fits the four sides of an estimated rectangle to the edges of the picture with subpixel precision. */
import type { Pixels } from '#main/imaging/encode.ts';
import { distance, intersect, type Line, type Point, type Quad } from './geometry.ts';
import { quadOf, type Rectangle } from './rectangle-search.ts';
import { SIZE_TOLERANCE, type NominalSize } from './sizes.ts';

interface Edge {
  /** Along the side from its middle, pixels. */
  readonly t: number;
  /** Outwards from the estimated side, pixels. */
  readonly offset: number;
  readonly strength: number;
}

interface SideLine {
  /** Offset outwards from the estimated side at its middle, and slope per pixel along it. */
  readonly offset: number;
  readonly slope: number;
  readonly edges: readonly Edge[];
  /** Share of the side's profiles that have an edge on the line, 0 to 1. */
  readonly share: number;
}

/** Search distance on both sides of the estimated side. */
const SEARCH_DISTANCE_MM = 1.6;
/** Length of the rounded corners, which are excluded. */
const CORNER_MM = 5;
/** Distance between two profiles along a side. */
const STEP_MM = 0.8;
/** Gradient from which edges have full weight. */
const FULL_WEIGHT_GRADIENT = 24;

/** Writes a bilinear sample of the three channels to `to`, from index `at` on. */
const sample = (
  { data, width, height }: Pixels,
  x: number,
  y: number,
  to: Float32Array,
  at: number,
): void => {
  // Slightly less than the last pixel, so that the neighbours to the right and below exist.
  const px = Math.min(width - 1.001, Math.max(0, x - 0.5));
  const py = Math.min(height - 1.001, Math.max(0, y - 0.5));
  const [left, top] = [Math.floor(px), Math.floor(py)];
  const [fx, fy] = [px - left, py - top];
  const a = (top * width + left) * 3;
  const b = a + width * 3;
  for (let c = 0; c < 3; c++) {
    const upper = (data[a + c] ?? 0) * (1 - fx) + (data[a + 3 + c] ?? 0) * fx;
    const lower = (data[b + c] ?? 0) * (1 - fx) + (data[b + 3 + c] ?? 0) * fx;
    to[at + c] = upper * (1 - fy) + lower * fy;
  }
};

/** Edges on outward profiles across a side, at regular distances along it. */
const edgesAcross = (
  picture: Pixels,
  from: Point,
  to: Point,
  pxPerMm: number,
  minGradient: number,
): { edges: Edge[]; profiles: number } => {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const searchPx = Math.ceil(SEARCH_DISTANCE_MM * pxPerMm);
  const profile = new Float32Array((2 * searchPx + 3) * 3);
  const gradients = new Float32Array(2 * searchPx + 1);
  const edges: Edge[] = [];
  let profiles = 0;
  for (let t = CORNER_MM * pxPerMm; t <= length - CORNER_MM * pxPerMm; t += STEP_MM * pxPerMm) {
    profiles += 1;
    for (let n = 0; n < 2 * searchPx + 3; n++) {
      const offset = n - searchPx - 1;
      // Corners are in clockwise order, so outwards is (dy, -dx).
      sample(picture, from.x + dx * t + dy * offset, from.y + dy * t - dx * offset, profile, n * 3);
    }
    for (let n = 0; n <= 2 * searchPx; n++) {
      let largest = 0;
      for (let c = 0; c < 3; c++)
        largest = Math.max(
          largest,
          Math.abs((profile[(n + 2) * 3 + c] ?? 0) - (profile[n * 3 + c] ?? 0)) / 2,
        );
      gradients[n] = largest;
    }
    for (let n = 1; n < 2 * searchPx; n++) {
      const [previous, current, next] = [
        gradients[n - 1] ?? 0,
        gradients[n] ?? 0,
        gradients[n + 1] ?? 0,
      ];
      if (current < minGradient || current < previous || current <= next) continue;
      const curvature = previous - 2 * current + next;
      edges.push({
        t: t - length / 2,
        offset: n - searchPx + (curvature === 0 ? 0 : (previous - next) / (2 * curvature)),
        strength: Math.min(1, current / FULL_WEIGHT_GRADIENT),
      });
    }
  }
  return { edges, profiles };
};

const MAX_SLOPE = 0.03;
const SLOPE_STEP = 0.0015;
/** Width of a bin of the votes. */
const BIN_PX = 0.5;
/** Distance of the first and last bin beyond the search distance. */
const VOTE_MARGIN_PX = 3;
/** Smallest number of edges that determine a line. */
const MIN_EDGES = 5;
/** Distance from the line within which an edge belongs to it. */
const MAX_DISTANCE_PX = 1;

/** The line through most edges, found by voting and refined by weighted least squares over the edges close to it. */
const lineThrough = (
  { edges, profiles }: ReturnType<typeof edgesAcross>,
  searchDistancePx: number,
): SideLine => {
  const bins = Math.ceil((2 * (searchDistancePx + VOTE_MARGIN_PX)) / BIN_PX);
  const votes = new Float32Array(bins);
  let [best, slope, offset] = [0, 0, 0];
  for (let candidateSlope = -MAX_SLOPE; candidateSlope <= MAX_SLOPE; candidateSlope += SLOPE_STEP) {
    votes.fill(0);
    for (const edge of edges) {
      const bin = Math.round(
        (edge.offset - candidateSlope * edge.t + searchDistancePx + VOTE_MARGIN_PX) / BIN_PX,
      );
      votes[bin] = (votes[bin] ?? 0) + edge.strength;
    }
    for (let bin = 1; bin < bins - 1; bin++) {
      const sum = (votes[bin - 1] ?? 0) + (votes[bin] ?? 0) + (votes[bin + 1] ?? 0);
      if (sum > best)
        [best, slope, offset] = [
          sum,
          candidateSlope,
          bin * BIN_PX - searchDistancePx - VOTE_MARGIN_PX,
        ];
    }
  }
  let nearEdges: readonly Edge[] = [];
  // The second round selects the edges again, close to the line refined by the first one.
  for (let round = 0; round < 2; round++) {
    nearEdges = edges.filter(
      (edge) => Math.abs(edge.offset - offset - slope * edge.t) <= MAX_DISTANCE_PX,
    );
    if (nearEdges.length < MIN_EDGES) return { slope: 0, offset: 0, edges: [], share: 0 };
    const weight = nearEdges.reduce((sum, edge) => sum + edge.strength, 0);
    const meanT = nearEdges.reduce((sum, edge) => sum + edge.strength * edge.t, 0) / weight;
    const meanOffset =
      nearEdges.reduce((sum, edge) => sum + edge.strength * edge.offset, 0) / weight;
    const squares = nearEdges.reduce((sum, edge) => sum + edge.strength * (edge.t - meanT) ** 2, 0);
    const products = nearEdges.reduce(
      (sum, edge) => sum + edge.strength * (edge.t - meanT) * (edge.offset - meanOffset),
      0,
    );
    slope = squares > 0 ? products / squares : 0;
    offset = meanOffset - slope * meanT;
  }
  return {
    slope,
    offset,
    edges: nearEdges,
    share: Math.min(1, new Set(nearEdges.map((edge) => edge.t)).size / profiles),
  };
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Below this share the position of a side is derived from the opposite side and the nominal size. */
const TRUSTED_SHARE = 0.35;

/**
 * Outward offsets of two opposite sides. The offset with the lower share is corrected when the distance of the sides does not match
 * the nominal size.
 * @param guessed estimated distance of the two sides, in pixels.
 * @param size nominal distance of the two sides, in pixels.
 */
const reconcileOffsets = (
  offsets: readonly [number, number],
  shares: readonly [number, number],
  guessed: number,
  size: number,
): readonly [number, number] => {
  const expected = size - guessed;
  const matchesSize = Math.abs(offsets[0] + offsets[1] - expected) <= size * SIZE_TOLERANCE;
  if (matchesSize && Math.min(...shares) >= TRUSTED_SHARE) return offsets;
  if (Math.max(...shares) < TRUSTED_SHARE) return [expected / 2, expected / 2];
  return shares[0] >= shares[1]
    ? [offsets[0], expected - offsets[0]]
    : [expected - offsets[1], offsets[1]];
};

/**
 * Fits a rectangle of a known size.
 * @param pxPerMm pixels of `picture` per millimetre.
 * @param minGradient smallest gradient of an edge.
 */
export const fitRectangle = (
  picture: Pixels,
  guess: Rectangle,
  nominal: NominalSize,
  pxPerMm: number,
  minGradient: number,
): Quad => {
  const quad = quadOf(guess);
  const lines = quad.map((from, index) =>
    lineThrough(
      edgesAcross(picture, from, quad[(index + 1) % 4] ?? from, pxPerMm, minGradient),
      SEARCH_DISTANCE_MM * pxPerMm,
    ),
  );
  const lengths = [guess.width, guess.height, guess.width, guess.height];
  const weights = lines.map(({ share }, index) =>
    share < TRUSTED_SHARE ? 0 : share * (lengths[index] ?? 0) ** 2,
  );
  const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
  const slope =
    totalWeight === 0
      ? 0
      : lines.reduce((sum, line, index) => sum + line.slope * (weights[index] ?? 0), 0) /
        totalWeight;
  const offsets = lines.map(({ edges }) =>
    median(edges.map(({ t, offset }) => offset - slope * t)),
  );
  const shares = lines.map(({ share }) => share);
  const [measuredTop = 0, measuredRight = 0, measuredBottom = 0, measuredLeft = 0] = offsets;
  const [topShare = 0, rightShare = 0, bottomShare = 0, leftShare = 0] = shares;
  const [top, bottom] = reconcileOffsets(
    [measuredTop, measuredBottom],
    [topShare, bottomShare],
    guess.height,
    nominal.heightMm * pxPerMm,
  );
  const [right, left] = reconcileOffsets(
    [measuredRight, measuredLeft],
    [rightShare, leftShare],
    guess.width,
    nominal.widthMm * pxPerMm,
  );
  // A positive slope rotates the rectangle counterclockwise.
  const angleRad = guess.angleRad - Math.atan(slope);
  const [c, s] = [Math.cos(guess.angleRad), Math.sin(guess.angleRad)];
  const [u, v] = [(right - left) / 2, (bottom - top) / 2];
  const fitted = {
    x: guess.x + c * u - s * v,
    y: guess.y + s * u + c * v,
    angleRad,
    width: guess.width + right + left,
    height: guess.height + top + bottom,
  };
  return quadOf(fitted);
};

/**
 * Fits each side of a quad independently, for pictures with perspective.
 * @returns null when a side is not visible or two sides do not intersect.
 */
export const fitQuad = (
  picture: Pixels,
  guess: Quad,
  pxPerMm: number,
  minGradient: number,
): Quad | null => {
  const lines = guess.map((from, index): Line | null => {
    const to = guess[(index + 1) % 4] ?? from;
    const { slope, offset, share } = lineThrough(
      edgesAcross(picture, from, to, pxPerMm, minGradient),
      SEARCH_DISTANCE_MM * pxPerMm,
    );
    if (share < TRUSTED_SHARE) return null;
    const length = distance(from, to);
    const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
    const norm = Math.hypot(1, slope);
    // The line's direction is (d + slope · outwards), and outwards is (dy, -dx).
    const [nx, ny] = [(dy - slope * dx) / norm, (-dx - slope * dy) / norm];
    const pointOnLine = {
      x: (from.x + to.x) / 2 + offset * dy,
      y: (from.y + to.y) / 2 - offset * dx,
    };
    return { nx, ny, offset: nx * pointOnLine.x + ny * pointOnLine.y };
  });
  const corners = lines.map((line, index) => {
    const previous = lines[(index + 3) % 4];
    return line && previous ? intersect(previous, line) : null;
  });
  const [a, b, c, d] = corners;
  return a && b && c && d ? [a, b, c, d] : null;
};
