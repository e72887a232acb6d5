/**
 * Decodes a file of unknown origin to pixels. This is the only place where such files are parsed. Runs in the imaging
 * process only.
 */
import sharp, { type Sharp } from 'sharp';
import { limits } from '#shared/limits.ts';
import { err, ok, type Err, type Result } from '#shared/result.ts';
import { decodeBmp } from './bmp.ts';
import type { Pixels } from '#main/imaging/encode.ts';
import { decodePnm } from './pnm.ts';
import { checkPictureSize, type PictureLimits, type RawProblem } from './raw-picture.ts';
import { detectFormat, type AcceptedFormat } from './detect-format.ts';

export interface DecodedPicture {
  readonly pixels: Pixels;
  /** Resolution stated in the file; null when it states none or a placeholder (72, 96). */
  readonly density: number | null;
}

const pictureLimits: PictureLimits = {
  maxPixels: limits.importMaxPixels,
  minSidePx: limits.importMinSidePx,
};

const problemError = (rawProblem: RawProblem): Err => {
  switch (rawProblem.problem) {
    case 'broken':
      return err('IMG-BROKEN');
    case 'variant':
      return err('IMG-FORMAT', { params: { format: rawProblem.format } });
    case 'pixels':
      return err('IMG-PIXELS', {
        params: { megapixels: Math.round((rawProblem.width * rawProblem.height) / 1_000_000) },
      });
    case 'small':
      return err('IMG-TOO-SMALL', { params: { minPx: limits.importMinSidePx } });
  }
};

interface OpenedPicture {
  readonly source: Sharp;
  readonly density: number | null;
}

/** Plausible range for scanners; excludes the placeholders 72 and 96. */
const [MIN_DPI, MAX_DPI] = [100, 1_300];

/** Bytes per sample by libvips format, from which the size of the decoded picture is calculated. */
const SAMPLE_BYTES: Readonly<Record<string, number>> = {
  uchar: 1,
  char: 1,
  ushort: 2,
  short: 2,
  uint: 4,
  int: 4,
  float: 4,
  complex: 8,
  double: 8,
};
/** Bytes per sample that are assumed for an unknown format. */
const MAX_SAMPLE_BYTES = 16;

/** Checks the header against the limits and prepares decoding. Of several pages only the first is used. */
const openPicture = async (
  bytes: Uint8Array,
  format: AcceptedFormat,
): Promise<Result<OpenedPicture>> => {
  if (format === 'bmp' || format === 'pnm') {
    const raw =
      format === 'bmp' ? decodeBmp(bytes, pictureLimits) : decodePnm(bytes, pictureLimits);
    if ('problem' in raw) return problemError(raw);
    return ok({
      source: sharp(raw.data, {
        raw: { width: raw.width, height: raw.height, channels: raw.channels },
      }),
      density: null,
    });
  }
  // The header is read without a limit, so that the error can state the size.
  const header = await sharp(bytes, { limitInputPixels: false, failOn: 'error' }).metadata();
  const sizeProblem = checkPictureSize(header.width, header.height, pictureLimits);
  if (sizeProblem) return problemError(sizeProblem);
  const decodedBytes =
    header.width *
    header.height *
    header.channels *
    (SAMPLE_BYTES[header.depth] ?? MAX_SAMPLE_BYTES);
  if (decodedBytes > limits.importMaxDecodedBytes)
    return problemError({ problem: 'pixels', width: header.width, height: header.height });
  const density =
    header.density !== undefined && header.density >= MIN_DPI && header.density <= MAX_DPI
      ? header.density
      : null;
  return ok({
    source: sharp(bytes, { limitInputPixels: limits.importMaxPixels, failOn: 'error' }),
    density,
  });
};

const decodePixels = async (source: Sharp, maxSize: MaxSize | null): Promise<Pixels> => {
  const upright = source.autoOrient();
  const { data, info } = await (
    maxSize ? upright.resize({ ...maxSize, fit: 'inside', withoutEnlargement: true }) : upright
  )
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
};

/** Maximum size; a larger picture is reduced during decoding. */
export interface MaxSize {
  readonly width: number;
  readonly height: number;
}

/** Hardens libvips against hostile files: one thread, no cache, and only the four required decoders. */
export const hardenLibvips = (): void => {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: [
      'VipsForeignLoadJpeg',
      'VipsForeignLoadPng',
      'VipsForeignLoadTiff',
      'VipsForeignLoadWebp',
    ],
  });
};

/**
 * Decodes to upright 8-bit sRGB pixels; transparency becomes white.
 * @param maxSize null: the picture is not reduced and has up to `limits.importMaxPixels` pixels (180 MB).
 *
 * Failures: IMG-NOT-IMAGE, IMG-FORMAT, IMG-PIXELS, IMG-TOO-SMALL, IMG-BROKEN, IMG-FILE-SIZE.
 */
export const decodePicture = async (
  bytes: Uint8Array,
  maxSize: MaxSize | null,
): Promise<Result<DecodedPicture>> => {
  if (bytes.length > limits.importMaxBytes) return err('IMG-FILE-SIZE');
  const detected = detectFormat(bytes);
  if (!detected) return err('IMG-NOT-IMAGE');
  if ('unsupported' in detected)
    return err('IMG-FORMAT', { params: { format: detected.unsupported } });
  try {
    const picture = await openPicture(bytes, detected.accepted);
    if (!picture.ok) return picture;
    return ok({
      pixels: await decodePixels(picture.data.source, maxSize),
      density: picture.data.density,
    });
  } catch {
    // The message of libvips is dropped, because it may quote the file.
    return err('IMG-BROKEN');
  }
};
