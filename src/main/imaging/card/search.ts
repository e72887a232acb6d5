/** Searches a region for a rectangle of known size: edges are projected onto rotated axes, where its sides appear as peaks. */
import type { Quad } from './geometry.ts';
import type { Gradient } from './gradient.ts';
import type { Box } from './regions.ts';
import { SIZE_TOLERANCE, type NominalSize } from './sizes.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  /** Of the long sides against the picture's rows, clockwise. */
  readonly turnRad: number;
  readonly width: number;
  readonly height: number;
}

export const quadOf = ({ x, y, turnRad, width, height }: Rectangle): Quad => {
  const [c, s] = [Math.cos(turnRad), Math.sin(turnRad)];
  const corner = (u: number, v: number) => ({ x: x + c * u - s * v, y: y + s * u + c * v });
  return [
    corner(-width / 2, -height / 2),
    corner(width / 2, -height / 2),
    corner(width / 2, height / 2),
    corner(-width / 2, height / 2),
  ];
};

const DEGREE = Math.PI / 180;

/** Edges of a region, in order of the direction in which they change most. */
interface Edges {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Where the edges of each whole degree from 0 to 179 begin; one more for the end. */
  readonly from: Uint32Array;
}

const edgesIn = ({ gx, gy, width }: Gradient, box: Box, leastEdge: number): Edges => {
  const degrees: number[][] = Array.from({ length: 180 }, () => []);
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      const at = y * width + x;
      const [dx, dy] = [gx[at] ?? 0, gy[at] ?? 0];
      if (dx * dx + dy * dy < leastEdge * leastEdge) continue;
      degrees[(Math.round(Math.atan2(dy, dx) / DEGREE) + 360) % 180]?.push(at);
    }
  }
  const count = degrees.reduce((sum, list) => sum + list.length, 0);
  const edges = {
    x: new Float32Array(count),
    y: new Float32Array(count),
    from: new Uint32Array(181),
  };
  let to = 0;
  degrees.forEach((list, degree) => {
    edges.from[degree] = to;
    for (const at of list) {
      edges.x[to] = (at % width) + 0.5;
      edges.y[to++] = Math.floor(at / width) + 0.5;
    }
  });
  edges.from[180] = to;
  return edges;
};

/** Directions of an edge are noisy by this much either way. */
const SPREAD_DEG = 12;

interface Profile {
  readonly counts: Float32Array;
  /** Place along the axis of the first bin. */
  readonly first: number;
}

/** How many edges that run across the axis lie at each pixel along it. */
const project = (edges: Edges, box: Box, axisDeg: number): Profile => {
  const [c, s] = [Math.cos(axisDeg * DEGREE), Math.sin(axisDeg * DEGREE)];
  const places = [box.left, box.right].flatMap((x) =>
    [box.top, box.bottom].map((y) => c * x + s * y),
  );
  const first = Math.floor(Math.min(...places)) - 1;
  const counts = new Float32Array(Math.ceil(Math.max(...places)) - first + 2);
  const middle = Math.round(axisDeg);
  for (let degree = middle - SPREAD_DEG; degree <= middle + SPREAD_DEG; degree++) {
    const bucket = ((degree % 180) + 180) % 180;
    const until = edges.from[bucket + 1] ?? 0;
    for (let n = edges.from[bucket] ?? 0; n < until; n++) {
      const bin = Math.floor(c * (edges.x[n] ?? 0) + s * (edges.y[n] ?? 0)) - first;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return { counts, first };
};

interface Pair {
  /** Middle between the two sides, along the axis. */
  readonly middle: number;
  readonly size: number;
  /** 0 to 2. */
  readonly support: number;
}

const PAIRS = 3;

/** The best pairs of peaks at the known distance. */
const pairsAt = ({ counts, first }: Profile, size: number, sideLength: number): Pair[] => {
  const most = sideLength * 0.9;
  const slack = Math.max(1, Math.ceil(size * SIZE_TOLERANCE));
  const nominal = Math.round(size);
  const found: Pair[] = [];
  for (let near = 0; near + nominal - slack < counts.length; near++) {
    const one = Math.min(1, (counts[near] ?? 0) / most);
    let [best, bestSize] = [-1, nominal];
    for (let far = nominal - slack; far <= nominal + slack; far++) {
      const other = Math.min(1, (counts[near + far] ?? 0) / most) - 0.002 * Math.abs(far - size);
      if (other > best) [best, bestSize] = [other, far];
    }
    found.push({ middle: first + near + 0.5 + bestSize / 2, size: bestSize, support: one + best });
  }
  found.sort((a, b) => b.support - a.support);
  const kept: Pair[] = [];
  for (const pair of found) {
    if (kept.every(({ middle }) => Math.abs(middle - pair.middle) > 3)) kept.push(pair);
    if (kept.length === PAIRS) break;
  }
  return kept;
};

export interface Guess extends Rectangle {
  readonly nominal: NominalSize;
  /** How much of the four sides shows an edge: 0 to 4. */
  readonly support: number;
}

const CORNER_MM = 4;
const STEP_MM = 0.7;
/** cos 25°: an edge along a side changes across it. */
const ALONG = 0.9;

/** Share of a side's length where an edge runs along it, within a pixel. */
const sideSupport = (
  { gx, gy, width, height }: Gradient,
  from: { x: number; y: number },
  to: { x: number; y: number },
  pxPerMm: number,
  leastEdge: number,
): number => {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  let [seen, all] = [0, 0];
  for (let t = CORNER_MM * pxPerMm; t < length - CORNER_MM * pxPerMm; t += STEP_MM * pxPerMm) {
    all += 1;
    for (let off = -1; off <= 1; off++) {
      const x = Math.floor(from.x + dx * t - dy * off);
      const y = Math.floor(from.y + dy * t + dx * off);
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const at = y * width + x;
      const across = Math.abs(-dy * (gx[at] ?? 0) + dx * (gy[at] ?? 0));
      if (across < leastEdge || across < ALONG * Math.hypot(gx[at] ?? 0, gy[at] ?? 0)) continue;
      seen += 1;
      break;
    }
  }
  return all === 0 ? 0 : seen / all;
};

export const supportOf = (
  gradient: Gradient,
  quad: Quad,
  pxPerMm: number,
  leastEdge: number,
): readonly number[] =>
  quad.map((from, index) =>
    sideSupport(gradient, from, quad[(index + 1) % 4] ?? from, pxPerMm, leastEdge),
  );

const TURN_STEP_DEG = 1;
const TURNS_KEPT = 6;

interface Turn {
  readonly deg: number;
  readonly nominal: NominalSize;
  readonly across: readonly Pair[];
  readonly down: readonly Pair[];
  readonly support: number;
}

const turnAt = (
  profiles: readonly [Profile, Profile],
  deg: number,
  nominal: NominalSize,
  pxPerMm: number,
): Turn => {
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
  { deg, nominal, across, down }: Turn,
  pxPerMm: number,
  leastEdge: number,
): Guess[] => {
  const turnRad = deg * DEGREE;
  const [c, s] = [Math.cos(turnRad), Math.sin(turnRad)];
  return across.flatMap((u) =>
    down.map((v) => {
      const place = {
        x: c * u.middle - s * v.middle,
        y: s * u.middle + c * v.middle,
        turnRad,
        width: u.size,
        height: v.size,
      };
      const sides = supportOf(gradient, quadOf(place), pxPerMm, leastEdge);
      return { ...place, nominal, support: sides.reduce((sum, side) => sum + side, 0) };
    }),
  );
};

/** Cards that touch make one region; so many of them are told apart. */
const APART = 3;

const apart = (guesses: readonly Guess[]): Guess[] => {
  const kept: Guess[] = [];
  for (const guess of guesses) {
    if (kept.every(({ x, y, height }) => Math.hypot(x - guess.x, y - guess.y) > height * 0.8))
      kept.push(guess);
    if (kept.length === APART) break;
  }
  return kept;
};

/** @returns the best guesses per nominal size that do not lie on each other, the best first. */
export const searchRegion = (
  gradient: Gradient,
  box: Box,
  sizes: readonly NominalSize[],
  pxPerMm: number,
  leastEdge: number,
): Guess[] => {
  const edges = edgesIn(gradient, box, leastEdge);
  const turnsAt = (deg: number, wanted: readonly NominalSize[]): Turn[] => {
    const profiles = [project(edges, box, deg), project(edges, box, deg + 90)] as const;
    return wanted.map((nominal) => turnAt(profiles, deg, nominal, pxPerMm));
  };
  const all: Turn[] = [];
  for (let deg = 0; deg < 180; deg += TURN_STEP_DEG) all.push(...turnsAt(deg, sizes));
  const best: Guess[] = [];
  for (const nominal of sizes) {
    const turns = all
      .filter((turn) => turn.nominal === nominal)
      .sort((a, b) => b.support - a.support);
    const guesses = turns.slice(0, TURNS_KEPT).flatMap((turn) => {
      const finer = [-0.5, -0.25, 0, 0.25, 0.5].flatMap((by) =>
        by === 0 ? [turn] : turnsAt(turn.deg + by, [nominal]),
      );
      return finer.flatMap((fine) => guessesAt(gradient, fine, pxPerMm, leastEdge));
    });
    best.push(...apart(guesses.sort((a, b) => b.support - a.support)));
  }
  return best.sort((a, b) => b.support - a.support);
};
