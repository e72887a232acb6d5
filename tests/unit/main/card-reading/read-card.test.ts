import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { BarcodeDecoder } from '#main/card-reading/barcode.ts';
import { createCardReading } from '#main/card-reading/read-card.ts';

const samples = path.resolve(import.meta.dirname, '../../../../resources/samples');
/** As a decoder on a barcode that is too soft: with one that was read, fewer orientations would be searched. */
const unreadable: BarcodeDecoder = { read: async () => null };

/** Number of OCR runs for a sample; each takes a second. */
const recognitions = async (name: string, blur: number, turned: boolean): Promise<number> => {
  let asked = 0;
  const readCard = createCardReading({
    barcode: unreadable,
    ocr: {
      read: () => {
        asked += 1;
        return '';
      },
    },
  });
  const picture = sharp(await readFile(path.join(samples, `${name}.jpg`))).blur(blur);
  const jpeg = await picture
    .rotate(turned ? 180 : 0)
    .jpeg({ quality: 85 })
    .toBuffer();
  await readCard({ jpeg, side: 'back' });
  return asked;
};

describe('the search for a machine-readable zone', () => {
  it('runs no OCR on the back of an old card, at any sharpness and orientation', async () => {
    for (const blur of [0.3, 1.5, 3, 5])
      for (const turned of [false, true])
        expect(await recognitions('old-back', blur, turned)).toBe(0);
  });

  it('runs the OCR on the back of a smart card, blurred or upside down', async () => {
    for (const blur of [0.3, 1.5, 3])
      for (const turned of [false, true])
        expect(await recognitions('smart-back', blur, turned)).toBeGreaterThan(0);
  });
});
