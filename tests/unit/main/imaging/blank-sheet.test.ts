import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { err } from '#shared/result.ts';
import { blank, dot, type Rgb } from '#tests/support/cards/glass/canvas.ts';
import { addNoise } from '#tests/support/cards/glass/scan.ts';
import { createSeededRandom } from '#tests/support/cards/random.ts';
import { startImagingProcess } from '#tests/support/imaging-process.ts';

const { imaging, stop } = startImagingProcess();
afterAll(stop);

const DPI = 200;
const MM = DPI / 25.4;
const SIZE = { widthMm: 120, heightMm: 160 };

/** A sheet of paper as a sensor with some noise sees it. */
const sheet = (seed: number, spoil: (paper: Rgb) => void = () => undefined, level = 236): Rgb => {
  const paper = blank(Math.round(SIZE.widthMm * MM), Math.round(SIZE.heightMm * MM));
  paper.data.fill(level);
  spoil(paper);
  addNoise(paper, 2.5, createSeededRandom(seed));
  return paper;
};

const judge = async ({ data, width, height }: Rgb) => {
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
  const result = await imaging.blankSheet({ bytes: Uint8Array.from(bytes), dpi: DPI });
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

const streak = (paper: Rgb, xMm: number, widthPx: number, levels: number): void => {
  for (let y = 0; y < paper.height; y++) {
    for (let x = Math.round(xMm * MM); x < Math.round(xMm * MM) + widthPx; x++) {
      for (let c = 0; c < 3; c++) paper.data[(y * paper.width + x) * 3 + c]! += levels;
    }
  }
};

describe('checkBlankSheet', () => {
  it('finds nothing on a clean scanner', async () => {
    for (const seed of [1, 2, 3]) {
      const judged = await judge(sheet(seed));
      expect(judged).toMatchObject({ specks: 0, largest: [], streaks: [] });
      expect(judged.evenness).toBeGreaterThan(0.98);
      expect(Math.abs(judged.paper - 236)).toBeLessThan(2);
    }
  });

  it('reports dust with its position, the largest first', async () => {
    const places = [
      { x: 30, y: 40, radiusMm: 0.15 },
      { x: 90, y: 22, radiusMm: 0.5 },
      { x: 61, y: 130, radiusMm: 0.25 },
    ];
    const judged = await judge(
      sheet(4, (paper) =>
        places.forEach(({ x, y, radiusMm }) => dot(paper, x * MM, y * MM, radiusMm * MM, 70, 0.8)),
      ),
    );
    expect(judged.specks).toBe(3);
    expect(judged.streaks).toEqual([]);
    for (const [index, { x, y, radiusMm }] of [places[1]!, places[2]!, places[0]!].entries()) {
      const found = judged.largest[index]!;
      expect(Math.hypot(found.xMm - x, found.yMm - y)).toBeLessThan(0.3);
      expect(Math.abs(found.sizeMm - 2 * radiusMm)).toBeLessThan(0.35);
    }
  });

  it('reports dark and light streaks and not as dust', async () => {
    const judged = await judge(
      sheet(5, (paper) => {
        streak(paper, 35, 2, -12);
        streak(paper, 80, 1, 8);
      }),
    );
    expect(judged.specks).toBe(0);
    expect(judged.streaks).toHaveLength(2);
    const [dark, light] = judged.streaks;
    expect(Math.abs(dark!.xMm - 35.1)).toBeLessThan(0.3);
    expect(dark!.levels).toBeLessThan(-6);
    expect(Math.abs(light!.xMm - 80)).toBeLessThan(0.3);
    expect(light!.levels).toBeGreaterThan(3);
  });

  it('distinguishes dust from a streak below it', async () => {
    const judged = await judge(
      sheet(6, (paper) => {
        streak(paper, 50, 2, -10);
        dot(paper, 50.1 * MM, 70 * MM, 0.4 * MM, 60, 0.9);
      }),
    );
    expect(judged.streaks).toHaveLength(1);
    expect(judged.specks).toBe(1);
    expect(Math.abs(judged.largest[0]!.yMm - 70)).toBeLessThan(0.3);
  });

  it('reports light that falls off to one side', async () => {
    const judged = await judge(
      sheet(7, (paper) => {
        for (let at = 0; at < paper.data.length; at++)
          paper.data[at]! *= 1 - 0.2 * ((Math.floor(at / 3) % paper.width) / paper.width);
      }),
    );
    expect(judged.evenness).toBeLessThan(0.86);
    expect(judged.evenness).toBeGreaterThan(0.76);
    expect(judged).toMatchObject({ specks: 0, streaks: [] });
  });

  it('counts more dust than it lists', async () => {
    const roll = createSeededRandom(8);
    const judged = await judge(
      sheet(8, (paper) => {
        for (let n = 0; n < 80; n++)
          dot(
            paper,
            (8 + 10 * (n % 10) + roll.next()) * MM,
            (12 + 15 * Math.floor(n / 10)) * MM,
            0.3 * MM,
            60,
            0.9,
          );
      }),
    );
    expect(judged.specks).toBe(80);
    expect(judged.largest).toHaveLength(40);
  });

  it('refuses a file that is not a picture', async () => {
    expect(
      await imaging.blankSheet({ bytes: new TextEncoder().encode('no picture at all'), dpi: DPI }),
    ).toEqual(err('IMG-NOT-IMAGE'));
  });
});
