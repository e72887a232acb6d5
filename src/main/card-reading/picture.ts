/**
 * Converts a card picture to greyscale pixels, the input of both the barcode and the zone reader. Runs in the card-reading
 * process only.
 */
import sharp, { type Sharp } from 'sharp';

export interface GreyPicture {
  /** One byte a pixel. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Twice what the product keeps of a card; more than that was not cut out by it. */
const MOST_PIXELS = 2 * 2_022 * 1_400;

/** Prepares libvips for files from outside: one thread, nothing kept, no decoder but JPEG's. */
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

/** @returns null when it is no JPEG, or one too large to be a card. */
export const decodeCard = async (jpeg: Uint8Array): Promise<GreyPicture | null> => {
  try {
    return await toGrey(sharp(jpeg, { limitInputPixels: MOST_PIXELS, failOn: 'error' }));
  } catch {
    // What libvips says may quote the file.
    return null;
  }
};

/** A pipeline over grey pixels. */
export const fromGrey = ({ data, width, height }: GreyPicture): Sharp =>
  sharp(data, { raw: { width, height, channels: 1 } });
