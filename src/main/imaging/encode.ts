/** Encodes pixels as a JPEG within a size limit, by reducing first the quality and then the dimensions. */
import sharp from 'sharp';
import { limits } from '#shared/limits.ts';

export interface Pixels {
  /** RGB, eight bits. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Cards and photos are sent to the service; a source is stored locally for setting the corners of the card. */
export type EncodedKind = 'card' | 'photo' | 'source';

interface EncodingPlan {
  readonly targetBytes: number;
  readonly maxBytes: number;
  /** Tried in order until the JPEG has the target size. */
  readonly qualities: readonly [number, ...number[]];
  readonly chroma: '4:4:4' | '4:2:0';
  /** Optimised Huffman tables: files are 5 % smaller, but encoding holds all coefficients in memory (six bytes per pixel). */
  readonly optimiseCoding: boolean;
}

/** Below quality 60, artefacts affect the OCR of the service more than reduced dimensions do. */
const SENT_QUALITIES = [92, 88, 84, 80, 75, 70, 65, 60] as const;

const plans: Readonly<Record<EncodedKind, EncodingPlan>> = {
  // No chroma subsampling, because it blurs thin coloured strokes.
  card: {
    targetBytes: limits.jpegTargetBytes,
    maxBytes: limits.jpegMaxBytes,
    qualities: SENT_QUALITIES,
    chroma: '4:4:4',
    optimiseCoding: true,
  },
  photo: {
    targetBytes: limits.jpegTargetBytes,
    maxBytes: limits.jpegMaxBytes,
    qualities: SENT_QUALITIES,
    chroma: '4:2:0',
    optimiseCoding: true,
  },
  // No chroma subsampling, because cards are cropped from a source. Few qualities, because encoding a source is slow.
  source: {
    targetBytes: limits.scanMaxBytes,
    maxBytes: limits.scanMaxBytes,
    qualities: [90, 80, 65],
    chroma: '4:4:4',
    optimiseCoding: false,
  },
};

/** Factor by which each step multiplies the dimensions. */
const SHRINK_FACTOR = 0.85;

interface Encoded {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const encode = async (
  pixels: Pixels,
  { chroma, optimiseCoding }: EncodingPlan,
  quality: number,
  scale: number,
): Promise<Encoded> => {
  const width = Math.round(pixels.width * scale);
  const height = Math.round(pixels.height * scale);
  const raw = sharp(pixels.data, {
    raw: { width: pixels.width, height: pixels.height, channels: 3 },
  });
  const { data, info } = await (scale < 1 ? raw.resize(width, height, { fit: 'fill' }) : raw)
    .jpeg({ quality, chromaSubsampling: chroma, optimiseCoding })
    .toBuffer({ resolveWithObject: true });
  // Copied, because the buffer may be a part of a larger buffer that Node shares between objects.
  return { jpeg: Uint8Array.from(data), width: info.width, height: info.height };
};

/**
 * Encodes with the highest quality at which the JPEG is within the target size. If even the lowest quality exceeds the maximum size, the
 * dimensions are reduced until the JPEG fits or the shorter side has the minimum length.
 * @param maxBytes target and maximum size; undefined means those of the kind.
 */
export const encodeToFit = async (
  pixels: Pixels,
  kind: EncodedKind,
  maxBytes: number | undefined,
): Promise<Encoded> => {
  const plan = plans[kind];
  const hardLimit = Math.min(maxBytes ?? plan.maxBytes, plan.maxBytes);
  const target = Math.min(maxBytes ?? plan.targetBytes, hardLimit);
  const [highestQuality, ...lowerQualities] = plan.qualities;
  let encoded = await encode(pixels, plan, highestQuality, 1);
  for (const quality of lowerQualities) {
    if (encoded.jpeg.length <= target) return encoded;
    encoded = await encode(pixels, plan, quality, 1);
  }
  const lowestQuality = lowerQualities.at(-1) ?? highestQuality;
  const minScale = limits.importMinSidePx / Math.min(pixels.width, pixels.height);
  for (
    let scale = SHRINK_FACTOR;
    encoded.jpeg.length > hardLimit && scale >= minScale;
    scale *= SHRINK_FACTOR
  ) {
    encoded = await encode(pixels, plan, lowestQuality, scale);
  }
  return encoded;
};
