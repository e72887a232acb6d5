/** Detects specular reflections (glare) on a cropped card as tiles of 1.4 mm with clipped highlights. */
import type { Area } from '#shared/domain/card-zones.ts';

interface Grey {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

export interface Glare {
  /** Share of the tiles that are clipped, 0 to 1. */
  readonly share: number;
  /** Bounding box of the largest connected group of such tiles, in fractions of the card; null without glare. */
  readonly area: Area | null;
}

/** Grey level from which a pixel is considered clipped. */
export const CLIPPED_LEVEL = 252;
const TILE_PX = 16;

/** Whether the mean of a tile is clipped. The mean is used, because noise moves single pixels across the threshold. */
const isClipped = ({ data, width }: Grey, left: number, top: number): boolean => {
  let sum = 0;
  for (let y = top; y < top + TILE_PX; y++)
    for (let x = left; x < left + TILE_PX; x++) sum += data[y * width + x] ?? 0;
  return sum >= CLIPPED_LEVEL * TILE_PX * TILE_PX;
};

/** Removes a tile and the tiles connected with it from `remaining` (flood fill, 8-connectivity). @returns the removed tiles. */
const removeConnected = (first: number, columns: number, remaining: Set<number>): number[] => {
  const group: number[] = [];
  const pending = [first];
  remaining.delete(first);
  for (let tile = pending.pop(); tile !== undefined; tile = pending.pop()) {
    group.push(tile);
    const column = tile % columns;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = Math.max(-1, -column); dx <= Math.min(1, columns - 1 - column); dx++) {
        const next = tile + dy * columns + dx;
        if (remaining.delete(next)) pending.push(next);
      }
    }
  }
  return group;
};

const boundingBoxOf = (
  group: readonly number[],
  columns: number,
  { width, height }: Grey,
): Area => {
  const [xs, ys] = [
    group.map((tile) => tile % columns),
    group.map((tile) => Math.floor(tile / columns)),
  ];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return {
    x: (left * TILE_PX) / width,
    y: (top * TILE_PX) / height,
    width: ((Math.max(...xs) + 1 - left) * TILE_PX) / width,
    height: ((Math.max(...ys) + 1 - top) * TILE_PX) / height,
  };
};

/** Measures the glare. @param card the cropped card, at most `MEASURED_WIDTH_PX` wide, so that a tile covers 1.4 mm. */
export const measureGlare = (card: Grey): Glare => {
  const [columns, rows] = [Math.floor(card.width / TILE_PX), Math.floor(card.height / TILE_PX)];
  const clipped = new Set<number>();
  for (let tile = 0; tile < columns * rows; tile++) {
    const [column, row] = [tile % columns, Math.floor(tile / columns)];
    if (isClipped(card, column * TILE_PX, row * TILE_PX)) clipped.add(tile);
  }
  const share = clipped.size / Math.max(1, columns * rows);
  let largest: number[] = [];
  for (const tile of [...clipped]) {
    if (!clipped.has(tile)) continue;
    const group = removeConnected(tile, columns, clipped);
    if (group.length > largest.length) largest = group;
  }
  return { share, area: largest.length === 0 ? null : boundingBoxOf(largest, columns, card) };
};
