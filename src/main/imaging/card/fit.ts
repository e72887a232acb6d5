/** Fits the four sides of an estimated rectangle to the edges of the picture with subpixel precision. */
import type { Pixels } from '#main/imaging/encode.ts';
import { distance, intersect, type Line, type Point, type Quad } from './geometry.ts';
import { quadOf, type Rectangle } from './search.ts';
import { SIZE_TOLERANCE, type NominalSize } from './sizes.ts';

interface Edge {
  /** Along the side from its middle, pixels. */
  readonly t: number;
  /** Outwards from the estimated side, pixels. */
  readonly off: number;
  readonly strength: number;
}

interface SideLine {
  /** Offset outwards from the estimated side at its middle, and slope per pixel along it. */
  readonly off: number;
  readonly slope: number;
  readonly edges: readonly Edge[];
  readonly share: number;
}

const REACH_MM = 1.6;
const CORNER_MM = 5;
const STEP_MM = 0.8;
/** Gradient from which edges have full weight. */
const STRONG = 24;

/** Bilinear sample of the three channels. */
const sample = (
  { data, width, height }: Pixels,
  x: number,
  y: number,
  to: Float32Array,
  at: number,
): void => {
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
  minEdge: number,
): { edges: Edge[]; places: number } => {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const reach = Math.ceil(REACH_MM * pxPerMm);
  const profile = new Float32Array((2 * reach + 3) * 3);
  const change = new Float32Array(2 * reach + 1);
  const edges: Edge[] = [];
  let places = 0;
  for (let t = CORNER_MM * pxPerMm; t <= length - CORNER_MM * pxPerMm; t += STEP_MM * pxPerMm) {
    places += 1;
    for (let n = 0; n < 2 * reach + 3; n++) {
      const off = n - reach - 1;
      // Corners are in clockwise order, so outwards is (dy, -dx).
      sample(picture, from.x + dx * t + dy * off, from.y + dy * t - dx * off, profile, n * 3);
    }
    for (let n = 0; n <= 2 * reach; n++) {
      let most = 0;
      for (let c = 0; c < 3; c++)
        most = Math.max(
          most,
          Math.abs((profile[(n + 2) * 3 + c] ?? 0) - (profile[n * 3 + c] ?? 0)) / 2,
        );
      change[n] = most;
    }
    for (let n = 1; n < 2 * reach; n++) {
      const [before, here, after] = [change[n - 1] ?? 0, change[n] ?? 0, change[n + 1] ?? 0];
      if (here < minEdge || here < before || here <= after) continue;
      const bend = before - 2 * here + after;
      edges.push({
        t: t - length / 2,
        off: n - reach + (bend === 0 ? 0 : (before - after) / (2 * bend)),
        strength: Math.min(1, here / STRONG),
      });
    }
  }
  return { edges, places };
};

const MAX_SLOPE = 0.03;
const SLOPE_STEP = 0.0015;
const BIN_PX = 0.5;
const NEAR_PX = 1;

/** The line through most edges: by voting, then by weighted least squares over the edges near it. */
const lineThrough = (
  { edges, places }: ReturnType<typeof edgesAcross>,
  reachPx: number,
): SideLine => {
  const bins = Math.ceil((2 * reachPx + 6) / BIN_PX);
  const votes = new Float32Array(bins);
  let [best, slope, off] = [0, 0, 0];
  for (let tried = -MAX_SLOPE; tried <= MAX_SLOPE; tried += SLOPE_STEP) {
    votes.fill(0);
    for (const edge of edges) {
      const bin = Math.round((edge.off - tried * edge.t + reachPx + 3) / BIN_PX);
      votes[bin] = (votes[bin] ?? 0) + edge.strength;
    }
    for (let bin = 1; bin < bins - 1; bin++) {
      const sum = (votes[bin - 1] ?? 0) + (votes[bin] ?? 0) + (votes[bin + 1] ?? 0);
      if (sum > best) [best, slope, off] = [sum, tried, bin * BIN_PX - reachPx - 3];
    }
  }
  let near: readonly Edge[] = [];
  for (let round = 0; round < 2; round++) {
    near = edges.filter((edge) => Math.abs(edge.off - off - slope * edge.t) <= NEAR_PX);
    if (near.length < 5) return { slope: 0, off: 0, edges: [], share: 0 };
    const w = near.reduce((sum, edge) => sum + edge.strength, 0);
    const t = near.reduce((sum, edge) => sum + edge.strength * edge.t, 0) / w;
    const o = near.reduce((sum, edge) => sum + edge.strength * edge.off, 0) / w;
    const tt = near.reduce((sum, edge) => sum + edge.strength * (edge.t - t) ** 2, 0);
    slope =
      tt > 0
        ? near.reduce((sum, edge) => sum + edge.strength * (edge.t - t) * (edge.off - o), 0) / tt
        : 0;
    off = o - slope * t;
  }
  return {
    slope,
    off,
    edges: near,
    share: Math.min(1, new Set(near.map(({ t: place }) => place)).size / places),
  };
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Below this share the position of a side is derived from the opposite side and the nominal size. */
const TRUSTED_SHARE = 0.35;

/** Outward offsets of two opposite sides; the weaker one is corrected when their distance does not match the size. */
const reconcile = (
  offs: readonly [number, number],
  shares: readonly [number, number],
  guessed: number,
  size: number,
): readonly [number, number] => {
  const expected = size - guessed;
  const matchesSize = Math.abs(offs[0] + offs[1] - expected) <= size * SIZE_TOLERANCE;
  if (matchesSize && Math.min(...shares) >= TRUSTED_SHARE) return offs;
  if (Math.max(...shares) < TRUSTED_SHARE) return [expected / 2, expected / 2];
  return shares[0] >= shares[1] ? [offs[0], expected - offs[0]] : [expected - offs[1], offs[1]];
};

/** Fits a rectangle of a known size. @param pxPerMm pixels per millimetre. @param minEdge smallest gradient of an edge. */
export const fitRectangle = (
  picture: Pixels,
  guess: Rectangle,
  nominal: NominalSize,
  pxPerMm: number,
  minEdge: number,
): Quad => {
  const quad = quadOf(guess);
  const lines = quad.map((from, index) =>
    lineThrough(
      edgesAcross(picture, from, quad[(index + 1) % 4] ?? from, pxPerMm, minEdge),
      REACH_MM * pxPerMm,
    ),
  );
  const lengths = [guess.width, guess.height, guess.width, guess.height];
  const weights = lines.map(({ share }, index) =>
    share < TRUSTED_SHARE ? 0 : share * (lengths[index] ?? 0) ** 2,
  );
  const weight = weights.reduce((sum, one) => sum + one, 0);
  const slope =
    weight === 0
      ? 0
      : lines.reduce((sum, line, index) => sum + line.slope * (weights[index] ?? 0), 0) / weight;
  const offs = lines.map(({ edges }) => median(edges.map(({ t, off }) => off - slope * t)));
  const shares = lines.map(({ share }) => share);
  const [top = 0, right = 0, bottom = 0, left = 0] = offs;
  const [upper = 0, rightShare = 0, lower = 0, leftShare = 0] = shares;
  const [up, down] = reconcile(
    [top, bottom],
    [upper, lower],
    guess.height,
    nominal.heightMm * pxPerMm,
  );
  const [after, before] = reconcile(
    [right, left],
    [rightShare, leftShare],
    guess.width,
    nominal.widthMm * pxPerMm,
  );
  // A positive slope rotates the rectangle counterclockwise.
  const angleRad = guess.angleRad - Math.atan(slope);
  const [c, s] = [Math.cos(guess.angleRad), Math.sin(guess.angleRad)];
  const [u, v] = [(after - before) / 2, (down - up) / 2];
  const fitted = {
    x: guess.x + c * u - s * v,
    y: guess.y + s * u + c * v,
    angleRad,
    width: guess.width + after + before,
    height: guess.height + up + down,
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
  minEdge: number,
): Quad | null => {
  const lines = guess.map((from, index): Line | null => {
    const to = guess[(index + 1) % 4] ?? from;
    const { slope, off, share } = lineThrough(
      edgesAcross(picture, from, to, pxPerMm, minEdge),
      REACH_MM * pxPerMm,
    );
    if (share < TRUSTED_SHARE) return null;
    const length = distance(from, to);
    const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
    const norm = Math.hypot(1, slope);
    // The line's direction is (d + slope · outwards), and outwards is (dy, -dx).
    const [nx, ny] = [(dy - slope * dx) / norm, (-dx - slope * dy) / norm];
    const on = { x: (from.x + to.x) / 2 + off * dy, y: (from.y + to.y) / 2 - off * dx };
    return { nx, ny, at: nx * on.x + ny * on.y };
  });
  const corners = lines.map((line, index) => {
    const before = lines[(index + 3) % 4];
    return line && before ? intersect(before, line) : null;
  });
  const [a, b, c, d] = corners;
  return a && b && c && d ? [a, b, c, d] : null;
};
