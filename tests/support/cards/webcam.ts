/** Converts a portrait to a motion JPEG video for the browser’s fake camera. */
import sharp from 'sharp';
import { createSeededRandom } from './random.ts';

const FRAME_SIZE = { width: 1280, height: 720 };
/** Largest change by noise in grey levels, sufficient for all frames to differ. */
const MAX_NOISE = 2;
/** Side of the squares of equal noise in pixels, the size of JPEG's blocks. Noise of single pixels makes the video many times larger. */
const SQUARE_PX = 8;
const JPEG_QUALITY = 78;

/** The photo in the middle of a wide frame, with its wall extended to both sides. */
async function createStillFrame(photo: Buffer): Promise<Buffer> {
  const { width, height } = FRAME_SIZE;
  const portrait = await sharp(photo).resize({ height }).removeAlpha().png().toBuffer();
  const portraitWidth = (await sharp(portrait).metadata()).width;
  const side = Math.floor((width - portraitWidth) / 2);
  const extendWall = async (left: number, across: number): Promise<Buffer> => {
    const strip = await sharp(portrait)
      .extract({ left, top: 0, width: 1, height })
      .png()
      .toBuffer();
    return sharp(strip).resize(across, height, { fit: 'fill' }).png().toBuffer();
  };
  return sharp({ create: { width, height, channels: 3, background: '#D5DADA' } })
    .composite([
      { input: await extendWall(0, side), left: 0, top: 0 },
      {
        input: await extendWall(portraitWidth - 1, width - side - portraitWidth),
        left: side + portraitWidth,
        top: 0,
      },
      { input: portrait, left: side, top: 0 },
    ])
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** Returns a copy of raw RGB pixels with slight noise; the same seed gives the same noise. */
function addNoise(picture: Buffer, seed: number): Buffer {
  const random = createSeededRandom(seed);
  const squaresPerRow = Math.ceil(FRAME_SIZE.width / SQUARE_PX);
  const squareNoise = Array.from(
    { length: squaresPerRow * Math.ceil(FRAME_SIZE.height / SQUARE_PX) },
    () => random.integer(-MAX_NOISE, MAX_NOISE),
  );
  const noisyPicture = Buffer.from(picture);
  for (let index = 0; index < noisyPicture.length; index += 1) {
    const pixel = Math.floor(index / 3);
    const x = pixel % FRAME_SIZE.width;
    const y = (pixel - x) / FRAME_SIZE.width;
    const noise =
      squareNoise[Math.floor(y / SQUARE_PX) * squaresPerRow + Math.floor(x / SQUARE_PX)] ?? 0;
    noisyPicture[index] = Math.min(255, Math.max(0, (noisyPicture[index] ?? 0) + noise));
  }
  return noisyPicture;
}

/**
 * A short video for a browser's fake camera: 1280 x 720 JPEG frames one after another (motion JPEG), with slight noise.
 * @param photo a portrait, JPEG or PNG
 * @param frameCount number of frames
 */
export async function createWebcamVideo(photo: Buffer, frameCount = 10): Promise<Buffer> {
  const picture = await createStillFrame(photo);
  const videoFrames: Buffer[] = [];
  for (let frameIndex = 0; frameIndex < frameCount; frameIndex += 1) {
    const rawOptions = { width: FRAME_SIZE.width, height: FRAME_SIZE.height, channels: 3 as const };
    videoFrames.push(
      await sharp(addNoise(picture, frameIndex + 1), { raw: rawOptions })
        .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:2:0' })
        .toBuffer(),
    );
  }
  return Buffer.concat(videoFrames);
}
