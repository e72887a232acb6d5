/** Renders a sample card on an A4 scan as a flat-bed scanner delivers it, rotated by 3°. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';

const samples = path.resolve(import.meta.dirname, '../../resources/samples');
const MM_PER_INCH = 25.4;
/** Card size ID-1 of ISO/IEC 7810. */
const CARD_MM = { width: 85.6, height: 53.98 };
const A4_MM = { width: 210, height: 297 };
const LID_COLOUR = { r: 236, g: 236, b: 232 };

export const samplePath = (
  name: 'smart-front' | 'smart-back' | 'smart-photo' | 'old-back',
): string => path.join(samples, `${name}.jpg`);

export const a4Scan = async (
  dpi: number,
  card: 'smart-front' | 'smart-back' = 'smart-front',
): Promise<Sharp> => {
  const px = (mm: number): number => Math.round((mm / MM_PER_INCH) * dpi);
  const rotatedCard = await sharp(await readFile(samplePath(card)))
    .resize(px(CARD_MM.width), px(CARD_MM.height), { fit: 'fill' })
    .rotate(3, { background: LID_COLOUR })
    .toBuffer();
  return sharp({
    create: {
      width: px(A4_MM.width),
      height: px(A4_MM.height),
      channels: 3,
      background: LID_COLOUR,
    },
  })
    .composite([{ input: rotatedCard, left: px(20), top: px(25) }])
    .withMetadata({ density: dpi });
};
