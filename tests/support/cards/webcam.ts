/** Converts a portrait to a motion JPEG film for the browser’s fake camera. */
import sharp from 'sharp';
import { dice } from './random.ts';

const FRAME = { width: 1280, height: 720 };
/** Largest grey-level change by noise; enough that no two frames are equal. */
const NOISE = 2;
/** Noise comes in squares of so many pixels, JPEG's own: single-pixel noise would make the film many times larger. */
const SQUARE = 8;
const QUALITY = 78;

/** The photo in the middle of a wide frame; the wall is extended to both sides. */
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
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** A copy of raw RGB pixels with slight noise; the same number gives the same noise. */
function noisy(picture: Buffer, seed: number): Buffer {
  const roll = dice(seed);
  const across = Math.ceil(FRAME.width / SQUARE);
  const changes = Array.from({ length: across * Math.ceil(FRAME.height / SQUARE) }, () =>
    roll.whole(-NOISE, NOISE),
  );
  const copy = Buffer.from(picture);
  for (let at = 0; at < copy.length; at += 1) {
    const pixel = Math.floor(at / 3);
    const x = pixel % FRAME.width;
    const y = (pixel - x) / FRAME.width;
    const change = changes[Math.floor(y / SQUARE) * across + Math.floor(x / SQUARE)] ?? 0;
    copy[at] = Math.min(255, Math.max(0, (copy[at] ?? 0) + change));
  }
  return copy;
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
    const raw = { width: FRAME.width, height: FRAME.height, channels: 3 as const };
    parts.push(
      await sharp(noisy(picture, n + 1), { raw })
        .jpeg({ quality: QUALITY, chromaSubsampling: '4:2:0' })
        .toBuffer(),
    );
  }
  return Buffer.concat(parts);
}
