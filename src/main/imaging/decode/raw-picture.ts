/** Result of the built-in decoders (BMP, PNM), and the check of the size that a header states. */

/** Decoded pixels: eight bits per channel, rows from the top, no padding. */
export interface RawPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Why a built-in decoder failed, with the size from the header where relevant. */
export type RawProblem =
  | { readonly problem: 'broken' }
  | { readonly problem: 'variant'; readonly format: string }
  | { readonly problem: 'pixels' | 'small'; readonly width: number; readonly height: number };

export interface PictureLimits {
  readonly maxPixels: number;
  readonly minSidePx: number;
}

/** Checks the size stated in a header before memory is allocated. */
export const checkPictureSize = (
  width: number,
  height: number,
  limits: PictureLimits,
): RawProblem | null => {
  if (!(width > 0 && height > 0)) return { problem: 'broken' };
  if (width * height > limits.maxPixels) return { problem: 'pixels', width, height };
  return Math.min(width, height) < limits.minSidePx ? { problem: 'small', width, height } : null;
};
