/** Converts card pictures to greyscale pixels for the barcode decoder and the OCR. Runs in the card-reading process only. */
import sharp, { type Sharp } from 'sharp';

export interface GreyPicture {
  /** One byte per pixel. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Twice the largest card picture that the imaging process produces. */
const MAX_PIXELS = 2 * 2_022 * 1_400;

/** Hardens libvips against hostile files: one thread, no cache, and only the JPEG decoder. */
export const hardenLibvips = (): void => {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadJpeg'] });
};

/** Runs a sharp pipeline and returns its pixels in greyscale. */
export const toGrey = async (pipeline: Sharp): Promise<GreyPicture> => {
  const { data, info } = await pipeline
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 1 || data.length !== info.width * info.height)
    throw new RangeError('not grey');
  return { data, width: info.width, height: info.height };
};

/** @returns null for a file that is not a JPEG or is too large for a card picture. */
export const decodeCard = async (jpeg: Uint8Array): Promise<GreyPicture | null> => {
  try {
    return await toGrey(sharp(jpeg, { limitInputPixels: MAX_PIXELS, failOn: 'error' }));
  } catch {
    // The error is not logged, because the message of libvips can contain data of the file.
    return null;
  }
};

/** @returns a sharp pipeline whose input are the pixels. */
export const fromGrey = ({ data, width, height }: GreyPicture): Sharp =>
  sharp(data, { raw: { width, height, channels: 1 } });
