/**
 * Finds the faces in still pictures with the detection worker: one picture at a time, each with a worker that ends with it.
 * What was found is kept in memory only, by the opaque address of the picture, for the last few pictures.
 */
import type { Area } from '#shared/domain/card-zones.ts';
import { holderOf } from './face-cut.ts';
import type { FaceBox } from './face-messages.ts';
import { watchFaces, type FaceWorker } from './face-watch.ts';

export interface StillFaces {
  /** Width over height of the picture, in pixels. */
  readonly aspect: number;
  /** The largest first; null when nobody could look. */
  readonly faces: readonly FaceBox[] | null;
}

export interface StillFinder {
  /**
   * @param zone where a face is looked for again, enlarged, when none is found there in the whole picture.
   * @returns null when the picture cannot be shown.
   */
  find(url: string, zone: Area | null): Promise<StillFaces | null>;
}

/** Pictures of which the faces are remembered: those of one registration and one verification. */
const MOST_KEPT = 8;

/** One look at one frame. @returns null when there is no detector here. */
const look = (startWorker: () => FaceWorker, frame: VideoFrame): Promise<FaceBox[] | null> =>
  new Promise((resolve) => {
    let next: VideoFrame | null = frame;
    const watch = watchFaces({
      startWorker,
      grab: () => {
        const grabbed = next;
        next = null;
        return grabbed;
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
  const kept = new Map<string, Promise<StillFaces | null>>();
  let queue: Promise<unknown> = Promise.resolve();

  const facesIn = async (image: HTMLImageElement, part: Area): Promise<FaceBox[] | null> => {
    const faces = await look(startWorker, await frameOf(image, part));
    return faces && faces.map((face) => inPicture(face, part));
  };
  const findNow = async (url: string, zone: Area | null): Promise<StillFaces | null> => {
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
    } catch {
      return null; // its registration was closed meanwhile
    }
    const aspect = image.naturalWidth / image.naturalHeight;
    try {
      const faces = await facesIn(image, { x: 0, y: 0, width: 1, height: 1 });
      if (faces === null || !zone || holderOf(faces, zone)) return { aspect, faces };
      return { aspect, faces: await facesIn(image, zone) };
    } catch {
      return { aspect, faces: null };
    }
  };

  return {
    find: (url, zone) => {
      const name = `${url} ${zone ? [zone.x, zone.y].join() : ''}`;
      const known = kept.get(name);
      if (known) return known;
      const found = queue.then(() => findNow(url, zone));
      queue = found;
      kept.set(name, found);
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return found;
    },
  };
};
