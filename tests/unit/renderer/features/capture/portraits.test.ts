// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { portraitZone, type Area } from '#shared/domain/card-zones.ts';
import {
  PORTRAIT_ASPECT,
  cardholderFace,
  portraitAround,
  portraitInZone,
} from '#renderer/features/capture/portrait-area.ts';
import type { FaceResponse, FaceBox } from '#renderer/features/capture/face-messages.ts';
import type { FaceWorker } from '#renderer/features/capture/face-detection.ts';
import { createStillFaceFinder } from '#renderer/features/capture/still-faces.ts';
import { portraitIn } from '#renderer/features/capture/use-portrait.ts';

const CARD_ASPECT = 85.6 / 53.98;
const zone = portraitZone('smart')!;
const inZone: FaceBox = { x: 0.1, y: 0.38, width: 0.11, height: 0.2 };
const elsewhere: FaceBox = { x: 0.5, y: 0.5, width: 0.2, height: 0.3 };

const isWithin = (inner: Area, outer: Area): boolean =>
  inner.x >= outer.x - 1e-9 &&
  inner.y >= outer.y - 1e-9 &&
  inner.x + inner.width <= outer.x + outer.width + 1e-9 &&
  inner.y + inner.height <= outer.y + outer.height + 1e-9;

describe('portraitAround', () => {
  it('has the shape of a portrait, with the face across its middle', () => {
    const cut = portraitAround({ x: 0.4, y: 0.4, width: 0.1, height: 0.2 }, 1);
    expect(cut.width / cut.height).toBeCloseTo(PORTRAIT_ASPECT, 6);
    expect(cut.x + cut.width / 2).toBeCloseTo(0.45, 6);
    expect(cut.height).toBeGreaterThan(0.4);
  });

  it('stays within the picture, and within the zone of a card', () => {
    const corner = portraitAround({ x: 0, y: 0, width: 0.3, height: 0.4 }, 1);
    expect(isWithin(corner, { x: 0, y: 0, width: 1, height: 1 })).toBe(true);
    const onCard = portraitAround(inZone, CARD_ASPECT, zone);
    expect(isWithin(onCard, zone)).toBe(true);
    const large = portraitAround({ ...inZone, height: 0.6 }, CARD_ASPECT, zone);
    expect(isWithin(large, zone)).toBe(true);
    expect((large.width * CARD_ASPECT) / large.height).toBeCloseTo(PORTRAIT_ASPECT, 6);
  });
});

describe('portraitInZone', () => {
  it('fills the zone as far as the shape lets it', () => {
    const cut = portraitInZone(zone, CARD_ASPECT);
    expect(isWithin(cut, zone)).toBe(true);
    expect(Math.max(cut.width / zone.width, cut.height / zone.height)).toBeCloseTo(1, 6);
  });
});

describe('cardholderFace', () => {
  it('returns the face in the portrait’s zone, or any face when no zone is known', () => {
    expect(cardholderFace([elsewhere, inZone], zone)).toBe(inZone);
    expect(cardholderFace([elsewhere, inZone], null)).toBe(elsewhere);
    expect(cardholderFace([elsewhere], zone)).toBeNull();
  });
});

describe('portraitIn', () => {
  const card = { source: 'card', kind: 'smart' } as const;
  const found = (faces: readonly FaceBox[] | null, aspect = CARD_ASPECT) => ({ aspect, faces });

  it('cuts the face of a card within its portrait', () => {
    const shown = portraitIn(found([inZone]), card);
    expect(shown.state === 'cut' && isWithin(shown.area, zone)).toBe(true);
  });

  it('returns the portrait’s place when no face is found there or no detector is available', () => {
    const wanted = { state: 'cut', area: portraitInZone(zone, CARD_ASPECT) };
    expect(portraitIn(found([elsewhere]), card)).toEqual(wanted);
    expect(portraitIn(found(null), card)).toEqual(wanted);
  });

  it('never shows a part of a card of unknown kind without a face', () => {
    expect(portraitIn(found([]), { source: 'card', kind: null })).toEqual({ state: 'none' });
    expect(portraitIn(found([], 0.75), { source: 'card', kind: null })).toEqual({ state: 'whole' });
  });

  it('returns the whole photo when no face is known, regardless of its shape', () => {
    expect(portraitIn(found([], 16 / 9), { source: 'photo', kind: null })).toEqual({
      state: 'whole',
    });
    expect(portraitIn(null, { source: 'photo', kind: null })).toEqual({ state: 'none' });
  });
});

describe('createStillFaceFinder', () => {
  /** Faces that the worker finds, by frame. */
  let facesByFrame: readonly (readonly FaceBox[])[] = [];
  let parts: Area[] = [];
  let running = 0;
  let maxRunning = 0;

  class ScriptedWorker extends EventTarget {
    constructor() {
      super();
      running += 1;
      maxRunning = Math.max(maxRunning, running);
      setTimeout(() => this.#sendAnswer({ kind: 'ready' }));
    }
    #sendAnswer(data: FaceResponse): void {
      this.dispatchEvent(new MessageEvent('message', { data }));
    }
    postMessage(): void {
      const [faces = [], ...others] = facesByFrame;
      facesByFrame = others;
      const observation = {
        faces: faces.map((box) => ({ box, score: 0.9, eyeOpenness: null })),
        light: { mean: 120, overexposed: 0 },
        durationMs: 1,
      };
      setTimeout(() => this.#sendAnswer({ kind: 'seen', observation }));
    }
    terminate(): void {
      running -= 1;
    }
  }

  beforeEach(() => {
    [facesByFrame, parts, running, maxRunning] = [[], [], 0, 0];
    const image = HTMLImageElement.prototype;
    image.decode = async () => undefined;
    Object.defineProperties(image, {
      naturalWidth: { value: 1_600, configurable: true },
      naturalHeight: { value: 1_000, configurable: true },
    });
    vi.stubGlobal(
      'createImageBitmap',
      async (_image: unknown, x: number, y: number, width: number, height: number) => {
        parts.push({ x: x / 1_600, y: y / 1_000, width: width / 1_600, height: height / 1_000 });
        return { close: () => undefined };
      },
    );
    vi.stubGlobal(
      'VideoFrame',
      class {
        close(): void {
          parts = [...parts];
        }
      },
    );
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const finder = () => createStillFaceFinder(() => new ScriptedWorker() as unknown as FaceWorker);

  it('finds a face in the whole picture and ends the worker', async () => {
    facesByFrame = [[inZone]];
    expect(await finder().find('a', zone)).toEqual({ aspect: 1.6, faces: [inZone] });
    expect(parts).toEqual([{ x: 0, y: 0, width: 1, height: 1 }]);
    expect(running).toBe(0);
  });

  it('searches the zone on its own when no face of the whole picture is in it, and returns positions in the picture', async () => {
    facesByFrame = [[elsewhere], [{ x: 0.25, y: 0.25, width: 0.5, height: 0.5 }]];
    const found = await finder().find('a', { x: 0, y: 0.2, width: 0.2, height: 0.4 });
    expect(parts).toHaveLength(2);
    expect(found?.faces?.[0]?.x).toBeCloseTo(0.05, 6);
    expect(found?.faces?.[0]?.y).toBeCloseTo(0.3, 6);
    expect(found?.faces?.[0]?.height).toBeCloseTo(0.2, 6);
  });

  it('processes one picture at a time, and each once', async () => {
    const faces = finder();
    await Promise.all([faces.find('a', null), faces.find('b', null), faces.find('a', null)]);
    expect(maxRunning).toBe(1);
    expect(parts).toHaveLength(2);
  });

  it('returns no faces without a worker, and null for a picture that no longer exists', async () => {
    const without = createStillFaceFinder(() => {
      throw new TypeError('no worker here');
    });
    expect(await without.find('a', null)).toEqual({ aspect: 1.6, faces: null });
    HTMLImageElement.prototype.decode = () => Promise.reject(new Error('gone'));
    expect(await finder().find('b', null)).toBeNull();
  });
});
