/** Converts a portrait to a motion JPEG video for the browser’s fake camera. */
import sharp from 'sharp';
import { createSeededRandom } from './random.ts';

const FRAME = { width: 1280, height: 720 };
/** Largest change by noise in grey levels, sufficient for all frames to differ. */
const NOISE = 2;
/** Side of the squares of equal noise in pixels, the size of JPEG's blocks. Noise of single pixels makes the video many times larger. */
const SQUARE = 8;
const QUALITY = 78;

/** The photo in the middle of a wide frame; the extendedWall is extended to both sides. */
async function stillFrame(photo: Buffer): Promise<Buffer> {
  const { width, height } = FRAME;
  const middle = await sharp(photo).resize({ height }).removeAlpha().png().toBuffer();
  const wide = (await sharp(middle).metadata()).width;
  const side = Math.floor((width - wide) / 2);
  const extendedWall = async (left: number, across: number): Promise<Buffer> => {
    const strip = await sharp(middle).extract({ left, top: 0, width: 1, height }).png().toBuffer();
    return sharp(strip).resize(across, height, { fit: 'fill' }).png().toBuffer();
  };
  return sharp({ create: { width, height, channels: 3, background: '#D5DADA' } })
    .composite([
      { input: await extendedWall(0, side), left: 0, top: 0 },
      { input: await extendedWall(wide - 1, width - side - wide), left: side + wide, top: 0 },
      { input: middle, left: side, top: 0 },
    ])
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** A copy of raw RGB pixels with slight noise; the same seed gives the same noise. */
function noisy(picture: Buffer, seed: number): Buffer {
  const random = createSeededRandom(seed);
  const across = Math.ceil(FRAME.width / SQUARE);
  const changes = Array.from({ length: across * Math.ceil(FRAME.height / SQUARE) }, () =>
    random.whole(-NOISE, NOISE),
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
 * A short video for a browser's fake camera: 1280 x 720 JPEG frames one after another (motion JPEG), with slight noise.
 * @param photo a portrait, JPEG or PNG
 * @param frames number of frames
 */
export async function webcamMjpeg(photo: Buffer, frames = 10): Promise<Buffer> {
  const picture = await stillFrame(photo);
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
