/**
 * Converts a picture to one luminance and two colour-difference channels, because the faint edge of a card may show in only
 * one of them.
 */
import type { Pixels } from '#main/imaging/encode.ts';
import type { Point } from './geometry.ts';

/** Luminance, red minus green and blue minus luminance, interleaved; grey levels. */
export interface OpponentPicture {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

export const OPPONENT_CHANNELS = 3;

/** ITU-R BT.601 luminance; the differences are those of the opponent colour model (Hering), unscaled. */
export const toOpponent = ({ data, width, height }: Pixels): OpponentPicture => {
  const out = new Float32Array(width * height * OPPONENT_CHANNELS);
  for (let at = 0; at < out.length; at += OPPONENT_CHANNELS) {
    const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
    const luminance = 0.299 * red + 0.587 * green + 0.114 * blue;
    out[at] = luminance;
    out[at + 1] = red - green;
    out[at + 2] = blue - luminance;
  }
  return { data: out, width, height };
};

/** A rectangular grid of samples, one pixel apart, whose axes u and v are rotated against the picture's. */
export interface Grid {
  /** Picture coordinates of the sample at column 0, row 0. */
  readonly origin: Point;
  /** Clockwise angle from the picture's rows to u (columns). */
  readonly angleRad: number;
  readonly columns: number;
  readonly rows: number;
  /** Rectangle of samples that are not computed and stay 0. */
  readonly skippedArea?: {
    readonly columns: readonly [number, number];
    readonly rows: readonly [number, number];
  };
}

/** Bilinear samples on a rotated grid, row by row. Beyond the picture its border is repeated. */
export const resample = (
  { data, width, height }: OpponentPicture,
  { origin, angleRad, columns, rows, skippedArea }: Grid,
): Float32Array => {
  const out = new Float32Array(columns * rows * OPPONENT_CHANNELS);
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  // Slightly less than the last pixel, so that the neighbours to the right and below exist.
  const [lastX, lastY] = [width - 1.001, height - 1.001];
  const stride = width * OPPONENT_CHANNELS;
  let to = 0;
  for (let row = 0; row < rows; row++) {
    const [skipFrom, skipUntil] =
      skippedArea && row >= skippedArea.rows[0] && row < skippedArea.rows[1]
        ? skippedArea.columns
        : [columns, columns];
    for (let column = 0; column < columns; column++) {
      if (column === skipFrom && skipUntil > skipFrom) {
        to += (skipUntil - skipFrom) * OPPONENT_CHANNELS;
        column = skipUntil - 1;
        continue;
      }
      const x = Math.min(lastX, Math.max(0, origin.x + c * column - s * row - 0.5));
      const y = Math.min(lastY, Math.max(0, origin.y + s * column + c * row - 0.5));
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [fx, fy] = [x - left, y - top];
      const a = top * stride + left * OPPONENT_CHANNELS;
      const b = a + stride;
      const [wa, wb, wc, wd] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy];
      out[to] =
        wa * (data[a] ?? 0) +
        wb * (data[a + 3] ?? 0) +
        wc * (data[b] ?? 0) +
        wd * (data[b + 3] ?? 0);
      out[to + 1] =
        wa * (data[a + 1] ?? 0) +
        wb * (data[a + 4] ?? 0) +
        wc * (data[b + 1] ?? 0) +
        wd * (data[b + 4] ?? 0);
      out[to + 2] =
        wa * (data[a + 2] ?? 0) +
        wb * (data[a + 5] ?? 0) +
        wc * (data[b + 2] ?? 0) +
        wd * (data[b + 5] ?? 0);
      to += OPPONENT_CHANNELS;
    }
  }
  return out;
};
