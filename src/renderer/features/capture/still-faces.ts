/**
 * Detects faces in still pictures, one picture at a time, with a new worker for each detection. The results of the last
 * eight pictures are cached in memory by the opaque URL of the picture.
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

export interface StillFaceFinder {
  /**
   * @param zone area that is cropped and searched again, which enlarges a small face, when the whole picture shows no
   * face in it.
   * @returns null when the picture cannot be loaded.
   */
  find(url: string, zone: Area | null): Promise<StillFaces | null>;
}

/** Maximum number of cached pictures, which holds those of one registration and one verification. */
const MAX_CACHED = 8;

/** Detects the faces in one frame. @returns null when detection is not available. */
const detectFaces = (startWorker: () => FaceWorker, frame: VideoFrame): Promise<FaceBox[] | null> =>
  new Promise((resolve) => {
    let pendingFrame: VideoFrame | null = frame;
    const detection = startFaceDetection({
      startWorker,
      grabFrame: () => {
        const grabbed = pendingFrame;
        pendingFrame = null;
        return grabbed;
      },
      onObservation: ({ faces }) => {
        detection.stop();
        resolve(faces.map(({ box }) => box));
      },
      onUnavailable: () => {
        pendingFrame?.close();
        resolve(null);
      },
    });
  });

const cropToFrame = async (image: HTMLImageElement, { x, y, width, height }: Area) => {
  const { naturalWidth, naturalHeight } = image;
  const bitmap = await createImageBitmap(
    image,
    x * naturalWidth,
    y * naturalHeight,
    width * naturalWidth,
    height * naturalHeight,
  );
  try {
    return new VideoFrame(bitmap, { timestamp: 0 });
  } finally {
    bitmap.close();
  }
};

const toPictureCoordinates = (face: FaceBox, area: Area): FaceBox => ({
  x: area.x + face.x * area.width,
  y: area.y + face.y * area.height,
  width: face.width * area.width,
  height: face.height * area.height,
});

export const createStillFaceFinder = (startWorker: () => FaceWorker): StillFaceFinder => {
  const cache = new Map<string, Promise<StillFaces | null>>();
  let queue: Promise<unknown> = Promise.resolve();

  const detectInArea = async (image: HTMLImageElement, area: Area): Promise<FaceBox[] | null> => {
    const faces = await detectFaces(startWorker, await cropToFrame(image, area));
    return faces && faces.map((face) => toPictureCoordinates(face, area));
  };
  const detectStill = async (url: string, zone: Area | null): Promise<StillFaces | null> => {
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
    } catch {
      // The picture is no longer served, because the registration was closed in the meantime.
      return null;
    }
    const aspect = image.naturalWidth / image.naturalHeight;
    try {
      const faces = await detectInArea(image, { x: 0, y: 0, width: 1, height: 1 });
      if (faces === null || !zone || cardholderFace(faces, zone)) return { aspect, faces };
      return { aspect, faces: await detectInArea(image, zone) };
    } catch {
      // The caller then determines the portrait by the kind of card and the aspect ratio.
      return { aspect, faces: null };
    }
  };

  return {
    find: (url, zone) => {
      const cacheKey = `${url} ${zone ? [zone.x, zone.y].join() : ''}`;
      const cached = cache.get(cacheKey);
      if (cached) return cached;
      const detection = queue.then(() => detectStill(url, zone));
      queue = detection;
      cache.set(cacheKey, detection);
      const [oldest] = cache.keys();
      if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest);
      return detection;
    },
  };
};
