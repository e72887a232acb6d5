/** Tests card detection in two held-out pictures: they are of another generator, and no threshold is tuned to them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startImagingProcess } from '#tests/support/imaging-process.ts';
import { meanCornerErrorMm } from './measure.ts';

const { card: prepare, stop } = startImagingProcess();
afterAll(stop);

interface Picture {
  readonly file: string;
  /** Top left, top right, bottom right and bottom left corner, pixels at 300 dpi. */
  readonly corners: readonly (readonly [number, number])[];
}

const pictures: readonly Picture[] = [
  {
    file: 'white-card-on-white-lid-1.jpg',
    corners: [
      [707, 2217],
      [1711, 2342],
      [1632, 2974],
      [629, 2850],
    ],
  },
  {
    file: 'white-card-on-white-lid-2.jpg',
    corners: [
      [1312, 426],
      [2320, 506],
      [2269, 1142],
      [1261, 1061],
    ],
  },
];
const MAX_ERROR_MM = 1.5;
const PICTURE_SIZE = { widthPx: 2480, heightPx: 3508 };

describe('white cards on a white lid, drawn by another generator', () => {
  it.each(pictures)(
    'finds the card in $file with a mean corner error of at most 1.5 mm',
    async ({ file, corners }) => {
      const bytes = Uint8Array.from(readFileSync(path.join(import.meta.dirname, 'pictures', file)));
      const prepared = await prepare(bytes, { side: 'front', dpi: 300 });
      const error = meanCornerErrorMm(
        PICTURE_SIZE,
        corners.map(([x, y]) => ({ x, y })),
        prepared,
      );
      process.stdout.write(
        `\n${file}: mean corner error ${error.toFixed(2)} mm, score ${prepared.score?.toFixed(2) ?? '-'}\n`,
      );
      expect(prepared.foundBy).toBe('size');
      expect(error).toBeLessThanOrEqual(MAX_ERROR_MM);
    },
  );
});
