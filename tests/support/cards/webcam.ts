import sharp from 'sharp';
import { dice } from './random.ts';

const FRAME = { width: 1280, height: 720 };
/** Largest grey-level change of one pixel by noise; enough that no two frames are equal. */
const NOISE = 3;
const QUALITY = 72;

/** The photo in the middle of a wide frame; the wall goes on to both sides. */
async function still(photo: Buffer): Promise<Buffer> {
  const { width, height } = FRAME;
  const middle = await sharp(photo).resize({ height }).removeAlpha().png().toBuffer();
  const wide = (await sharp(middle).metadata()).width;
  const side = Math.floor((width - wide) / 2);
  const wall = async (left: number, across: number): Promise<Buffer> => {
    const strip = await sharp(middle).extract({ left, top: 0, width: 1, height }).png().toBuffer();
    return sharp(strip).resize(across, height, { fit: 'fill' }).png().toBuffer();
  };
  return sharp({ create: { width, height, channels: 3, background: '#D5DADA' } })
    .composite([
      { input: await wall(0, side), left: 0, top: 0 },
      { input: await wall(wide - 1, width - side - wide), left: side + wide, top: 0 },
      { input: middle, left: side, top: 0 },
    ])
    .raw()
    .toBuffer();
}

/**
 * A short film for a browser's fake camera: 1280 x 720 JPEG frames one after another (motion JPEG), with slight noise.
 * @param photo a portrait, JPEG or PNG
 * @param frames how many frames
 */
export async function webcamMjpeg(photo: Buffer, frames = 10): Promise<Buffer> {
  const picture = await still(photo);
  const parts: Buffer[] = [];
  for (let n = 0; n < frames; n += 1) {
    const roll = dice(n + 1);
    const noisy = Buffer.from(picture);
    for (let at = 0; at + 2 < noisy.length; at += 3) {
      const change = roll.whole(-NOISE, NOISE);
      for (let c = at; c < at + 3; c += 1) noisy[c] = Math.min(255, Math.max(0, (noisy[c] ?? 0) + change));
    }
    const raw = { width: FRAME.width, height: FRAME.height, channels: 3 as const };
    parts.push(await sharp(noisy, { raw }).jpeg({ quality: QUALITY, chromaSubsampling: '4:2:0' }).toBuffer());
  }
  return Buffer.concat(parts);
}
