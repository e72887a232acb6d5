/**
 * 64-bit difference hash (dHash; N. Krawetz, "Kind of Like That", hackerfactor.com, 2013): similar for repeated scans of a
 * picture, different for the sides of a card.
 */
import sharp from 'sharp';
import type { Pixels } from './encode.ts';

const WIDTH = 9;
const HEIGHT = 8;

/**
 * @returns 16 hex digits; each bit is set if a pixel of the picture, reduced to 9 × 8 grey pixels, is darker than its right
 * neighbour.
 */
export const differenceHashOf = async ({ data, width, height }: Pixels): Promise<string> => {
  const grey = await sharp(data, { raw: { width, height, channels: 3 } })
    .greyscale()
    .resize(WIDTH, HEIGHT, { fit: 'fill' })
    .raw()
    .toBuffer();
  let bits = 0n;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH - 1; x++) {
      const at = y * WIDTH + x;
      bits = (bits << 1n) | ((grey[at] ?? 0) < (grey[at + 1] ?? 0) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
};
