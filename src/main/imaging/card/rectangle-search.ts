/**
 * Searches a region for a rectangle of known size. When the edges are projected onto rotated axes, its sides appear as peaks at a
 * known distance.
 */
import type { Quad } from './geometry.ts';
import type { Gradient } from './gradient.ts';
import type { Box } from './regions.ts';
import { SIZE_TOLERANCE, type NominalSize } from './sizes.ts';

/** A rotated rectangle by its centre, in pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  /** Clockwise angle of the long sides against the picture's rows. */
  readonly angleRad: number;
  readonly width: number;
  readonly height: number;
}

/** Corners of a rectangle. */
export const quadOf = ({ x, y, angleRad, width, height }: Rectangle): Quad => {
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  const corner = (u: number, v: number) => ({ x: x + c * u - s * v, y: y + s * u + c * v });
  return [
    corner(-width / 2, -height / 2),
    corner(width / 2, -height / 2),
    corner(width / 2, height / 2),
    corner(-width / 2, height / 2),
  ];
};

const DEGREE = Math.PI / 180;

/** Edges of a region, sorted by gradient direction. */
interface Edges {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Index of the first edge of each degree from 0 to 179, and the total. */
  readonly firstIndexes: Uint32Array;
}

const edgesIn = ({ gx, gy, width }: Gradient, box: Box, minGradient: number): Edges => {
  const degrees: number[][] = Array.from({ length: 180 }, () => []);
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      const at = y * width + x;
      const [dx, dy] = [gx[at] ?? 0, gy[at] ?? 0];
      if (dx * dx + dy * dy < minGradient * minGradient) continue;
      degrees[(Math.round(Math.atan2(dy, dx) / DEGREE) + 360) % 180]?.push(at);
    }
  }
  const count = degrees.reduce((sum, indexes) => sum + indexes.length, 0);
  const edges = {
    x: new Float32Array(count),
    y: new Float32Array(count),
    firstIndexes: new Uint32Array(181),
  };
  let to = 0;
  degrees.forEach((indexes, degree) => {
    edges.firstIndexes[degree] = to;
    for (const at of indexes) {
      edges.x[to] = (at % width) + 0.5;
      edges.y[to++] = Math.floor(at / width) + 0.5;
    }
  });
  edges.firstIndexes[180] = to;
  return edges;
};

/** Tolerance for the gradient direction of an edge. */
const DIRECTION_TOLERANCE_DEG = 12;

interface Profile {
  readonly counts: Float32Array;
  /** Position of the first bin along the axis. */
  readonly first: number;
}

/** Number of edges perpendicular to the axis, for each pixel along the axis. */
const project = (edges: Edges, box: Box, axisDeg: number): Profile => {
  const [c, s] = [Math.cos(axisDeg * DEGREE), Math.sin(axisDeg * DEGREE)];
  const positions = [box.left, box.right].flatMap((x) =>
    [box.top, box.bottom].map((y) => c * x + s * y),
  );
  const first = Math.floor(Math.min(...positions)) - 1;
  const counts = new Float32Array(Math.ceil(Math.max(...positions)) - first + 2);
  const middle = Math.round(axisDeg);
  for (
    let degree = middle - DIRECTION_TOLERANCE_DEG;
    degree <= middle + DIRECTION_TOLERANCE_DEG;
    degree++
  ) {
    const bucket = ((degree % 180) + 180) % 180;
    const until = edges.firstIndexes[bucket + 1] ?? 0;
    for (let n = edges.firstIndexes[bucket] ?? 0; n < until; n++) {
      const bin = Math.floor(c * (edges.x[n] ?? 0) + s * (edges.y[n] ?? 0)) - first;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return { counts, first };
};

interface Pair {
  /** Position midway between the two sides, along the axis. */
  readonly middle: number;
  readonly size: number;
  /** 0 to 2: sum over the two sides of the share of their length with an edge. */
  readonly support: number;
}

const MAX_PAIRS = 3;
/** Share of a side's length with edges from which the side has full support. */
const FULL_SUPPORT_SHARE = 0.9;
/** Reduction of the support for each pixel of difference from the nominal size. */
const SIZE_PENALTY = 0.002;
/** Smallest distance between the middles of two pairs. */
const MIN_PAIR_DISTANCE_PX = 3;

/** The best pairs of peaks at the known distance. @param sideLength length of the sides in pixels. */
const pairsAt = ({ counts, first }: Profile, size: number, sideLength: number): Pair[] => {
  const fullSupport = sideLength * FULL_SUPPORT_SHARE;
  const tolerancePx = Math.max(1, Math.ceil(size * SIZE_TOLERANCE));
  const nominal = Math.round(size);
  const found: Pair[] = [];
  for (let near = 0; near + nominal - tolerancePx < counts.length; near++) {
    const nearSupport = Math.min(1, (counts[near] ?? 0) / fullSupport);
    let [bestFarSupport, bestSize] = [-1, nominal];
    for (let far = nominal - tolerancePx; far <= nominal + tolerancePx; far++) {
      const farSupport =
        Math.min(1, (counts[near + far] ?? 0) / fullSupport) - SIZE_PENALTY * Math.abs(far - size);
      if (farSupport > bestFarSupport) [bestFarSupport, bestSize] = [farSupport, far];
    }
    found.push({
      middle: first + near + 0.5 + bestSize / 2,
      size: bestSize,
      support: nearSupport + bestFarSupport,
    });
  }
  found.sort((a, b) => b.support - a.support);
  const selected: Pair[] = [];
  for (const pair of found) {
    if (selected.every(({ middle }) => Math.abs(middle - pair.middle) > MIN_PAIR_DISTANCE_PX))
      selected.push(pair);
    if (selected.length === MAX_PAIRS) break;
  }
  return selected;
};

export interface Guess extends Rectangle {
  readonly nominal: NominalSize;
  /** 0 to 4: sum over the sides of the share of their length with an edge. */
  readonly support: number;
}

/** Length of the rounded corners, which are excluded. */
const CORNER_MM = 4;
/** Distance between two examined positions of a side. */
const STEP_MM = 0.7;
/** Cosine of 25°, the largest angle between the gradient of an edge and the normal of its side. */
const MIN_ALIGNMENT = 0.9;

/** Share of a side's length with a parallel edge within a pixel. */
const sideSupport = (
  { gx, gy, width, height }: Gradient,
  from: { x: number; y: number },
  to: { x: number; y: number },
  pxPerMm: number,
  minGradient: number,
): number => {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  let [supported, examined] = [0, 0];
  for (let t = CORNER_MM * pxPerMm; t < length - CORNER_MM * pxPerMm; t += STEP_MM * pxPerMm) {
    examined += 1;
    for (let offset = -1; offset <= 1; offset++) {
      const x = Math.floor(from.x + dx * t - dy * offset);
      const y = Math.floor(from.y + dy * t + dx * offset);
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const at = y * width + x;
      const across = Math.abs(-dy * (gx[at] ?? 0) + dx * (gy[at] ?? 0));
      if (across < minGradient || across < MIN_ALIGNMENT * Math.hypot(gx[at] ?? 0, gy[at] ?? 0))
        continue;
      supported += 1;
      break;
    }
  }
  return examined === 0 ? 0 : supported / examined;
};

/** Per side: share of its length with a parallel edge. @param minGradient gradient from which a pixel counts as an edge. */
export const supportOf = (
  gradient: Gradient,
  quad: Quad,
  pxPerMm: number,
  minGradient: number,
): readonly number[] =>
  quad.map((from, index) =>
    sideSupport(gradient, from, quad[(index + 1) % 4] ?? from, pxPerMm, minGradient),
  );

const ANGLE_STEP_DEG = 1;
const MAX_ANGLES = 6;

interface AngleScore {
  readonly deg: number;
  readonly nominal: NominalSize;
  readonly across: readonly Pair[];
  readonly down: readonly Pair[];
  readonly support: number;
}

const scoreAngle = (
  profiles: readonly [Profile, Profile],
  deg: number,
  nominal: NominalSize,
  pxPerMm: number,
): AngleScore => {
  const [w, h] = [nominal.widthMm * pxPerMm, nominal.heightMm * pxPerMm];
  const across = pairsAt(profiles[0], w, h);
  const down = pairsAt(profiles[1], h, w);
  return {
    deg,
    nominal,
    across,
    down,
    support: (across[0]?.support ?? 0) + (down[0]?.support ?? 0),
  };
};

const guessesAt = (
  gradient: Gradient,
  { deg, nominal, across, down }: AngleScore,
  pxPerMm: number,
  minGradient: number,
): Guess[] => {
  const angleRad = deg * DEGREE;
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  return across.flatMap((u) =>
    down.map((v) => {
      const rectangle = {
        x: c * u.middle - s * v.middle,
        y: s * u.middle + c * v.middle,
        angleRad,
        width: u.size,
        height: v.size,
      };
      const sides = supportOf(gradient, quadOf(rectangle), pxPerMm, minGradient);
      return { ...rectangle, nominal, support: sides.reduce((sum, side) => sum + side, 0) };
    }),
  );
};

/** Maximum number of cards in one region. Cards that touch form one region. */
const MAX_CARDS = 3;
/** Smallest distance between the centres of two cards, as a share of their height. */
const MIN_CARD_DISTANCE = 0.8;

const nonOverlapping = (guesses: readonly Guess[]): Guess[] => {
  const selected: Guess[] = [];
  for (const guess of guesses) {
    if (
      selected.every(
        ({ x, y, height }) => Math.hypot(x - guess.x, y - guess.y) > MIN_CARD_DISTANCE * height,
      )
    )
      selected.push(guess);
    if (selected.length === MAX_CARDS) break;
  }
  return selected;
};

/**
 * Estimates the positions of cards in a region.
 * @returns the best guesses per nominal size that do not overlap, the best first.
 */
export const searchRegion = (
  gradient: Gradient,
  box: Box,
  sizes: readonly NominalSize[],
  pxPerMm: number,
  minGradient: number,
): Guess[] => {
  const edges = edgesIn(gradient, box, minGradient);
  const scoreAngles = (deg: number, sizesToScore: readonly NominalSize[]): AngleScore[] => {
    const profiles = [project(edges, box, deg), project(edges, box, deg + 90)] as const;
    return sizesToScore.map((nominal) => scoreAngle(profiles, deg, nominal, pxPerMm));
  };
  const scores: AngleScore[] = [];
  for (let deg = 0; deg < 180; deg += ANGLE_STEP_DEG) scores.push(...scoreAngles(deg, sizes));
  const best: Guess[] = [];
  for (const nominal of sizes) {
    const angles = scores
      .filter((angle) => angle.nominal === nominal)
      .sort((a, b) => b.support - a.support);
    const guesses = angles.slice(0, MAX_ANGLES).flatMap((angle) => {
      const finer = [-0.5, -0.25, 0, 0.25, 0.5].flatMap((offsetDeg) =>
        offsetDeg === 0 ? [angle] : scoreAngles(angle.deg + offsetDeg, [nominal]),
      );
      return finer.flatMap((fine) => guessesAt(gradient, fine, pxPerMm, minGradient));
    });
    best.push(...nonOverlapping(guesses.sort((a, b) => b.support - a.support)));
  }
  return best.sort((a, b) => b.support - a.support);
};
