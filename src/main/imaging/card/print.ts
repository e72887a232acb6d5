/** Detects printing as areas of strong local contrast. The printing limits where the card's sides can be. */
import type { Pixels } from '#main/imaging/encode.ts';
import { gradientOf } from './gradient.ts';
import { thingsOn, type Box } from './regions.ts';

export interface Print {
  /** 1 where something is printed (or a hard shadow falls). */
  readonly mask: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Around what lies near each other. */
  readonly boxes: readonly Box[];
}

/** Change per pixel at 75 dpi from which it is print, grey levels; and so many times the ground's roughness. */
const PRINT_EDGE = 12;
const ROUGHNESS_FACTOR = 5;

/** @param picture at about 75 dpi, @param pxPerMm its pixels per millimetre, @param roughness see `Ground`. */
export const printOn = (picture: Pixels, pxPerMm: number, roughness: number): Print => {
  const { gx, gy, width, height } = gradientOf(picture);
  const least = Math.max(PRINT_EDGE, ROUGHNESS_FACTOR * roughness) ** 2;
  const mask = new Uint8Array(gx.length);
  for (let at = 0; at < mask.length; at++) {
    const [dx, dy] = [gx[at] ?? 0, gy[at] ?? 0];
    if (dx * dx + dy * dy >= least) mask[at] = 1;
  }
  return { mask, width, height, boxes: outermost(thingsOn(mask, width, height, pxPerMm).boxes) };
};

const isWithin = (inner: Box, outer: Box): boolean =>
  inner.left >= outer.left &&
  inner.right <= outer.right &&
  inner.top >= outer.top &&
  inner.bottom <= outer.bottom;

/** Without boxes that lie in another one: a piece of a card's printing is no other card. */
const outermost = (boxes: readonly Box[]): Box[] =>
  boxes.filter(
    (box, index) =>
      !boxes.some(
        (other, n) => n !== index && isWithin(box, other) && (!isWithin(other, box) || n < index),
      ),
  );

/** Coordinates of the printed pixels' middles. */
export interface PrintedPoints {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** More points than these do not move an extent. */
const MOST_POINTS = 1_500;

export const pointsIn = (
  { mask, width }: Print,
  { left, top, right, bottom }: Box,
): PrintedPoints => {
  const [xs, ys]: [number[], number[]] = [[], []];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      if (mask[y * width + x] !== 1) continue;
      xs.push(x + 0.5);
      ys.push(y + 0.5);
    }
  }
  const step = Math.max(1, Math.ceil(xs.length / MOST_POINTS));
  const some = (values: readonly number[]): Float32Array =>
    Float32Array.from(values.filter((_, n) => n % step === 0));
  return { x: some(xs), y: some(ys) };
};

/** Share of the printed pixels left out at either end: specks and the ends of hairs. */
const OUTLIERS = 0.03;

export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** Extent of the printing along the direction `turnRad`, without outliers. */
export const extentAlong = ({ x, y }: PrintedPoints, turnRad: number): Extent => {
  const [c, s] = [Math.cos(turnRad), Math.sin(turnRad)];
  const places = Float32Array.from(x, (px, n) => c * px + s * (y[n] ?? 0)).sort();
  const skip = Math.floor(places.length * OUTLIERS);
  return { low: places[skip] ?? 0, high: places[places.length - 1 - skip] ?? 0 };
};
