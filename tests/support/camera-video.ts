/** Video files for a browser's fake camera (motion JPEG), generated for one test. */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const FRAMES = 8;
const SIZE = { width: 1280, height: 720 };

export interface VideoOptions {
  /** What every frame shows, PNG or JPEG; one colour when absent. */
  readonly picture?: Buffer;
  readonly colour?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** Grey levels by which frames differ, as a sensor's noise; 0 repeats one frame. */
  readonly noise?: number;
}

/** Writes a video file. @returns its path. */
export const makeVideo = async (
  file: string,
  { picture, colour = '#D5DADA', size = SIZE, noise = 6 }: VideoOptions,
): Promise<string> => {
  const wall = sharp({ create: { ...size, channels: 3, background: colour } });
  const still = picture
    ? await wall
        .composite([
          {
            input: await sharp(picture)
              .resize({ ...size, fit: 'inside' })
              .toBuffer(),
          },
        ])
        .png()
        .toBuffer()
    : await wall.png().toBuffer();
  const frames: Buffer[] = [];
  for (let index = 0; index < (noise === 0 ? 1 : FRAMES); index += 1) {
    const grain = await sharp({
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
      noise === 0 ? sharp(still) : sharp(still).composite([{ input: grain, blend: 'add' }]);
    frames.push(await frame.jpeg({ quality: 80, chromaSubsampling: '4:2:0' }).toBuffer());
  }
  await writeFile(file, Buffer.concat(frames));
  return file;
};
