/** Video files for a browser's fake camera (motion JPEG), generated for one test. */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const FRAME_COUNT = 8;
const DEFAULT_SIZE = { width: 1280, height: 720 };

export interface VideoOptions {
  /** PNG or JPEG that every frame shows; a plain colour when absent. */
  readonly picture?: Buffer;
  readonly colour?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** Noise by which frames differ, in grey levels; 0 writes a single frame. */
  readonly noise?: number;
}

/** Writes a video file. @returns its path. */
export const createVideoFile = async (
  file: string,
  { picture, colour = '#D5DADA', size = DEFAULT_SIZE, noise = 6 }: VideoOptions,
): Promise<string> => {
  const backdrop = sharp({ create: { ...size, channels: 3, background: colour } });
  const stillPicture = picture
    ? await backdrop
        .composite([
          {
            input: await sharp(picture)
              .resize({ ...size, fit: 'inside' })
              .toBuffer(),
          },
        ])
        .png()
        .toBuffer()
    : await backdrop.png().toBuffer();
  const frames: Buffer[] = [];
  for (let frameIndex = 0; frameIndex < (noise === 0 ? 1 : FRAME_COUNT); frameIndex += 1) {
    const noiseLayer = await sharp({
      create: {
        ...size,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: noise, sigma: noise },
      },
    })
      .png()
      .toBuffer();
    const frame =
      noise === 0
        ? sharp(stillPicture)
        : sharp(stillPicture).composite([{ input: noiseLayer, blend: 'add' }]);
    frames.push(await frame.jpeg({ quality: 80, chromaSubsampling: '4:2:0' }).toBuffer());
  }
  await writeFile(file, Buffer.concat(frames));
  return file;
};
