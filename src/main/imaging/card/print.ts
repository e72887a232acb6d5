/**
 * Detects printing as areas of strong local contrast. The sides of the card are outside the printing, which limits their possible
 * positions.
 */
import type { Pixels } from '#main/imaging/encode.ts';
import { gradientOf } from './gradient.ts';
import { findRegions, type Box } from './regions.ts';

export interface Print {
  /** 1 where something is printed. Hard shadows are included, because they have the same contrast. */
  readonly mask: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Bounding boxes of neighbouring print. */
  readonly boxes: readonly Box[];
}

/** Smallest gradient of print at 75 dpi, in grey levels, and relative to the background's roughness. */
const MIN_PRINT_GRADIENT = 12;
const ROUGHNESS_FACTOR = 5;

/**
 * Detects the printing in a picture.
 * @param picture at about 75 dpi.
 * @param pxPerMm pixels of `picture` per millimetre.
 * @param roughness see `Background`.
 */
export const detectPrint = (picture: Pixels, pxPerMm: number, roughness: number): Print => {
  const { gx, gy, width, height } = gradientOf(picture);
  const minSquaredGradient = Math.max(MIN_PRINT_GRADIENT, ROUGHNESS_FACTOR * roughness) ** 2;
  const mask = new Uint8Array(gx.length);
  for (let at = 0; at < mask.length; at++) {
    const [dx, dy] = [gx[at] ?? 0, gy[at] ?? 0];
    if (dx * dx + dy * dy >= minSquaredGradient) mask[at] = 1;
  }
  return {
    mask,
    width,
    height,
    boxes: outermostBoxes(findRegions(mask, width, height, pxPerMm).boxes),
  };
};

const isWithin = (inner: Box, outer: Box): boolean =>
  inner.left >= outer.left &&
  inner.right <= outer.right &&
  inner.top >= outer.top &&
  inner.bottom <= outer.bottom;

/** Boxes that are not contained in another one. */
const outermostBoxes = (boxes: readonly Box[]): Box[] =>
  boxes.filter(
    (box, index) =>
      !boxes.some(
        (other, n) => n !== index && isWithin(box, other) && (!isWithin(other, box) || n < index),
      ),
  );

/** Centres of the printed pixels. */
export interface PrintedPoints {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** This number of points is sufficient for measuring an extent. */
const MAX_POINTS = 1_500;

/** The printed pixels in a box, at most `MAX_POINTS`. */
export const printedPointsIn = (
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
  const step = Math.max(1, Math.ceil(xs.length / MAX_POINTS));
  const sample = (values: readonly number[]): Float32Array =>
    Float32Array.from(values.filter((_, n) => n % step === 0));
  return { x: sample(xs), y: sample(ys) };
};

/** Share of the printed pixels ignored at either end, because they may be specks or hairs. */
const OUTLIER_SHARE = 0.03;

export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** Extent of the printing along the direction `angleRad`, without outliers. */
export const extentAlong = ({ x, y }: PrintedPoints, angleRad: number): Extent => {
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  const positions = Float32Array.from(x, (px, n) => c * px + s * (y[n] ?? 0)).sort();
  const skip = Math.floor(positions.length * OUTLIER_SHARE);
  return { low: positions[skip] ?? 0, high: positions[positions.length - 1 - skip] ?? 0 };
};
