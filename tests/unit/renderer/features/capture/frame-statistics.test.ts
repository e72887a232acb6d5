import { describe, expect, it } from 'vitest';
import {
  createFrameAnalyser,
  FRAME_LIMITS,
  type FrameSample,
  type FrameStatistics,
} from '#renderer/features/capture/frame-statistics.ts';

const SAMPLE_INTERVAL_MS = 250;

/** Creates grey levels around a mean, which are equal for equal seeds. */
const createGreyLevels = (mean: number, spread: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: 576 }, (_, index) =>
    Math.max(0, Math.min(255, mean + (((index * 7 + seed * 13) % 11) - 5) * spread)),
  );

/** Adds a sample every `SAMPLE_INTERVAL_MS`. @returns the statistics after each sample. */
const analyseFrames = (
  ms: number,
  greyOf: (index: number) => Uint8Array,
  presentedFramesOf: (index: number) => number = (index) => index * 7,
): FrameStatistics[] => {
  const analyser = createFrameAnalyser();
  return Array.from({ length: ms / SAMPLE_INTERVAL_MS + 1 }, (_, index) => {
    const sample: FrameSample = {
      at: 1_000 + index * SAMPLE_INTERVAL_MS,
      presented: presentedFramesOf(index),
      width: 1_280,
      height: 720,
      grey: greyOf(index),
    };
    return analyser.add(sample);
  });
};
const lastOf = (statistics: readonly FrameStatistics[]): FrameStatistics => statistics.at(-1)!;

describe('createFrameAnalyser', () => {
  it('measures rate, size, brightness and contrast', () => {
    const { framesPerSecond, width, height, brightness, contrast, condition } = lastOf(
      analyseFrames(5_000, (index) => createGreyLevels(120, 8, index)),
    );
    expect(framesPerSecond).toBeCloseTo(28, 5);
    expect([width, height]).toEqual([1_280, 720]);
    expect(brightness).toBeCloseTo(120, 0);
    expect(contrast).toBeCloseTo(25, 0);
    expect(condition).toBe('good');
  });

  it('reports black after two seconds of dark noise, not before', () => {
    const statistics = analyseFrames(FRAME_LIMITS.blackMs, (index) =>
      createGreyLevels(8, 1, index),
    );
    expect(statistics.slice(0, -1).map(({ condition }) => condition)).not.toContain('black');
    expect(lastOf(statistics).condition).toBe('black');
  });

  it('reports black for a shutter of uniform colour', () => {
    expect(lastOf(analyseFrames(3_000, () => createGreyLevels(130, 0, 0))).condition).toBe('black');
  });

  it('accepts an overexposed wall and a dim hall', () => {
    expect(
      lastOf(
        analyseFrames(3_000, (index) => createGreyLevels(250, 0, index).fill(255 - (index % 2))),
      ).condition,
    ).toBe('good');
    expect(lastOf(analyseFrames(3_000, (index) => createGreyLevels(18, 4, index))).condition).toBe(
      'good',
    );
  });

  it('accepts the first frame after the cover is opened', () => {
    const statistics = analyseFrames(6_000, (index) =>
      index < 16 ? createGreyLevels(6, 1, index) : createGreyLevels(120, 8, index),
    );
    expect(statistics[15]?.condition).toBe('black');
    expect(statistics[16]?.condition).toBe('good');
  });

  it('reports frozen when frames stop', () => {
    const statistics = analyseFrames(
      FRAME_LIMITS.stalledMs + 1_000,
      (index) => createGreyLevels(120, 8, Math.min(index, 4)),
      (index) => Math.min(index, 4) * 7,
    );
    expect(statistics[4]?.condition).toBe('good');
    expect(lastOf(statistics).condition).toBe('frozen');
    expect(lastOf(statistics).framesPerSecond).toBe(0);
  });

  it('reports frozen when all frames are identical', () => {
    const statistics = analyseFrames(FRAME_LIMITS.identicalMs + SAMPLE_INTERVAL_MS, () =>
      createGreyLevels(120, 8, 3),
    );
    expect(lastOf(statistics).condition).toBe('frozen');
    expect(
      lastOf(analyseFrames(FRAME_LIMITS.identicalMs - 1_000, () => createGreyLevels(120, 8, 3)))
        .condition,
    ).toBe('good');
  });

  it('accepts a frozen picture that moves again', () => {
    const statistics = analyseFrames(12_000, (index) =>
      createGreyLevels(120, 8, index < 40 ? 3 : index),
    );
    expect(statistics[39]?.condition).toBe('frozen');
    expect(lastOf(statistics).condition).toBe('good');
  });

  it('has the condition "measuring" after one frame', () => {
    expect(analyseFrames(0, (index) => createGreyLevels(120, 8, index))[0]).toMatchObject({
      condition: 'measuring',
      framesPerSecond: 0,
    });
  });
});
