import { describe, expect, it } from 'vitest';
import {
  createFrameAnalyser,
  FRAME_LIMITS,
  type FrameSample,
  type FrameStatistics,
} from '#renderer/features/capture/frame-statistics.ts';

const EVERY_MS = 250;

/** Grey levels around a mean, the same for the same seed. */
const grain = (mean: number, spread: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: 576 }, (_, index) =>
    Math.max(0, Math.min(255, mean + (((index * 7 + seed * 13) % 11) - 5) * spread)),
  );

/** Adds a sample every quarter of a second. @returns the statistics after each sample. */
const watch = (
  ms: number,
  grey: (n: number) => Uint8Array,
  presented: (n: number) => number = (n) => n * 7,
): FrameStatistics[] => {
  const counter = createFrameAnalyser();
  return Array.from({ length: ms / EVERY_MS + 1 }, (_, n) => {
    const sample: FrameSample = {
      at: 1_000 + n * EVERY_MS,
      presented: presented(n),
      width: 1_280,
      height: 720,
      grey: grey(n),
    };
    return counter.add(sample);
  });
};
const last = (all: readonly FrameStatistics[]): FrameStatistics => all.at(-1)!;

describe('frame statistics', () => {
  it('measures rate, size, brightness and contrast', () => {
    const { framesPerSecond, width, height, brightness, contrast, condition } = last(
      watch(5_000, (n) => grain(120, 8, n)),
    );
    expect(framesPerSecond).toBeCloseTo(28, 5);
    expect([width, height]).toEqual([1_280, 720]);
    expect(brightness).toBeCloseTo(120, 0);
    expect(contrast).toBeCloseTo(25, 0);
    expect(condition).toBe('good');
  });

  it('reports black after two seconds of dark noise, not before', () => {
    const all = watch(FRAME_LIMITS.blackMs, (n) => grain(8, 1, n));
    expect(all.slice(0, -1).map(({ condition }) => condition)).not.toContain('black');
    expect(last(all).condition).toBe('black');
  });

  it('reports black for a shutter of uniform colour', () => {
    expect(last(watch(3_000, () => grain(130, 0, 0))).condition).toBe('black');
  });

  it('accepts an overexposed wall and a dim hall', () => {
    expect(last(watch(3_000, (n) => grain(250, 0, n).fill(255 - (n % 2)))).condition).toBe('good');
    expect(last(watch(3_000, (n) => grain(18, 4, n))).condition).toBe('good');
  });

  it('accepts the first frame after the cover is opened', () => {
    const all = watch(6_000, (n) => (n < 16 ? grain(6, 1, n) : grain(120, 8, n)));
    expect(all[15]?.condition).toBe('black');
    expect(all[16]?.condition).toBe('good');
  });

  it('reports frozen when frames stop', () => {
    const all = watch(
      FRAME_LIMITS.stalledMs + 1_000,
      (n) => grain(120, 8, Math.min(n, 4)),
      (n) => Math.min(n, 4) * 7,
    );
    expect(all[4]?.condition).toBe('good');
    expect(last(all).condition).toBe('frozen');
    expect(last(all).framesPerSecond).toBe(0);
  });

  it('reports frozen when all frames are identical', () => {
    const all = watch(FRAME_LIMITS.identicalMs + EVERY_MS, () => grain(120, 8, 3));
    expect(last(all).condition).toBe('frozen');
    expect(last(watch(FRAME_LIMITS.identicalMs - 1_000, () => grain(120, 8, 3))).condition).toBe(
      'good',
    );
  });

  it('accepts a frozen picture that moves again', () => {
    const all = watch(12_000, (n) => grain(120, 8, n < 40 ? 3 : n));
    expect(all[39]?.condition).toBe('frozen');
    expect(last(all).condition).toBe('good');
  });

  it('states no condition after one frame', () => {
    expect(watch(0, (n) => grain(120, 8, n))[0]).toMatchObject({
      condition: 'measuring',
      framesPerSecond: 0,
    });
  });
});
