/**
 * Points, lines and homographies in pixel coordinates: (0, 0) is the outer corner of the first pixel, (0.5, 0.5) its centre.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Top left, top right, bottom right and bottom left corner. */
export type Quad = readonly [Point, Point, Point, Point];

/** Line in Hesse normal form: all points with nx·x + ny·y = at, where the normal (nx, ny) has length 1. */
export interface Line {
  readonly nx: number;
  readonly ny: number;
  readonly offset: number;
}

export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The point at `share` of the way from `a` to `b` (linear interpolation). */
export const interpolate = (a: Point, b: Point, share: number): Point => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

export const scaleQuad = (quad: Quad, factor: number): Quad => {
  const [a, b, c, d] = quad;
  const scaled = ({ x, y }: Point): Point => ({ x: x * factor, y: y * factor });
  return [scaled(a), scaled(b), scaled(c), scaled(d)];
};

/** The quad rotated by 180 degrees. */
export const rotated180 = ([a, b, c, d]: Quad): Quad => [c, d, a, b];

/** @returns null for lines that are numerically parallel. */
export const intersect = (a: Line, b: Line): Point | null => {
  const det = a.nx * b.ny - a.ny * b.nx;
  return Math.abs(det) < 1e-9
    ? null
    : {
        x: (a.offset * b.ny - b.offset * a.ny) / det,
        y: (a.nx * b.offset - b.nx * a.offset) / det,
      };
};

/** Twice the signed area; positive for clockwise order in screen coordinates. */
const signedArea2 = (a: Point, b: Point, c: Point): number =>
  (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);

/** Whether the quad is convex with clockwise corners. This holds for every card seen from the front. */
export const isConvex = ([a, b, c, d]: Quad): boolean =>
  signedArea2(a, b, c) > 0 &&
  signedArea2(b, c, d) > 0 &&
  signedArea2(c, d, a) > 0 &&
  signedArea2(d, a, b) > 0;

/** Area of the quad in square pixels. */
export const area = ([a, b, c, d]: Quad): number =>
  Math.abs((c.x - a.x) * (d.y - b.y) - (c.y - a.y) * (d.x - b.x)) / 2;

/** Whether a convex, clockwise quad contains the point. */
export const contains = (quad: Quad, { x, y }: Point): boolean =>
  quad.every((from, index) => {
    const to = quad[(index + 1) % 4] ?? from;
    return (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x) >= 0;
  });

/** Whether all corners are in the picture or at most `tolerancePx` pixels outside. */
export const isInside = (
  quad: Quad,
  { width, height }: { width: number; height: number },
  tolerancePx: number,
): boolean =>
  quad.every(
    ({ x, y }) =>
      x >= -tolerancePx &&
      y >= -tolerancePx &&
      x <= width + tolerancePx &&
      y <= height + tolerancePx,
  );

/** Mean lengths of the horizontal and of the vertical sides. */
export const sideLengthsOf = ([a, b, c, d]: Quad): { across: number; down: number } => ({
  across: (distance(a, b) + distance(d, c)) / 2,
  down: (distance(a, d) + distance(b, c)) / 2,
});

/** A 3 × 3 homography, row by row. It maps (x, y, 1) to (X, Y, W); the mapped point is (X/W, Y/W). */
export type Homography = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Homography from the unit square to the quad (closed form of Heckbert, "Fundamentals of Texture Mapping", 1989). */
export const homographyFromUnitSquare = ([a, b, c, d]: Quad): Homography => {
  const [sx, sy] = [a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y];
  const [ux, uy, vx, vy] = [b.x - c.x, b.y - c.y, d.x - c.x, d.y - c.y];
  const det = ux * vy - vx * uy;
  const g = (sx * vy - vx * sy) / det;
  const h = (ux * sy - sx * uy) / det;
  return [
    b.x - a.x + g * b.x,
    d.x - a.x + h * d.x,
    a.x,
    b.y - a.y + g * b.y,
    d.y - a.y + h * d.y,
    a.y,
    g,
    h,
    1,
  ];
};
