/** From pixels to a JPEG that fits: quality first, then size. */
import sharp from 'sharp';
import { limits } from '#shared/limits.ts';
import type { CleanRequest } from './port.ts';

export interface Pixels {
  /** RGB, eight bits. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Below 60 the service's own reading of small print suffers more than from a smaller picture. */
const QUALITIES = [92, 88, 84, 80, 75, 70, 65, 60] as const;
const LAST_QUALITY = 60;
const SHRINK = 0.85;

interface Encoded {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const encode = async (pixels: Pixels, kind: CleanRequest['kind'], quality: number, scale: number): Promise<Encoded> => {
  const width = Math.round(pixels.width * scale);
  const height = Math.round(pixels.height * scale);
  const raw = sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 3 } });
  const { data, info } = await (scale < 1 ? raw.resize(width, height, { fit: 'fill' }) : raw)
    // Thin coloured strokes of a card lose their edges when colour is stored at half the size.
    .jpeg({ quality, chromaSubsampling: kind === 'card' ? '4:4:4' : '4:2:0' })
    .toBuffer({ resolveWithObject: true });
  // A copy of its own: the buffer may be a slice of a pool that other data shares.
  return { jpeg: Uint8Array.from(data), width: info.width, height: info.height };
};

/**
 * The best JPEG of at most `maxBytes` (default: the target of the limits). Without a wish a larger one is good enough up
 * to the hard limit; beyond that the picture shrinks until it fits or its smaller side reaches the least useful one.
 */
export const encodeToFit = async (pixels: Pixels, kind: CleanRequest['kind'], maxBytes: number | undefined): Promise<Encoded> => {
  const hard = Math.min(maxBytes ?? limits.jpegMaxBytes, limits.jpegMaxBytes);
  const wanted = Math.min(maxBytes ?? limits.jpegTargetBytes, hard);
  let best = await encode(pixels, kind, QUALITIES[0], 1);
  for (const quality of QUALITIES.slice(1)) {
    if (best.jpeg.length <= wanted) return best;
    best = await encode(pixels, kind, quality, 1);
  }
  const leastScale = limits.importMinSidePx / Math.min(pixels.width, pixels.height);
  for (let scale = SHRINK; best.jpeg.length > hard && scale >= leastScale; scale *= SHRINK) {
    best = await encode(pixels, kind, LAST_QUALITY, scale);
  }
  return best;
};
