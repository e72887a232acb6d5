import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { BarcodeDecoder } from '#main/card-reading/barcode.ts';
import { createCardReading } from '#main/card-reading/read-card.ts';

const samples = path.resolve(import.meta.dirname, '../../../../resources/samples');
/** Finds no barcode, as on a blurred card. A decoded barcode reduces the orientations that are searched. */
const failingDecoder: BarcodeDecoder = { read: async () => null };

/** Returns the number of OCR runs for a sample. Each run takes a second in the app. */
const countOcrRuns = async (name: string, blur: number, isUpsideDown: boolean): Promise<number> => {
  let runs = 0;
  const readCard = createCardReading({
    barcode: failingDecoder,
    ocr: {
      read: () => {
        runs += 1;
        return '';
      },
    },
  });
  const picture = sharp(await readFile(path.join(samples, `${name}.jpg`))).blur(blur);
  const jpeg = await picture
    .rotate(isUpsideDown ? 180 : 0)
    .jpeg({ quality: 85 })
    .toBuffer();
  await readCard({ jpeg, side: 'back' });
  return runs;
};

describe('search for the machine-readable zone', () => {
  it('runs no OCR on the back of an old card, at any sharpness and orientation', async () => {
    for (const blur of [0.3, 1.5, 3, 5])
      for (const isUpsideDown of [false, true])
        expect(await countOcrRuns('old-back', blur, isUpsideDown)).toBe(0);
  });

  it('runs the OCR on the back of a smart card, blurred or upside down', async () => {
    for (const blur of [0.3, 1.5, 3])
      for (const isUpsideDown of [false, true])
        expect(await countOcrRuns('smart-back', blur, isUpsideDown)).toBeGreaterThan(0);
  });
});
