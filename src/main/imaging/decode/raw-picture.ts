/** Decoded pixels: eight bits a channel, rows from the top, no padding. */
export interface RawPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Why a decoder of our own gave up. `size` carries what the header promised. */
export type RawProblem =
  | { readonly problem: 'broken' }
  | { readonly problem: 'variant'; readonly format: string }
  | { readonly problem: 'pixels' | 'small'; readonly width: number; readonly height: number };

export interface PictureLimits {
  readonly mostPixels: number;
  readonly leastSidePx: number;
}

/** Judges a header's promise before a byte is allocated for it. */
export const checkSize = (
  width: number,
  height: number,
  limits: PictureLimits,
): RawProblem | null => {
  if (!(width > 0 && height > 0)) return { problem: 'broken' };
  if (width * height > limits.mostPixels) return { problem: 'pixels', width, height };
  return Math.min(width, height) < limits.leastSidePx ? { problem: 'small', width, height } : null;
};
