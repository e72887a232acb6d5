/**
 * Detects faces in still pictures with the detection worker: one picture at a time, with one worker per picture.
 * Results are cached in memory by the opaque URL of the picture, for the last few pictures.
 */
import type { Area } from '#shared/domain/card-zones.ts';
import { cardholderFace } from './portrait-area.ts';
import type { FaceBox } from './face-messages.ts';
import { startFaceDetection, type FaceWorker } from './face-detection.ts';

export interface StillFaces {
  /** Aspect ratio of the picture, width over height in pixels. */
  readonly aspect: number;
  /** Faces, largest first; null when detection was not available. */
  readonly faces: readonly FaceBox[] | null;
}

export interface StillFinder {
  /**
   * @param zone area that is searched again, enlarged, when no face is detected there in the whole picture.
   * @returns null when the picture cannot be loaded.
   */
  find(url: string, zone: Area | null): Promise<StillFaces | null>;
}

/** Number of cached pictures: those of one registration and one verification. */
const MAX_CACHED = 8;

/** Detects the faces in one frame. @returns null when detection is not available. */
const detectFaces = (startWorker: () => FaceWorker, frame: VideoFrame): Promise<FaceBox[] | null> =>
  new Promise((resolve) => {
    let next: VideoFrame | null = frame;
    const watch = startFaceDetection({
      startWorker,
      grab: () => {
        const current = next;
        next = null;
        return current;
      },
      onSeen: ({ faces }) => {
        watch.stop();
        resolve(faces.map(({ box }) => box));
      },
      onUnavailable: () => {
        next?.close();
        resolve(null);
      },
    });
  });

const frameOf = async (image: HTMLImageElement, { x, y, width, height }: Area) => {
  const [w, h] = [image.naturalWidth, image.naturalHeight];
  const bitmap = await createImageBitmap(image, x * w, y * h, width * w, height * h);
  try {
    return new VideoFrame(bitmap, { timestamp: 0 });
  } finally {
    bitmap.close();
  }
};

const inPicture = (face: FaceBox, part: Area): FaceBox => ({
  x: part.x + face.x * part.width,
  y: part.y + face.y * part.height,
  width: face.width * part.width,
  height: face.height * part.height,
});

export const createStillFinder = (startWorker: () => FaceWorker): StillFinder => {
  const cache = new Map<string, Promise<StillFaces | null>>();
  let queue: Promise<unknown> = Promise.resolve();

  const detectInArea = async (image: HTMLImageElement, part: Area): Promise<FaceBox[] | null> => {
    const faces = await detectFaces(startWorker, await frameOf(image, part));
    return faces && faces.map((face) => inPicture(face, part));
  };
  const findNow = async (url: string, zone: Area | null): Promise<StillFaces | null> => {
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
    } catch {
      return null; // The registration was closed in the meantime.
    }
    const aspect = image.naturalWidth / image.naturalHeight;
    try {
      const faces = await detectInArea(image, { x: 0, y: 0, width: 1, height: 1 });
      if (faces === null || !zone || cardholderFace(faces, zone)) return { aspect, faces };
      return { aspect, faces: await detectInArea(image, zone) };
    } catch {
      return { aspect, faces: null };
    }
  };

  return {
    find: (url, zone) => {
      const cacheKey = `${url} ${zone ? [zone.x, zone.y].join() : ''}`;
      const cached = cache.get(cacheKey);
      if (cached) return cached;
      const found = queue.then(() => findNow(url, zone));
      queue = found;
      cache.set(cacheKey, found);
      const [oldest] = cache.keys();
      if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest);
      return found;
    },
  };
};
