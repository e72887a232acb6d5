/** Makes a clean JPEG of whatever picture a scanner, a camera or a person brought. Runs in the imaging process only. */
import sharp, { type Sharp } from 'sharp';
import { limits } from '#shared/limits.ts';
import { err, ok, type Err, type Result } from '#shared/result.ts';
import { decodeBmp } from './bmp.ts';
import { dhash, DHASH_HEIGHT, DHASH_WIDTH } from './dhash.ts';
import { encodeToFit, type Pixels } from './encode.ts';
import { decodePnm } from './pnm.ts';
import type { CleanPicture, CleanRequest } from './port.ts';
import { judgeSize, type PictureLimits, type RawProblem } from './raw-picture.ts';
import { sniff, type AcceptedFormat } from './sniff.ts';

const pictureLimits: PictureLimits = { mostPixels: limits.importMaxPixels, leastSidePx: limits.importMinSidePx };

const problemError = (found: RawProblem): Err => {
  switch (found.problem) {
    case 'broken':
      return err('IMG-BROKEN');
    case 'variant':
      return err('IMG-FORMAT', { params: { format: found.format } });
    case 'pixels':
      return err('IMG-PIXELS', { params: { megapixels: Math.round((found.width * found.height) / 1_000_000) } });
    case 'small':
      return err('IMG-TOO-SMALL', { params: { leastPx: limits.importMinSidePx } });
  }
};

/** A picture whose header is within the limits, ready to be decoded. Only the first of several pages is looked at. */
const open = async (bytes: Uint8Array, format: AcceptedFormat): Promise<Result<Sharp>> => {
  if (format === 'bmp' || format === 'pnm') {
    const raw = format === 'bmp' ? decodeBmp(bytes, pictureLimits) : decodePnm(bytes, pictureLimits);
    if ('problem' in raw) return problemError(raw);
    return ok(sharp(raw.data, { raw: { width: raw.width, height: raw.height, channels: raw.channels } }));
  }
  // The header is read without a limit, so that the answer can say how large the picture claims to be.
  const header = await sharp(bytes, { limitInputPixels: false, failOn: 'error' }).metadata();
  const unfit = judgeSize(header.width, header.height, pictureLimits);
  return unfit ? problemError(unfit) : ok(sharp(bytes, { limitInputPixels: limits.importMaxPixels, failOn: 'error' }));
};

/** The largest frame worth keeping. Height of a card is bounded too: whole pages are scanned, but no ribbons. */
const frame = (kind: CleanRequest['kind']): { width: number; height: number } =>
  kind === 'card'
    ? { width: limits.cardMaxWidthPx, height: 2 * limits.cardMaxWidthPx }
    : { width: 2 * limits.photoMaxHeightPx, height: limits.photoMaxHeightPx };

const decode = async (source: Sharp, kind: CleanRequest['kind']): Promise<Pixels> => {
  const { data, info } = await source
    .autoOrient()
    .resize({ ...frame(kind), fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
};

const hash = async ({ data, width, height }: Pixels): Promise<string> => {
  const grey = await sharp(data, { raw: { width, height, channels: 3 } })
    .greyscale()
    .resize(DHASH_WIDTH, DHASH_HEIGHT, { fit: 'fill' })
    .raw()
    .toBuffer();
  return dhash(grey);
};

/** Prepares libvips for hostile files: one thread, nothing kept, and no decoder but the four that are needed. */
const harden = (): void => {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadTiff', 'VipsForeignLoadWebp'] });
};

/** @returns the cleaner; see `Imaging.clean` for what it promises. */
export const createCleaner = (): ((request: CleanRequest) => Promise<Result<CleanPicture>>) => {
  harden();
  return async ({ kind, bytes, maxBytes }) => {
    if (bytes.length > limits.importMaxBytes) return err('IMG-FILE-SIZE');
    const found = sniff(bytes);
    if (!found) return err('IMG-NOT-IMAGE');
    if ('refused' in found) return err('IMG-FORMAT', { params: { format: found.refused } });
    let pixels: Pixels;
    try {
      const opened = await open(bytes, found.accepted);
      if (!opened.ok) return opened;
      pixels = await decode(opened.data, kind);
    } catch {
      // What libvips says may quote the file; that it could not be read is all anybody needs.
      return err('IMG-BROKEN');
    }
    const { jpeg, width, height } = await encodeToFit(pixels, kind, maxBytes);
    return ok({ jpeg, widthPx: width, heightPx: height, dhash: await hash(pixels) });
  };
};
