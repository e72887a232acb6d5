import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createImagingClient } from '#main/imaging/client.ts';
import { limits } from '#shared/limits.ts';
import { err } from '#shared/result.ts';
import { forkNodeChild } from '#tests/support/node-child.ts';
import { silentLog, startImagingProcess } from '#tests/support/imaging-process.ts';
import { makeBmp, makePng, createNoise, drawQuarters, readRgb } from './pictures.ts';

const { imaging, children, clean, expectFailure: failure, stop } = startImagingProcess();
afterAll(stop);

const picture = drawQuarters(640, 400);
const rgb = await readRgb(picture.clone());
const ppm = Buffer.concat([Buffer.from('P6\n640 400\n255\n'), rgb.data]);
const drawPixel = () => [90, 120, 200] as const;

describe('refused pictures', () => {
  it('reports the name of a known format that is not accepted', async () => {
    const svg =
      '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"/>';
    const frames = [
      await picture.clone().png().toBuffer(),
      await picture.clone().negate().png().toBuffer(),
    ];
    const filesByFormat: [string, Buffer][] = [
      [
        'GIF',
        await sharp(frames, { join: { animated: true } })
          .gif()
          .toBuffer(),
      ],
      ['AVIF', await picture.clone().avif({ effort: 0 }).toBuffer()],
      [
        'HEIC',
        Buffer.concat([
          Buffer.from([0, 0, 0, 24]),
          Buffer.from('ftypheic\0\0\0\0mif1heic'),
          Buffer.alloc(500),
        ]),
      ],
      ['SVG', Buffer.from(svg)],
      ['PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n')],
      ['BMP', makeBmp(640, 400, { bits: 1 }, () => [0, 0, 0])],
      ['BMP', makeBmp(640, 400, { bits: 8, compression: 1 }, () => [0, 0, 0])],
      ['PNM (text)', Buffer.from('P3 2 1 255 1 2 3 4 5 6')],
    ];
    for (const [format, file] of filesByFormat)
      expect(await failure(file), format).toEqual(err('IMG-FORMAT', { params: { format } }));
  });

  it('reports texts and other files that are not pictures', async () => {
    const texts = [
      'Dear sir, this is card.jpg',
      'BMW drivers only, this is a text of some length',
      '<!doctype html><p>BM</p>',
    ];
    for (const text of [...texts, 'P6', 'PK\x03\x04zip', 'RIFF....WAVEfmt ']) {
      expect(await failure(Buffer.from(text)), text).toEqual(err('IMG-NOT-IMAGE'));
    }
  });

  it('reports a truncated file in every format', async () => {
    const files = {
      jpeg: await picture.clone().jpeg().toBuffer(),
      progressive: await picture.clone().jpeg({ progressive: true }).toBuffer(),
      png: await picture.clone().png().toBuffer(),
      tiff: await picture.clone().tiff({ compression: 'lzw' }).toBuffer(),
      webp: await picture.clone().webp().toBuffer(),
      ppm,
      bmp: makeBmp(640, 400, { bits: 24 }, drawPixel),
    };
    for (const [name, file] of Object.entries(files)) {
      for (const fraction of [0.3, 0.5, 0.9]) {
        expect(
          await failure(file.subarray(0, Math.floor(file.length * fraction))),
          `${name} ${fraction}`,
        ).toEqual(err('IMG-BROKEN'));
      }
    }
  });

  it('reports a valid header followed by invalid data', async () => {
    const jpeg = await picture.clone().jpeg().toBuffer();
    const png = await picture.clone().png().toBuffer();
    expect(await failure(Buffer.concat([jpeg.subarray(0, 3), createNoise(5_000)]))).toEqual(
      err('IMG-BROKEN'),
    );
    expect(await failure(Buffer.concat([png.subarray(0, 60), createNoise(5_000)]))).toEqual(
      err('IMG-BROKEN'),
    );
    expect(await failure(Buffer.from('P6 many 400 255\n'))).toEqual(err('IMG-BROKEN'));
  });

  it('reports a bitmap with offsets outside the file', async () => {
    const file = makeBmp(640, 400, { bits: 24 }, drawPixel);
    const palette: [number, number, number][] = [[0, 0, 0]];
    const changeUint32 = (at: number, value: number, from = file): Buffer => {
      const copy = Buffer.from(from);
      copy.writeUInt32LE(value, at);
      return copy;
    };
    expect(await failure(changeUint32(10, 0xffffff00))).toEqual(err('IMG-BROKEN'));
    expect(await failure(changeUint32(10, 0))).toEqual(err('IMG-BROKEN'));
    expect(await failure(changeUint32(18, 0x7fffffff))).toMatchObject({
      error: { code: 'IMG-PIXELS' },
    });
    expect(await failure(changeUint32(22, 0x80000000))).toMatchObject({
      error: { code: 'IMG-PIXELS' },
    });
    expect(await failure(makeBmp(640, 400, { bits: 8, palette }, () => [7, 0, 0]))).toEqual(
      err('IMG-BROKEN'),
    );
    expect(
      await failure(
        changeUint32(
          46,
          0xfffffff0,
          makeBmp(640, 400, { bits: 8, palette }, () => [0, 0, 0]),
        ),
      ),
    ).toEqual(err('IMG-BROKEN'));
  });

  it('refuses too many megapixels by the header, before decoding', async () => {
    const readError = async (file: Buffer) => (await failure(file)).error;
    expect(await readError(makePng(10_000, 10_000, 10_000))).toEqual({
      code: 'IMG-PIXELS',
      params: { megapixels: 100 },
    });
    expect(await readError(makePng(40_000, 25_000, 1))).toEqual({
      code: 'IMG-PIXELS',
      params: { megapixels: 1_000 },
    });
    expect(await readError(Buffer.from('P6 40000 25000 255\n'))).toEqual({
      code: 'IMG-PIXELS',
      params: { megapixels: 1_000 },
    });
  });

  it('refuses a decoded size above the limit by the header, whatever the size of the file', async () => {
    const RGBA = 6;
    const hugePicture = makePng(7_500, 7_500, 1, { bits: 16, colourType: RGBA });
    expect(hugePicture.length).toBeLessThan(1_000);
    // 56 megapixels are allowed; four channels of 16 bits make them 450 MB.
    expect(await failure(hugePicture)).toEqual(err('IMG-PIXELS', { params: { megapixels: 56 } }));
    expect(await failure(makePng(5_000, 5_000, 1, { bits: 16, colourType: RGBA }))).toEqual(
      err('IMG-BROKEN'),
    );
  });

  it('refuses a picture too small for a card', async () => {
    const smallPicture = await drawQuarters(limits.importMinSidePx - 1, 800)
      .png()
      .toBuffer();
    expect(await failure(smallPicture)).toEqual(
      err('IMG-TOO-SMALL', { params: { minPx: limits.importMinSidePx } }),
    );
    expect(await failure(makeBmp(100, 100, { bits: 24 }, () => [0, 0, 0]))).toMatchObject({
      error: { code: 'IMG-TOO-SMALL' },
    });
  });

  it('refuses a file above the limit before sending it to the process', async () => {
    const processesBefore = children.length;
    expect(
      await imaging.clean({ kind: 'card', bytes: new Uint8Array(limits.importMaxBytes + 1) }),
    ).toEqual(err('IMG-FILE-SIZE'));
    expect(children).toHaveLength(processesBefore);
  });
});

describe('imaging process', () => {
  it('is not restarted by any of the refused pictures', () => {
    expect(children).toHaveLength(1);
  });

  it('returns IMG-PROCESS when it is killed, and a new process handles the next picture', async () => {
    const largePicture = Buffer.concat([
      Buffer.from('P6 4300 3150 255\n'),
      createNoise(4300 * 3150 * 3),
    ]);
    const pending = imaging.clean({ kind: 'card', bytes: largePicture });
    children.at(-1)!.kill();
    expect(await pending).toEqual(err('IMG-PROCESS'));
    expect((await clean(ppm)).widthPx).toBe(640);
    expect(children).toHaveLength(2);
  });

  it('returns IMG-PROCESS on timeout', async () => {
    const fork = () => forkNodeChild(path.join(import.meta.dirname, 'silent-child.ts'));
    const imagingWithTimeout = createImagingClient({ fork, log: silentLog, timeoutMs: 1_000 });
    expect(await imagingWithTimeout.clean({ kind: 'card', bytes: ppm })).toEqual(
      err('IMG-PROCESS'),
    );
    await imagingWithTimeout.stop();
  });

  it('receives the file only and no adjacent memory', async () => {
    const sentMessages: unknown[] = [];
    const ignore = (): void => undefined;
    const fork = () => ({
      postMessage: (message: unknown) => sentMessages.push(message),
      onMessage: ignore,
      onExit: ignore,
      kill: ignore,
    });
    const recordingImaging = createImagingClient({ fork, log: silentLog, timeoutMs: 10 });
    await recordingImaging.clean({
      kind: 'card',
      bytes: Buffer.concat([Buffer.from('secret'), ppm]).subarray(6),
    });
    const { bytes } = (sentMessages[0] as { payload: { bytes: Uint8Array } }).payload;
    expect(bytes.buffer.byteLength).toBe(ppm.length);
    expect(Buffer.compare(bytes, ppm)).toBe(0);
  });

  it('keeps decoded pixels out of the main process', async () => {
    // 55 megapixels are 165 MB decoded; the file is small.
    const file = await sharp({
      create: { width: 7_400, height: 7_400, channels: 3, background: '#888' },
    })
      .png()
      .toBuffer();
    const bytesBefore = process.memoryUsage().rss;
    let maxBytes = bytesBefore;
    const interval = setInterval(() => {
      maxBytes = Math.max(maxBytes, process.memoryUsage().rss);
    }, 5);
    await clean(file);
    clearInterval(interval);
    expect(maxBytes - bytesBefore).toBeLessThan(60_000_000);
  });
});
