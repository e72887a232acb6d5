import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createImaging } from '#main/imaging/client.ts';
import type { CleanPicture, CleanRequest } from '#main/imaging/port.ts';
import { createLog } from '#main/log/log.ts';
import { limits } from '#shared/limits.ts';
import { err } from '#shared/result.ts';
import { forkNodeChild, type NodeChild } from '../../../support/node-child.ts';
import { makeBmp, makePng, noise, quartered, rgbOf } from './pictures.ts';

const children: NodeChild[] = [];
const imaging = createImaging({
  fork: () => {
    const child = forkNodeChild(path.join(import.meta.dirname, '../../../../src/main/imaging/entry.ts'));
    children.push(child);
    return child;
  },
  log: createLog({ stderr: false }),
});
afterAll(() => imaging.stop());

const clean = async (bytes: Uint8Array, more: Partial<CleanRequest> = {}): Promise<CleanPicture> => {
  const result = await imaging.clean({ kind: 'card', bytes, ...more });
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};
const failure = async (bytes: Uint8Array) => {
  const result = await imaging.clean({ kind: 'card', bytes });
  if (result.ok) throw new Error('accepted');
  return result;
};

/** Colour in the middle of each quarter. */
const corners = async (jpeg: Uint8Array) => {
  const { data, width, height } = await rgbOf(sharp(jpeg));
  const at = (x: number, y: number): number[] => [...data.subarray((Math.floor(y * height) * width + Math.floor(x * width)) * 3).subarray(0, 3)];
  return { topLeft: at(0.25, 0.25), topRight: at(0.75, 0.25), bottomLeft: at(0.25, 0.75), bottomRight: at(0.75, 0.75) };
};
type Corners = Awaited<ReturnType<typeof corners>>;
const expected: Corners = { topLeft: [200, 30, 30], topRight: [30, 160, 30], bottomLeft: [30, 30, 200], bottomRight: [230, 230, 230] };
const expectColours = async (jpeg: Uint8Array, wanted: Corners, within: number) => {
  const seen = await corners(jpeg);
  for (const [corner, rgb] of Object.entries(wanted)) {
    rgb.forEach((value, channel) => expect(Math.abs(seen[corner as keyof Corners][channel]! - value), `${corner} ${channel}`).toBeLessThanOrEqual(within));
  }
};

const picture = quartered(640, 400);
const rgb = await rgbOf(picture.clone());
const pixel = (x: number, y: number) => {
  const at = (y * rgb.width + x) * 3;
  return [rgb.data[at]!, rgb.data[at + 1]!, rgb.data[at + 2]!] as const;
};
const ppm = Buffer.concat([Buffer.from('P6\n# made here\n640 400\n255\n'), rgb.data]);

describe('formats that are accepted', () => {
  const files: Record<string, () => Promise<Buffer> | Buffer> = {
    JPEG: () => picture.clone().jpeg({ quality: 95 }).toBuffer(),
    'progressive JPEG': () => picture.clone().jpeg({ quality: 95, progressive: true }).toBuffer(),
    PNG: () => picture.clone().png().toBuffer(),
    'interlaced PNG': () => picture.clone().png({ progressive: true }).toBuffer(),
    'PNG with a palette': () => picture.clone().png({ palette: true }).toBuffer(),
    '16-bit PNG': () => picture.clone().toColourspace('rgb16').png().toBuffer(),
    'TIFF without compression': () => picture.clone().tiff({ compression: 'none' }).toBuffer(),
    'TIFF with LZW': () => picture.clone().tiff({ compression: 'lzw' }).toBuffer(),
    'tiled TIFF': () => picture.clone().tiff({ compression: 'deflate', tile: true }).toBuffer(),
    WebP: () => picture.clone().webp({ quality: 95 }).toBuffer(),
    'lossless WebP': () => picture.clone().webp({ lossless: true }).toBuffer(),
    'colour PNM': () => ppm,
    '24-bit BMP': () => makeBmp(640, 400, { bits: 24 }, pixel),
    '24-bit BMP from the top': () => makeBmp(640, 400, { bits: 24, topDown: true }, pixel),
    '24-bit BMP with the oldest header': () => makeBmp(640, 400, { bits: 24, header: 12 }, pixel),
    '32-bit BMP': () => makeBmp(640, 400, { bits: 32 }, pixel),
    '32-bit BMP with masks': () => makeBmp(640, 400, { bits: 32, compression: 3 }, pixel),
    '32-bit BMP with the newest header': () => makeBmp(640, 400, { bits: 32, compression: 3, header: 124 }, pixel),
  };
  for (const [name, make] of Object.entries(files)) {
    it(`${name} becomes an upright sRGB JPEG of the same size`, async () => {
      const { jpeg, widthPx, heightPx, dhash } = await clean(await make());
      const meta = await sharp(jpeg).metadata();
      expect(meta).toMatchObject({ format: 'jpeg', space: 'srgb', channels: 3, depth: 'uchar', width: 640, height: 400, chromaSubsampling: '4:4:4' });
      expect([widthPx, heightPx]).toEqual([640, 400]);
      expect(dhash).toMatch(/^[0-9a-f]{16}$/);
      await expectColours(jpeg, expected, 6);
    });
  }

  it('CMYK becomes sRGB of nearly the same colours', async () => {
    for (const file of [
      await picture.clone().toColourspace('cmyk').jpeg().toBuffer(),
      await picture.clone().toColourspace('cmyk').tiff().toBuffer(),
    ]) {
      const { jpeg } = await clean(file);
      expect((await sharp(jpeg).metadata()).space).toBe('srgb');
      await expectColours(jpeg, expected, 40);
    }
  });

  it('grey pictures become sRGB with three channels', async () => {
    const grey = picture.clone().greyscale().toColourspace('b-w');
    const raw = await rgbOf(grey.clone());
    const files = [
      await grey.clone().png().toBuffer(),
      await picture.clone().toColourspace('grey16').png().toBuffer(),
      await grey.clone().jpeg().toBuffer(),
      Buffer.concat([Buffer.from('P5 640 400 255\n'), raw.data]),
      Buffer.concat([Buffer.from('P5 640 400 65535\n'), Buffer.from(Array.from(raw.data, (value) => [value, value]).flat())]),
    ];
    for (const file of files) {
      const { jpeg } = await clean(file);
      expect(await sharp(jpeg).metadata()).toMatchObject({ space: 'srgb', channels: 3 });
      const seen = await corners(jpeg);
      const grown = raw.data[100 * 640 + 160]!;
      for (const value of seen.topLeft) expect(Math.abs(value - grown)).toBeLessThanOrEqual(4);
      expect(Math.min(...seen.bottomRight)).toBeGreaterThan(220);
    }
  });

  it('black-and-white PNM has black where the bits are one', async () => {
    const rows = Buffer.alloc(80 * 400);
    for (let y = 0; y < 400; y++) rows.fill(0xff, y * 80, y * 80 + 40);
    const { topLeft, topRight } = await corners((await clean(Buffer.concat([Buffer.from('P4\n640 400\n'), rows]))).jpeg);
    expect(Math.max(...topLeft)).toBeLessThan(8);
    expect(Math.min(...topRight)).toBeGreaterThan(247);
  });

  it('an 8-bit BMP is drawn in the colours of its palette', async () => {
    const palette = [expected.topLeft, expected.topRight, expected.bottomLeft, expected.bottomRight] as [number, number, number][];
    const file = makeBmp(640, 400, { bits: 8, palette }, (x, y) => [(x >= 320 ? 1 : 0) + (y >= 200 ? 2 : 0), 0, 0]);
    await expectColours((await clean(file)).jpeg, expected, 6);
  });

  it('what is transparent becomes white', async () => {
    const file = await picture.clone().greyscale().ensureAlpha(0).png().toBuffer();
    const seen = await corners((await clean(file)).jpeg);
    for (const value of Object.values(seen).flat()) expect(value).toBeGreaterThan(250);
  });

  it('of an animated WebP the first frame is taken', async () => {
    const second = await sharp({ create: { width: 640, height: 400, channels: 3, background: '#000' } }).png().toBuffer();
    const animated = await sharp([await picture.clone().png().toBuffer(), second], { join: { animated: true } })
      .webp({ quality: 95 })
      .toBuffer();
    expect((await sharp(animated).metadata()).pages).toBe(2);
    const { jpeg, heightPx } = await clean(animated);
    expect(heightPx).toBe(400);
    await expectColours(jpeg, expected, 6);
  });
});

describe('what does not come out', () => {
  it('EXIF with a place, colour profiles and descriptions are gone', async () => {
    const file = await picture
      .clone()
      .withExif({ IFD0: { Make: 'SecretCam', ImageDescription: 'somebody' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '23/1 48/1 0/1' } })
      .withIccProfile('p3', { attach: true })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><secretxmp/></x:xmpmeta>')
      .jpeg()
      .toBuffer();
    const before = await sharp(file).metadata();
    expect(before.exif && before.icc && before.xmp).toBeTruthy();
    const { jpeg } = await clean(file);
    const meta = await sharp(jpeg).metadata();
    expect([meta.exif, meta.icc, meta.xmp, meta.iptc]).toEqual([undefined, undefined, undefined, undefined]);
    expect(Buffer.from(jpeg).toString('latin1')).not.toMatch(/SecretCam|somebody|secretxmp|Exif/);
  });

  it('what was hung onto a JPEG is gone: an archive, a page', async () => {
    const page = '<html><script>alert("hidden-page")</script></html>';
    const file = Buffer.concat([await picture.clone().jpeg().toBuffer(), Buffer.from('PK\x03\x04hidden-archive'), Buffer.from(page)]);
    const { jpeg } = await clean(file);
    expect(Buffer.from(jpeg).toString('latin1')).not.toMatch(/hidden|script|PK\x03\x04/);
    await expectColours(jpeg, expected, 12);
  });

  it('a comment inside a JPEG is gone', async () => {
    const plain = await picture.clone().jpeg().toBuffer();
    const text = Buffer.from('hidden-comment');
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, text.length + 2]), text]);
    const { jpeg } = await clean(Buffer.concat([plain.subarray(0, 2), comment, plain.subarray(2)]));
    expect(Buffer.from(jpeg).includes('hidden-comment')).toBe(false);
  });
});

describe('orientation', () => {
  // Where the top left quarter of the stored picture belongs when it is shown upright, per EXIF orientation.
  const shown: Record<number, keyof Corners> = {
    1: 'topLeft', 2: 'topRight', 3: 'bottomRight', 4: 'bottomLeft', 5: 'topLeft', 6: 'topRight', 7: 'bottomRight', 8: 'bottomLeft',
  };
  for (const [orientation, corner] of Object.entries(shown)) {
    it(`EXIF orientation ${orientation} is applied`, async () => {
      const file = await picture.clone().withMetadata({ orientation: Number(orientation) }).jpeg({ quality: 95 }).toBuffer();
      const { jpeg, widthPx, heightPx } = await clean(file);
      expect([widthPx, heightPx]).toEqual(Number(orientation) >= 5 ? [400, 640] : [640, 400]);
      const seen = await corners(jpeg);
      expect(seen[corner][0]).toBeGreaterThan(190);
      expect(seen[corner][1]).toBeLessThan(45);
    });
  }
});

describe('sizes', () => {
  it('a card is made at most as wide as the limit and never larger than it was', async () => {
    expect((await clean(await quartered(3000, 1900).png().toBuffer())).widthPx).toBe(limits.cardMaxWidthPx);
    expect((await clean(await quartered(1011, 638).png().toBuffer())).widthPx).toBe(1011);
  });

  it('a photo is made at most as high as the limit', async () => {
    const { heightPx, widthPx } = await clean(await quartered(2000, 3000).png().toBuffer(), { kind: 'photo' });
    expect([widthPx, heightPx]).toEqual([1067, limits.photoMaxHeightPx]);
  });

  it('a 40 MB picture of noise still ends up below the hard limit', async () => {
    const file = Buffer.concat([Buffer.from('P6 4300 3150 255\n'), noise(4300 * 3150 * 3)]);
    expect(file.length).toBeGreaterThan(40_000_000);
    const { jpeg, widthPx } = await clean(file);
    expect(jpeg.length).toBeLessThanOrEqual(limits.jpegMaxBytes);
    expect((await sharp(jpeg).metadata()).width).toBe(widthPx);
  });

  it('quality gives way before size does, and only as far as the target asks', async () => {
    const grain = await sharp(noise(1400 * 900 * 3), { raw: { width: 1400, height: 900, channels: 3 } }).blur(1.2).png().toBuffer();
    const usual = await clean(grain);
    expect(usual.jpeg.length).toBeLessThanOrEqual(limits.jpegTargetBytes);
    expect(usual.widthPx).toBe(1400);
    const smaller = await clean(grain, { maxBytes: 120_000 });
    expect(smaller.jpeg.length).toBeLessThanOrEqual(120_000);
    const simple = await clean(await quartered(1400, 900).png().toBuffer());
    // An easy picture keeps the best quality of the ladder.
    expect(simple.jpeg).toEqual(Uint8Array.from(await sharp(await rgbJpegSource(1400, 900)).jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer()));
  });
});

const rgbJpegSource = async (width: number, height: number): Promise<Buffer> => quartered(width, height).png().toBuffer();

describe('pictures that are refused', () => {
  it('formats that are known but not taken are named', async () => {
    const svg = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"/>';
    const named: [string, Buffer][] = [
      ['GIF', await sharp([await picture.clone().png().toBuffer(), await picture.clone().negate().png().toBuffer()], { join: { animated: true } }).gif().toBuffer()],
      ['AVIF', await picture.clone().avif({ effort: 0 }).toBuffer()],
      ['HEIC', Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(500)])],
      ['SVG', Buffer.from(svg)],
      ['PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n')],
      ['BMP', makeBmp(640, 400, { bits: 1 }, () => [0, 0, 0])],
      ['BMP', makeBmp(640, 400, { bits: 8, compression: 1 }, () => [0, 0, 0])],
      ['PNM (text)', Buffer.from('P3 2 1 255 1 2 3 4 5 6')],
    ];
    for (const [format, file] of named) expect(await failure(file), format).toEqual(err('IMG-FORMAT', { params: { format } }));
  });

  it('what is no picture is called that, whatever its name says', async () => {
    const html = '<!doctype html><p>BM</p>';
    for (const text of ['Dear sir, this is card.jpg', 'BMW drivers only, this is a text of some length', 'P6', 'PK\x03\x04zip', html, 'RIFF....WAVEfmt ']) {
      expect(await failure(Buffer.from(text)), text).toEqual(err(text === 'P6' ? 'IMG-NOT-IMAGE' : 'IMG-NOT-IMAGE'));
    }
  });

  it('a file cut short is broken, in every format', async () => {
    const files = {
      jpeg: await picture.clone().jpeg().toBuffer(),
      progressive: await picture.clone().jpeg({ progressive: true }).toBuffer(),
      png: await picture.clone().png().toBuffer(),
      tiff: await picture.clone().tiff({ compression: 'lzw' }).toBuffer(),
      webp: await picture.clone().webp().toBuffer(),
      ppm,
      bmp: makeBmp(640, 400, { bits: 24 }, pixel),
    };
    for (const [name, file] of Object.entries(files)) {
      for (const part of [0.3, 0.5, 0.9]) expect(await failure(file.subarray(0, Math.floor(file.length * part))), `${name} ${part}`).toEqual(err('IMG-BROKEN'));
    }
  });

  it('a header followed by rubbish is broken', async () => {
    const jpeg = await picture.clone().jpeg().toBuffer();
    const png = await picture.clone().png().toBuffer();
    expect(await failure(Buffer.concat([jpeg.subarray(0, 3), noise(5_000)]))).toEqual(err('IMG-BROKEN'));
    expect(await failure(Buffer.concat([png.subarray(0, 60), noise(5_000)]))).toEqual(err('IMG-BROKEN'));
    expect(await failure(Buffer.from('P6 many 400 255\n'))).toEqual(err('IMG-BROKEN'));
  });

  it('a bitmap whose offsets lead outside is broken', async () => {
    const file = makeBmp(640, 400, { bits: 24 }, pixel);
    const palette: [number, number, number][] = [[0, 0, 0]];
    const changed = (at: number, value: number, from = file): Buffer => {
      const copy = Buffer.from(from);
      copy.writeUInt32LE(value, at);
      return copy;
    };
    expect(await failure(changed(10, 0xffffff00))).toEqual(err('IMG-BROKEN'));
    expect(await failure(changed(10, 0))).toEqual(err('IMG-BROKEN'));
    expect(await failure(changed(18, 0x7fffffff))).toMatchObject({ error: { code: 'IMG-PIXELS' } });
    expect(await failure(changed(22, 0x80000000))).toMatchObject({ error: { code: 'IMG-PIXELS' } });
    expect(await failure(makeBmp(640, 400, { bits: 8, palette }, () => [7, 0, 0]))).toEqual(err('IMG-BROKEN'));
    expect(await failure(changed(46, 0xfffffff0, makeBmp(640, 400, { bits: 8, palette }, () => [0, 0, 0])))).toEqual(err('IMG-BROKEN'));
  });

  it('more megapixels than allowed are refused by the header, before anything is decoded', async () => {
    const megapixels = async (file: Buffer) => (await failure(file)).error;
    expect(await megapixels(makePng(10_000, 10_000, 10_000))).toEqual({ code: 'IMG-PIXELS', params: { megapixels: 100 } });
    expect(await megapixels(makePng(40_000, 25_000, 1))).toEqual({ code: 'IMG-PIXELS', params: { megapixels: 1_000 } });
    expect(await megapixels(Buffer.from('P6 40000 25000 255\n'))).toEqual({ code: 'IMG-PIXELS', params: { megapixels: 1_000 } });
  });

  it('a picture too small to hold a card is refused', async () => {
    const small = await quartered(limits.importMinSidePx - 1, 800).png().toBuffer();
    expect(await failure(small)).toEqual(err('IMG-TOO-SMALL', { params: { leastPx: limits.importMinSidePx } }));
    expect(await failure(makeBmp(100, 100, { bits: 24 }, () => [0, 0, 0]))).toMatchObject({ error: { code: 'IMG-TOO-SMALL' } });
  });

  it('a file above the limit is refused before it is sent to the process', async () => {
    const before = children.length;
    const idle = createImaging({ fork: () => { throw new Error('must not be started'); }, log: createLog({ stderr: false }) });
    expect(await idle.clean({ kind: 'card', bytes: new Uint8Array(limits.importMaxBytes + 1) })).toEqual(err('IMG-FILE-SIZE'));
    expect(children).toHaveLength(before);
  });
});

describe('the process', () => {
  it('is one process for all of the above: no picture brought it down', () => {
    expect(children).toHaveLength(1);
  });

  it('gives IMG-PROCESS when it is killed at work, and the next picture is cleaned by a new one', async () => {
    const big = Buffer.concat([Buffer.from('P6 4300 3150 255\n'), noise(4300 * 3150 * 3)]);
    const working = imaging.clean({ kind: 'card', bytes: big });
    children.at(-1)!.kill();
    expect(await working).toEqual(err('IMG-PROCESS'));
    expect((await clean(ppm)).widthPx).toBe(640);
    expect(children).toHaveLength(2);
  });

  it('gives IMG-PROCESS when it takes too long', async () => {
    const slow = createImaging({ fork: () => forkNodeChild(path.join(import.meta.dirname, 'silent-child.ts')), log: createLog({ stderr: false }), timeoutMs: 1_000 });
    expect(await slow.clean({ kind: 'card', bytes: ppm })).toEqual(err('IMG-PROCESS'));
    await slow.stop();
  });

  it('keeps decoded pixels out of the process that owns it', async () => {
    // 55 megapixels are 165 MB decoded; the file is small.
    const file = await sharp({ create: { width: 7_400, height: 7_400, channels: 3, background: '#888' } }).png().toBuffer();
    const most = { external: 0 };
    const watch = setInterval(() => (most.external = Math.max(most.external, process.memoryUsage().arrayBuffers)), 5);
    const before = process.memoryUsage().arrayBuffers;
    await clean(file);
    clearInterval(watch);
    expect(most.external - before).toBeLessThan(60_000_000);
  });
});

describe('the difference hash', () => {
  const distance = (a: string, b: string): number => (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length;

  it('hardly changes when the same picture is scanned again and differs for another', async () => {
    const scene = (seed: number) =>
      sharp(noise(40 * 25 * 3 * (seed + 1)).subarray(40 * 25 * 3 * seed), { raw: { width: 40, height: 25, channels: 3 } }).resize(1200, 750, { kernel: 'cubic' }).blur(20);
    const one = await clean(await scene(0).png().toBuffer());
    const again = await clean(await sharp(await scene(0).resize(1100, 688).png().toBuffer()).linear(0.95, 6).jpeg({ quality: 60 }).toBuffer());
    const other = await clean(await scene(1).png().toBuffer());
    expect(distance(one.dhash, again.dhash)).toBeLessThanOrEqual(6);
    expect(distance(one.dhash, other.dhash)).toBeGreaterThan(15);
  });
});
