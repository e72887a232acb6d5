import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { err } from '#shared/result.ts';
import { createBlank, paintDot, type Rgb } from '#tests/support/cards/glass/canvas.ts';
import { addNoise } from '#tests/support/cards/glass/scan.ts';
import { createSeededRandom } from '#tests/support/cards/random.ts';
import { startImagingProcess } from '#tests/support/imaging-process.ts';

const { imaging, stop } = startImagingProcess();
afterAll(stop);

const DPI = 200;
const PX_PER_MM = DPI / 25.4;
const SIZE = { widthMm: 120, heightMm: 160 };

/** Draws a scan of a blank sheet with sensor noise. `level` is the brightness of the paper (0 to 255). */
const drawSheet = (
  seed: number,
  addDefects: (paper: Rgb) => void = () => undefined,
  level = 236,
): Rgb => {
  const paper = createBlank(
    Math.round(SIZE.widthMm * PX_PER_MM),
    Math.round(SIZE.heightMm * PX_PER_MM),
  );
  paper.data.fill(level);
  addDefects(paper);
  addNoise(paper, 2.5, createSeededRandom(seed));
  return paper;
};

const checkSheet = async ({ data, width, height }: Rgb) => {
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
  const result = await imaging.blankSheet({ bytes: Uint8Array.from(bytes), dpi: DPI });
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

const drawStreak = (paper: Rgb, xMm: number, widthPx: number, levels: number): void => {
  for (let y = 0; y < paper.height; y++) {
    for (let x = Math.round(xMm * PX_PER_MM); x < Math.round(xMm * PX_PER_MM) + widthPx; x++) {
      for (let channel = 0; channel < 3; channel++)
        paper.data[(y * paper.width + x) * 3 + channel]! += levels;
    }
  }
};

describe('checkBlankSheet', () => {
  it('finds nothing on a clean scanner', async () => {
    for (const seed of [1, 2, 3]) {
      const result = await checkSheet(drawSheet(seed));
      expect(result).toMatchObject({ specks: 0, largest: [], streaks: [] });
      expect(result.evenness).toBeGreaterThan(0.98);
      expect(Math.abs(result.paper - 236)).toBeLessThan(2);
    }
  });

  it('reports dust with its position, the largest first', async () => {
    const specks = [
      { x: 30, y: 40, radiusMm: 0.15 },
      { x: 90, y: 22, radiusMm: 0.5 },
      { x: 61, y: 130, radiusMm: 0.25 },
    ];
    const result = await checkSheet(
      drawSheet(4, (paper) =>
        specks.forEach(({ x, y, radiusMm }) =>
          paintDot(paper, x * PX_PER_MM, y * PX_PER_MM, radiusMm * PX_PER_MM, 70, 0.8),
        ),
      ),
    );
    expect(result.specks).toBe(3);
    expect(result.streaks).toEqual([]);
    for (const [index, { x, y, radiusMm }] of [specks[1]!, specks[2]!, specks[0]!].entries()) {
      const foundSpeck = result.largest[index]!;
      expect(Math.hypot(foundSpeck.xMm - x, foundSpeck.yMm - y)).toBeLessThan(0.3);
      expect(Math.abs(foundSpeck.sizeMm - 2 * radiusMm)).toBeLessThan(0.35);
    }
  });

  it('reports dark and light streaks, and does not count them as dust', async () => {
    const result = await checkSheet(
      drawSheet(5, (paper) => {
        drawStreak(paper, 35, 2, -12);
        drawStreak(paper, 80, 1, 8);
      }),
    );
    expect(result.specks).toBe(0);
    expect(result.streaks).toHaveLength(2);
    const [dark, light] = result.streaks;
    expect(Math.abs(dark!.xMm - 35.1)).toBeLessThan(0.3);
    expect(dark!.levels).toBeLessThan(-6);
    expect(Math.abs(light!.xMm - 80)).toBeLessThan(0.3);
    expect(light!.levels).toBeGreaterThan(3);
  });

  it('distinguishes dust from a streak below it', async () => {
    const result = await checkSheet(
      drawSheet(6, (paper) => {
        drawStreak(paper, 50, 2, -10);
        paintDot(paper, 50.1 * PX_PER_MM, 70 * PX_PER_MM, 0.4 * PX_PER_MM, 60, 0.9);
      }),
    );
    expect(result.streaks).toHaveLength(1);
    expect(result.specks).toBe(1);
    expect(Math.abs(result.largest[0]!.yMm - 70)).toBeLessThan(0.3);
  });

  it('reports a low evenness when the light decreases to one side', async () => {
    const result = await checkSheet(
      drawSheet(7, (paper) => {
        for (let offset = 0; offset < paper.data.length; offset++)
          paper.data[offset]! *= 1 - 0.2 * ((Math.floor(offset / 3) % paper.width) / paper.width);
      }),
    );
    expect(result.evenness).toBeLessThan(0.86);
    expect(result.evenness).toBeGreaterThan(0.76);
    expect(result).toMatchObject({ specks: 0, streaks: [] });
  });

  it('counts more dust than it lists', async () => {
    const random = createSeededRandom(8);
    const result = await checkSheet(
      drawSheet(8, (paper) => {
        for (let speck = 0; speck < 80; speck++)
          paintDot(
            paper,
            (8 + 10 * (speck % 10) + random.next()) * PX_PER_MM,
            (12 + 15 * Math.floor(speck / 10)) * PX_PER_MM,
            0.3 * PX_PER_MM,
            60,
            0.9,
          );
      }),
    );
    expect(result.specks).toBe(80);
    expect(result.largest).toHaveLength(40);
  });

  it('refuses a file that is not a picture', async () => {
    expect(
      await imaging.blankSheet({ bytes: new TextEncoder().encode('no picture at all'), dpi: DPI }),
    ).toEqual(err('IMG-NOT-IMAGE'));
  });
});
