/** A card on an A4 sheet as a flat-bed scanner sees it, slightly turned. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';

const samples = path.resolve(import.meta.dirname, '../../resources/samples');
const MM_PER_INCH = 25.4;
/** ID-1. */
const CARD_MM = { width: 85.6, height: 53.98 };
const A4_MM = { width: 210, height: 297 };
const GLASS = { r: 236, g: 236, b: 232 };

export const samplePath = (
  name: 'smart-front' | 'smart-back' | 'smart-photo' | 'old-back',
): string => path.join(samples, `${name}.jpg`);

export const a4Scan = async (
  dpi: number,
  card: 'smart-front' | 'smart-back' = 'smart-front',
): Promise<Sharp> => {
  const px = (mm: number): number => Math.round((mm / MM_PER_INCH) * dpi);
  const turned = await sharp(await readFile(samplePath(card)))
    .resize(px(CARD_MM.width), px(CARD_MM.height), { fit: 'fill' })
    .rotate(3, { background: GLASS })
    .toBuffer();
  return sharp({
    create: { width: px(A4_MM.width), height: px(A4_MM.height), channels: 3, background: GLASS },
  })
    .composite([{ input: turned, left: px(20), top: px(25) }])
    .withMetadata({ density: dpi });
};
