/**
 * Converts a card picture to greyscale pixels, the input of the barcode decoder and the OCR. Runs in the card-reading
 * process only.
 */
import sharp, { type Sharp } from 'sharp';

export interface GreyPicture {
  /** One byte a pixel. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Twice the largest card picture that the product keeps; a larger one was not cut out by it. */
const MAX_PIXELS = 2 * 2_022 * 1_400;

/** Prepares libvips for files from outside: one thread, no cache, no decoder other than JPEG. */
export const harden = (): void => {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadJpeg'] });
};

/** Runs a pipeline to grey pixels. */
export const toGrey = async (pipeline: Sharp): Promise<GreyPicture> => {
  const { data, info } = await pipeline
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 1 || data.length !== info.width * info.height)
    throw new RangeError('not grey');
  return { data, width: info.width, height: info.height };
};

/** @returns null for anything but a JPEG, and for one too large to be a card. */
export const decodeCard = async (jpeg: Uint8Array): Promise<GreyPicture | null> => {
  try {
    return await toGrey(sharp(jpeg, { limitInputPixels: MAX_PIXELS, failOn: 'error' }));
  } catch {
    // The message of libvips is dropped, because it may quote the file.
    return null;
  }
};

/** A pipeline over grey pixels. */
export const fromGrey = ({ data, width, height }: GreyPicture): Sharp =>
  sharp(data, { raw: { width, height, channels: 1 } });
