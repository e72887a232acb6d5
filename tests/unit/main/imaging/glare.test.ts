import { describe, expect, it } from 'vitest';
import { measureGlare } from '#main/imaging/card/glare.ts';

const WIDTH = 640;
const HEIGHT = 400;

/** Draws grey paper with white rectangles, each `[left, top, width, height]` in pixels. */
const drawPaper = (...white: (readonly [number, number, number, number])[]) => {
  const data = new Float32Array(WIDTH * HEIGHT).fill(225);
  for (const [left, top, width, height] of white)
    for (let y = top; y < top + height; y++)
      data.fill(255, y * WIDTH + left, y * WIDTH + left + width);
  return { data, width: WIDTH, height: HEIGHT };
};

describe('measureGlare', () => {
  it('finds nothing on evenly lit paper', () => {
    expect(measureGlare(drawPaper())).toEqual({ share: 0, area: null });
  });

  it('returns the box around a white patch in fractions of the card', () => {
    const { share, area } = measureGlare(drawPaper([320, 160, 64, 32]));
    expect(share).toBeCloseTo(8 / 1_000, 6);
    expect(area).toEqual({ x: 0.5, y: 0.4, width: 0.1, height: 0.08 });
  });

  it('returns the box of the largest patch and the share of all patches', () => {
    const { share, area } = measureGlare(
      drawPaper([0, 0, 16, 16], [320, 160, 64, 32], [608, 384, 32, 16]),
    );
    expect(share).toBeCloseTo(11 / 1_000, 6);
    expect(area).toEqual({ x: 0.5, y: 0.4, width: 0.1, height: 0.08 });
  });

  it('joins tiles that touch at a corner to one patch, but not across opposite edges of the card', () => {
    expect(measureGlare(drawPaper([16, 16, 16, 16], [32, 32, 16, 16])).area).toEqual({
      x: 16 / WIDTH,
      y: 16 / HEIGHT,
      width: 32 / WIDTH,
      height: 32 / HEIGHT,
    });
    expect(measureGlare(drawPaper([624, 16, 16, 16], [0, 32, 16, 16])).area?.width).toBe(
      16 / WIDTH,
    );
    expect(measureGlare(drawPaper([0, 16, 16, 16], [624, 16, 16, 16])).area?.width).toBe(
      16 / WIDTH,
    );
  });
});
