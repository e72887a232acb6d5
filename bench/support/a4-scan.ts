/** Renders a sample card on an A4 scan as a flat-bed scanner delivers it, slightly rotated. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';

const sampleFolder = path.resolve(import.meta.dirname, '../../resources/samples');
const MM_PER_INCH = 25.4;
/** Card size ID-1 of ISO/IEC 7810. */
const CARD_MM = { width: 85.6, height: 53.98 };
const A4_MM = { width: 210, height: 297 };
/** Position and rotation of the card on the glass. */
const CARD_OFFSET_MM = { left: 20, top: 25 };
const ROTATION_DEG = 3;
const LID_COLOUR = { r: 236, g: 236, b: 232 };

export const samplePath = (
  name: 'smart-front' | 'smart-back' | 'smart-photo' | 'old-back',
): string => path.join(sampleFolder, `${name}.jpg`);

export const renderA4Scan = async (
  dpi: number,
  card: 'smart-front' | 'smart-back' = 'smart-front',
): Promise<Sharp> => {
  const px = (mm: number): number => Math.round((mm / MM_PER_INCH) * dpi);
  const rotatedCard = await sharp(await readFile(samplePath(card)))
    .resize(px(CARD_MM.width), px(CARD_MM.height), { fit: 'fill' })
    .rotate(ROTATION_DEG, { background: LID_COLOUR })
    .toBuffer();
  return sharp({
    create: {
      width: px(A4_MM.width),
      height: px(A4_MM.height),
      channels: 3,
      background: LID_COLOUR,
    },
  })
    .composite([{ input: rotatedCard, left: px(CARD_OFFSET_MM.left), top: px(CARD_OFFSET_MM.top) }])
    .withMetadata({ density: dpi });
};
