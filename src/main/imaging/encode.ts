/** Encodes pixels as a JPEG within a size limit: reduces the quality first, then the dimensions. */
import sharp from 'sharp';
import { limits } from '#shared/limits.ts';

export interface Pixels {
  /** RGB, eight bits. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A card and a photo are sent to the service; a source stays here, to choose a card's corners on. */
export type EncodedKind = 'card' | 'photo' | 'source';

interface Plan {
  readonly wantedBytes: number;
  readonly mostBytes: number;
  /** Tried in turn until the JPEG is as small as wanted. */
  readonly qualities: readonly [number, ...number[]];
  readonly chroma: '4:4:4' | '4:2:0';
  /** Tables of its own for each JPEG: a twentieth smaller, for which all coefficients are held, six bytes a pixel. */
  readonly optimiseCoding: boolean;
}

/** Below 60 the service's own reading of small print suffers more than from a smaller picture. */
const SENT_QUALITIES = [92, 88, 84, 80, 75, 70, 65, 60] as const;

const plans: Readonly<Record<EncodedKind, Plan>> = {
  // Thin coloured strokes of a card lose their edges when colour is stored at half the size.
  card: {
    wantedBytes: limits.jpegTargetBytes,
    mostBytes: limits.jpegMaxBytes,
    qualities: SENT_QUALITIES,
    chroma: '4:4:4',
    optimiseCoding: true,
  },
  photo: {
    wantedBytes: limits.jpegTargetBytes,
    mostBytes: limits.jpegMaxBytes,
    qualities: SENT_QUALITIES,
    chroma: '4:2:0',
    optimiseCoding: true,
  },
  // Cards are cut from it again when a person moves the corners, so it keeps their colours too; few tries, for it is large.
  source: {
    wantedBytes: limits.sourceMaxBytes,
    mostBytes: limits.sourceMaxBytes,
    qualities: [90, 80, 65],
    chroma: '4:4:4',
    optimiseCoding: false,
  },
};

const SHRINK = 0.85;

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
  // A copy of its own: the buffer may be a slice of a pool that other data shares.
  return { jpeg: Uint8Array.from(data), width: info.width, height: info.height };
};

/**
 * The best JPEG of at most `maxBytes` (default: the target of the plan). Without a wish a larger one is good enough up
 * to the hard limit; beyond that the picture shrinks until it fits or its smaller side reaches the least useful one.
 */
export const encodeToFit = async (
  pixels: Pixels,
  kind: EncodedKind,
  maxBytes: number | undefined,
): Promise<Encoded> => {
  const plan = plans[kind];
  const hard = Math.min(maxBytes ?? plan.mostBytes, plan.mostBytes);
  const wanted = Math.min(maxBytes ?? plan.wantedBytes, hard);
  const [first, ...others] = plan.qualities;
  let best = await encode(pixels, plan, first, 1);
  for (const quality of others) {
    if (best.jpeg.length <= wanted) return best;
    best = await encode(pixels, plan, quality, 1);
  }
  const last = others.at(-1) ?? first;
  const leastScale = limits.importMinSidePx / Math.min(pixels.width, pixels.height);
  for (let scale = SHRINK; best.jpeg.length > hard && scale >= leastScale; scale *= SHRINK) {
    best = await encode(pixels, plan, last, scale);
  }
  return best;
};
