// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Area } from '#shared/domain/card-zones.ts';
import type { FaceResponse, FaceBox } from '#renderer/features/capture/face-messages.ts';
import type { FaceWorker } from '#renderer/features/capture/face-detection.ts';
import { createStillFaceFinder } from '#renderer/features/capture/still-faces.ts';
import {
  faceElsewhere,
  faceInZone,
  smartCardPortraitZone,
} from '#tests/unit/renderer/features/capture/smart-card-faces.ts';

describe('createStillFaceFinder', () => {
  /** Faces that the worker finds, by frame. */
  let facesByFrame: readonly (readonly FaceBox[])[] = [];
  /** Parts of the picture that were searched. */
  let searchedAreas: Area[] = [];
  let workerCount = 0;
  let maxWorkerCount = 0;

  class ScriptedWorker extends EventTarget {
    constructor() {
      super();
      workerCount += 1;
      maxWorkerCount = Math.max(maxWorkerCount, workerCount);
      setTimeout(() => this.#sendResponse({ kind: 'ready' }));
    }
    #sendResponse(data: FaceResponse): void {
      this.dispatchEvent(new MessageEvent('message', { data }));
    }
    postMessage(): void {
      const [faces = [], ...remainingFrames] = facesByFrame;
      facesByFrame = remainingFrames;
      const observation = {
        faces: faces.map((box) => ({ box, score: 0.9, eyeOpenness: null })),
        light: { mean: 120, overexposed: 0 },
        durationMs: 1,
      };
      setTimeout(() => this.#sendResponse({ kind: 'seen', observation }));
    }
    terminate(): void {
      workerCount -= 1;
    }
  }

  beforeEach(() => {
    [facesByFrame, searchedAreas, workerCount, maxWorkerCount] = [[], [], 0, 0];
    const image = HTMLImageElement.prototype;
    image.decode = async () => undefined;
    Object.defineProperties(image, {
      naturalWidth: { value: 1_600, configurable: true },
      naturalHeight: { value: 1_000, configurable: true },
    });
    vi.stubGlobal(
      'createImageBitmap',
      async (_image: unknown, x: number, y: number, width: number, height: number) => {
        searchedAreas.push({
          x: x / 1_600,
          y: y / 1_000,
          width: width / 1_600,
          height: height / 1_000,
        });
        return { close: () => undefined };
      },
    );
    vi.stubGlobal(
      'VideoFrame',
      class {
        close = (): void => undefined;
      },
    );
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const createFinder = () =>
    createStillFaceFinder(() => new ScriptedWorker() as unknown as FaceWorker);

  it('finds a face in the complete picture and ends the worker', async () => {
    facesByFrame = [[faceInZone]];
    expect(await createFinder().find('a', smartCardPortraitZone)).toEqual({
      aspect: 1.6,
      faces: [faceInZone],
    });
    expect(searchedAreas).toEqual([{ x: 0, y: 0, width: 1, height: 1 }]);
    expect(workerCount).toBe(0);
  });

  it('searches the zone separately when no face of the complete picture is in it, and returns positions in the picture', async () => {
    facesByFrame = [[faceElsewhere], [{ x: 0.25, y: 0.25, width: 0.5, height: 0.5 }]];
    const found = await createFinder().find('a', { x: 0, y: 0.2, width: 0.2, height: 0.4 });
    expect(searchedAreas).toHaveLength(2);
    expect(found?.faces?.[0]?.x).toBeCloseTo(0.05, 6);
    expect(found?.faces?.[0]?.y).toBeCloseTo(0.3, 6);
    expect(found?.faces?.[0]?.height).toBeCloseTo(0.2, 6);
  });

  it('processes one picture at a time, and each once', async () => {
    const finder = createFinder();
    await Promise.all([finder.find('a', null), finder.find('b', null), finder.find('a', null)]);
    expect(maxWorkerCount).toBe(1);
    expect(searchedAreas).toHaveLength(2);
  });

  it('returns no faces without a worker, and null for a picture that no longer exists', async () => {
    const finderWithoutWorker = createStillFaceFinder(() => {
      throw new TypeError('no worker here');
    });
    expect(await finderWithoutWorker.find('a', null)).toEqual({ aspect: 1.6, faces: null });
    HTMLImageElement.prototype.decode = () => Promise.reject(new Error('no picture'));
    expect(await createFinder().find('b', null)).toBeNull();
  });
});
