/** Segments areas that differ from the background and merges them into regions that may contain a card. */
import type { Pixels } from '#main/imaging/encode.ts';
import type { Gradient, Background } from './gradient.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  /** Exclusive. */
  readonly right: number;
  readonly bottom: number;
}

export interface Regions {
  /** 1 for foreground. */
  readonly mask: Uint8Array;
  readonly boxes: readonly Box[];
}

/** Smallest difference from the background in colour levels. The colour of a lid varies by a few levels. */
const MIN_DIFFERENCE = 10;

/** 1 where the colour differs from the background or there is an edge. */
export const foregroundMask = (
  { data, width, height }: Pixels,
  { gx, gy }: Gradient,
  { colour }: Background,
  minGradient: number,
): Uint8Array => {
  const mask = new Uint8Array(width * height);
  const [red, green, blue] = colour;
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const at = pixel * 3;
    const difference = Math.max(
      Math.abs((data[at] ?? 0) - red),
      Math.abs((data[at + 1] ?? 0) - green),
      Math.abs((data[at + 2] ?? 0) - blue),
    );
    const dx = gx[pixel] ?? 0;
    const dy = gy[pixel] ?? 0;
    if (difference > MIN_DIFFERENCE || dx * dx + dy * dy > minGradient * minGradient)
      mask[pixel] = 1;
  }
  return mask;
};

/** Morphological dilation with a square of 2 · radiusPx + 1 pixels. */
export const dilate = (
  mask: Uint8Array,
  width: number,
  height: number,
  radiusPx: number,
): Uint8Array => {
  const spread = (
    from: Uint8Array,
    lines: number,
    length: number,
    step: number,
    lineStep: number,
  ): Uint8Array => {
    const out = new Uint8Array(from.length);
    for (let line = 0; line < lines; line++) {
      let last = -radiusPx - 1;
      for (let n = -radiusPx; n < length; n++) {
        if (n + radiusPx < length && from[line * lineStep + (n + radiusPx) * step] === 1)
          last = n + radiusPx;
        if (n >= 0 && last >= n - radiusPx) out[line * lineStep + n * step] = 1;
      }
    }
    return out;
  };
  return spread(spread(mask, height, width, 1, width), width, height, width, 1);
};

/** Bounding boxes of the connected components (4-connectivity). */
export const connectedComponents = (mask: Uint8Array, width: number, height: number): Box[] => {
  const seen = new Uint8Array(mask.length);
  const stack = new Int32Array(mask.length);
  const boxes: Box[] = [];
  let depth = 0;
  const visit = (pixel: number): void => {
    if (mask[pixel] !== 1 || seen[pixel] === 1) return;
    seen[pixel] = 1;
    stack[depth++] = pixel;
  };
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] !== 1 || seen[start] === 1) continue;
    let [left, top, right, bottom] = [width, height, 0, 0];
    visit(start);
    while (depth > 0) {
      const pixel = stack[--depth] ?? 0;
      const x = pixel % width;
      const y = (pixel - x) / width;
      [left, right, top, bottom] = [
        Math.min(left, x),
        Math.max(right, x + 1),
        Math.min(top, y),
        Math.max(bottom, y + 1),
      ];
      if (x > 0) visit(pixel - 1);
      if (x < width - 1) visit(pixel + 1);
      if (y > 0) visit(pixel - width);
      if (y < height - 1) visit(pixel + width);
    }
    boxes.push({ left, top, right, bottom });
  }
  return boxes;
};

const union = (a: Box, b: Box): Box => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
});

const longerSideOf = ({ left, right, top, bottom }: Box): number =>
  Math.max(right - left, bottom - top);

const gapBetween = (a: Box, b: Box): number =>
  Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom, 0);

/** Components up to this extent are dust. */
const DUST_MM = 4;
/**
 * Distances over which components are joined, because parts of one pale card, such as text and barcode, may be separate components:
 * for the dilation of the mask, and between bounding boxes.
 */
const JOIN_MM = 0.8;
const MAX_GAP_MM = 12;
/** Diagonal of the largest nominal size plus a margin. */
const MAX_EXTENT_MM = 118;
/** Smallest extent of the visible part of a card. */
const MIN_EXTENT_MM = 30;

/** Merges the components of a mask into regions that may contain a card. @param pxPerMm pixels of the mask per millimetre. */
export const findRegions = (
  mask: Uint8Array,
  width: number,
  height: number,
  pxPerMm: number,
): Regions => {
  const components = connectedComponents(
    dilate(mask, width, height, Math.max(1, Math.round(JOIN_MM * pxPerMm))),
    width,
    height,
  )
    .filter((box) => longerSideOf(box) > DUST_MM * pxPerMm)
    .sort((a, b) => longerSideOf(b) - longerSideOf(a));
  const boxes: Box[] = [];
  const remaining = new Set(components);
  for (const component of components) {
    if (!remaining.delete(component)) continue;
    let box = component;
    for (const other of remaining) {
      const both = union(box, other);
      if (
        gapBetween(box, other) > MAX_GAP_MM * pxPerMm ||
        longerSideOf(both) > MAX_EXTENT_MM * pxPerMm
      )
        continue;
      remaining.delete(other);
      // A component that is large enough to be a card is also a region of its own.
      if (
        longerSideOf(other) > MIN_EXTENT_MM * pxPerMm &&
        longerSideOf(component) > MIN_EXTENT_MM * pxPerMm
      )
        boxes.push(other);
      box = both;
    }
    if (box !== component) boxes.push(component);
    boxes.push(box);
  }
  return { mask, boxes: boxes.filter((box) => longerSideOf(box) > MIN_EXTENT_MM * pxPerMm) };
};
