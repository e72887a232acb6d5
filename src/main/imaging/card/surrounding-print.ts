/**
 * Measures print around a candidate and along its rim. A card has no print there, unlike a block of
 * text on a page, which is rejected.
 */
import { SHADOW_MM } from './faint-search.ts';
import type { Quad } from './geometry.ts';
import type { Print } from './print.ts';

/** Distance around a card within which print is measured. */
const CLEAR_MM = 5;
/**
 * Inward distances from a side between which print on the rim is measured. A card has no print there, and the gradient of its edge ends
 * before.
 */
const RIM_MM = [0.5, 1.2] as const;
/** Length of the rounded corners, which are excluded. */
const CORNER_MM = 5;

/** Density of print in a ring from `SHADOW_MM` to `CLEAR_MM` around the quad, divided by the density on the quad. */
const densityAround = ({ mask, width, height }: Print, quad: Quad, pxPerMm: number): number => {
  const [a, b, , d] = quad;
  const [w, h] = [Math.hypot(b.x - a.x, b.y - a.y), Math.hypot(d.x - a.x, d.y - a.y)];
  const [c, s] = [(b.x - a.x) / w, (b.y - a.y) / w];
  const margin = CLEAR_MM * pxPerMm;
  const xs = quad.map(({ x }) => x);
  const ys = quad.map(({ y }) => y);
  let [inside, around] = [0, 0];
  for (
    let y = Math.max(0, Math.floor(Math.min(...ys) - margin));
    y < Math.min(height, Math.max(...ys) + margin);
    y++
  ) {
    for (
      let x = Math.max(0, Math.floor(Math.min(...xs) - margin));
      x < Math.min(width, Math.max(...xs) + margin);
      x++
    ) {
      if (mask[y * width + x] !== 1) continue;
      const [dx, dy] = [x + 0.5 - a.x, y + 0.5 - a.y];
      const [u, v] = [c * dx + s * dy, -s * dx + c * dy];
      const distanceOutside = Math.max(-u, u - w, -v, v - h);
      if (distanceOutside <= 0) inside += 1;
      else if (distanceOutside > SHADOW_MM * pxPerMm && distanceOutside <= margin) around += 1;
    }
  }
  const ringArea =
    (w + 2 * margin) * (h + 2 * margin) -
    (w + 2 * SHADOW_MM * pxPerMm) * (h + 2 * SHADOW_MM * pxPerMm);
  return inside === 0 ? Infinity : around / ringArea / (inside / (w * h));
};

/** Share of a side's length with print within `RIM_MM` inside it. */
const printedShareOfRim = (
  { mask, width }: Print,
  quad: Quad,
  side: number,
  pxPerMm: number,
): number => {
  const [from, to] = [quad[side] ?? quad[0], quad[(side + 1) % 4] ?? quad[0]];
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const positions = Math.floor(length - 2 * CORNER_MM * pxPerMm);
  let printed = 0;
  for (let position = 0; position < positions; position++) {
    const along = CORNER_MM * pxPerMm + position;
    for (let inwards = RIM_MM[0] * pxPerMm; inwards <= RIM_MM[1] * pxPerMm; inwards++) {
      // Corners are in clockwise order, so inwards is (-dy, dx).
      const [x, y] = [
        Math.floor(from.x + dx * along - dy * inwards),
        Math.floor(from.y + dy * along + dx * inwards),
      ];
      if (x < 0 || x >= width || mask[y * width + x] !== 1) continue;
      printed += 1;
      break;
    }
  }
  return printed / Math.max(1, positions);
};

export interface SurroundingPrint {
  /** Density of print just around the card, relative to that on it. */
  readonly printAround: number;
  /** Largest share of a side's length with print just inside it; high for a block of text without margins. */
  readonly printOnRim: number;
}

/**
 * Measures the print around a candidate and along its rim.
 * @param quad in pixels of `print`.
 * @param pxPerMm pixels of `print` per millimetre.
 */
export const measureSurroundingPrint = (
  print: Print,
  quad: Quad,
  pxPerMm: number,
): SurroundingPrint => ({
  printAround: densityAround(print, quad, pxPerMm),
  printOnRim: Math.max(
    ...[0, 1, 2, 3].map((side) => printedShareOfRim(print, quad, side, pxPerMm)),
  ),
});
