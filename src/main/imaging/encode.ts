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

interface Plan {
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

const plans: Readonly<Record<EncodedKind, Plan>> = {
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

/** Factor by which each step reduces the dimensions. */
const SHRINK_FACTOR = 0.85;

interface Encoded {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const encode = async (
  pixels: Pixels,
  { chroma, optimiseCoding }: Plan,
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
 * Encodes with the highest quality at which the JPEG has at most `maxBytes`; undefined means the target size of the kind. The target
 * size may be exceeded up to the maximum size of the kind. If the lowest quality exceeds the maximum, the dimensions are reduced
 * until the JPEG fits or the smaller side has the minimum size.
 */
export const encodeToFit = async (
  pixels: Pixels,
  kind: EncodedKind,
  maxBytes: number | undefined,
): Promise<Encoded> => {
  const plan = plans[kind];
  const hardLimit = Math.min(maxBytes ?? plan.maxBytes, plan.maxBytes);
  const target = Math.min(maxBytes ?? plan.targetBytes, hardLimit);
  const [first, ...others] = plan.qualities;
  let best = await encode(pixels, plan, first, 1);
  for (const quality of others) {
    if (best.jpeg.length <= target) return best;
    best = await encode(pixels, plan, quality, 1);
  }
  const lowestQuality = others.at(-1) ?? first;
  const minScale = limits.importMinSidePx / Math.min(pixels.width, pixels.height);
  for (
    let scale = SHRINK_FACTOR;
    best.jpeg.length > hardLimit && scale >= minScale;
    scale *= SHRINK_FACTOR
  ) {
    best = await encode(pixels, plan, lowestQuality, scale);
  }
  return best;
};
