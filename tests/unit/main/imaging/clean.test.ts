import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { limits } from '#shared/limits.ts';
import { startImagingProcess } from '#tests/support/imaging-process.ts';
import { makeBmp, createNoise, drawQuarters, readRgb } from './pictures.ts';

const { clean, stop } = startImagingProcess();
afterAll(stop);

/** Returns the colour in the middle of each quarter. */
const quarterColours = async (jpeg: Uint8Array) => {
  const { data, width, height } = await readRgb(sharp(jpeg));
  const readColour = (x: number, y: number): number[] => {
    const from = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
    return [...data.subarray(from, from + 3)];
  };
  return {
    topLeft: readColour(0.25, 0.25),
    topRight: readColour(0.75, 0.25),
    bottomLeft: readColour(0.25, 0.75),
    bottomRight: readColour(0.75, 0.75),
  };
};
type QuarterColours = Awaited<ReturnType<typeof quarterColours>>;
const originalColours: QuarterColours = {
  topLeft: [200, 30, 30],
  topRight: [30, 160, 30],
  bottomLeft: [30, 30, 200],
  bottomRight: [230, 230, 230],
};
const expectColours = async (
  jpeg: Uint8Array,
  expectedColours: QuarterColours,
  tolerance: number,
) => {
  const colours = await quarterColours(jpeg);
  for (const [corner, rgb] of Object.entries(expectedColours)) {
    rgb.forEach((value, channel) => {
      const difference = Math.abs(colours[corner as keyof QuarterColours][channel]! - value);
      expect(difference, `${corner} ${channel}`).toBeLessThanOrEqual(tolerance);
    });
  }
};

const picture = drawQuarters(640, 400);
const rgb = await readRgb(picture.clone());
const readPixel = (x: number, y: number) => {
  const at = (y * rgb.width + x) * 3;
  return [rgb.data[at]!, rgb.data[at + 1]!, rgb.data[at + 2]!] as const;
};
const ppm = Buffer.concat([Buffer.from('P6\n# made here\n640 400\n255\n'), rgb.data]);

describe('accepted formats', () => {
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
    '24-bit BMP': () => makeBmp(640, 400, { bits: 24 }, readPixel),
    'top-down 24-bit BMP': () => makeBmp(640, 400, { bits: 24, topDown: true }, readPixel),
    '24-bit BMP with the oldest header': () =>
      makeBmp(640, 400, { bits: 24, headerBytes: 12 }, readPixel),
    '32-bit BMP': () => makeBmp(640, 400, { bits: 32 }, readPixel),
    '32-bit BMP with masks': () => makeBmp(640, 400, { bits: 32, compression: 3 }, readPixel),
    '32-bit BMP with the newest header': () =>
      makeBmp(640, 400, { bits: 32, compression: 3, headerBytes: 124 }, readPixel),
  };
  for (const [name, createFile] of Object.entries(files)) {
    it(`converts ${name} to an upright sRGB JPEG of the same size`, async () => {
      const { jpeg, widthPx, heightPx, dhash } = await clean(await createFile());
      const metadata = await sharp(jpeg).metadata();
      expect(metadata).toMatchObject({
        format: 'jpeg',
        space: 'srgb',
        channels: 3,
        depth: 'uchar',
        chromaSubsampling: '4:4:4',
      });
      expect([metadata.width, metadata.height]).toEqual([640, 400]);
      expect([widthPx, heightPx]).toEqual([640, 400]);
      expect(dhash).toMatch(/^[0-9a-f]{16}$/);
      await expectColours(jpeg, originalColours, 6);
    });
  }

  it('converts CMYK to sRGB with nearly equal colours', async () => {
    for (const file of [
      await picture.clone().toColourspace('cmyk').jpeg().toBuffer(),
      await picture.clone().toColourspace('cmyk').tiff().toBuffer(),
    ]) {
      const { jpeg } = await clean(file);
      expect((await sharp(jpeg).metadata()).space).toBe('srgb');
      // CMYK cannot represent saturated blue, which becomes paler. Exchanged or inverted inks cause differences of 150 and more.
      await expectColours(jpeg, originalColours, 80);
    }
  });

  it('converts greyscale pictures to sRGB with three channels', async () => {
    const grey = picture.clone().greyscale().toColourspace('b-w');
    const greyPixels = await readRgb(grey.clone());
    const files = [
      await grey.clone().png().toBuffer(),
      await picture.clone().toColourspace('grey16').png().toBuffer(),
      await grey.clone().jpeg().toBuffer(),
      Buffer.concat([Buffer.from('P5 640 400 255\n'), greyPixels.data]),
      Buffer.concat([
        Buffer.from('P5 640 400 65535\n'),
        Buffer.from(Array.from(greyPixels.data, (value) => [value, value]).flat()),
      ]),
    ];
    for (const file of files) {
      const { jpeg } = await clean(file);
      expect(await sharp(jpeg).metadata()).toMatchObject({ space: 'srgb', channels: 3 });
      const colours = await quarterColours(jpeg);
      const greyOfTopLeft = greyPixels.data[100 * 640 + 160]!;
      for (const value of colours.topLeft)
        expect(Math.abs(value - greyOfTopLeft)).toBeLessThanOrEqual(4);
      expect(Math.min(...colours.bottomRight)).toBeGreaterThan(220);
    }
  });

  it('decodes set bits of a black-and-white PNM as black', async () => {
    const rows = Buffer.alloc(80 * 400);
    for (let y = 0; y < 400; y++) rows.fill(0xff, y * 80, y * 80 + 40);
    const { topLeft, topRight } = await quarterColours(
      (await clean(Buffer.concat([Buffer.from('P4\n640 400\n'), rows]))).jpeg,
    );
    expect(Math.max(...topLeft)).toBeLessThan(8);
    expect(Math.min(...topRight)).toBeGreaterThan(247);
  });

  it('decodes an 8-bit BMP with its palette', async () => {
    const palette = [
      originalColours.topLeft,
      originalColours.topRight,
      originalColours.bottomLeft,
      originalColours.bottomRight,
    ] as [number, number, number][];
    const file = makeBmp(640, 400, { bits: 8, palette }, (x, y) => [
      (x >= 320 ? 1 : 0) + (y >= 200 ? 2 : 0),
      0,
      0,
    ]);
    await expectColours((await clean(file)).jpeg, originalColours, 6);
  });

  it('flattens transparency to white', async () => {
    const file = await picture.clone().greyscale().ensureAlpha(0).png().toBuffer();
    const colours = await quarterColours((await clean(file)).jpeg);
    for (const value of Object.values(colours).flat()) expect(value).toBeGreaterThan(250);
  });

  it('uses the first frame of an animated WebP', async () => {
    const second = await sharp({
      create: { width: 640, height: 400, channels: 3, background: '#000' },
    })
      .png()
      .toBuffer();
    const animated = await sharp([await picture.clone().png().toBuffer(), second], {
      join: { animated: true },
    })
      .webp({ quality: 95 })
      .toBuffer();
    expect((await sharp(animated).metadata()).pages).toBe(2);
    const { jpeg, heightPx } = await clean(animated);
    expect(heightPx).toBe(400);
    await expectColours(jpeg, originalColours, 6);
  });
});

describe('removed content', () => {
  it('removes EXIF locations, colour profiles and descriptions', async () => {
    const file = await picture
      .clone()
      .withExif({
        IFD0: { Make: 'SecretCam', ImageDescription: 'somebody' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '23/1 48/1 0/1' },
      })
      .withIccProfile('p3', { attach: true })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><secretxmp/></x:xmpmeta>')
      .jpeg()
      .toBuffer();
    const before = await sharp(file).metadata();
    expect(before.exif && before.icc && before.xmp).toBeTruthy();
    const { jpeg } = await clean(file);
    const metadata = await sharp(jpeg).metadata();
    expect([metadata.exif, metadata.icc, metadata.xmp, metadata.iptc]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(Buffer.from(jpeg).toString('latin1')).not.toMatch(/SecretCam|somebody|secretxmp|Exif/);
  });

  it('removes data appended to a JPEG', async () => {
    const page = '<html><script>alert("hidden-page")</script></html>';
    const file = Buffer.concat([
      await picture.clone().jpeg().toBuffer(),
      Buffer.from('PK\x03\x04hidden-archive'),
      Buffer.from(page),
    ]);
    const { jpeg } = await clean(file);
    expect(Buffer.from(jpeg).toString('latin1')).not.toMatch(/hidden|script|PK\x03\x04/);
    await expectColours(jpeg, originalColours, 12);
  });

  it('removes a comment inside a JPEG', async () => {
    const plain = await picture.clone().jpeg().toBuffer();
    const text = Buffer.from('hidden-comment');
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, text.length + 2]), text]);
    const { jpeg } = await clean(Buffer.concat([plain.subarray(0, 2), comment, plain.subarray(2)]));
    expect(Buffer.from(jpeg).includes('hidden-comment')).toBe(false);
  });
});

describe('orientation', () => {
  // The position of the stored picture's top left quarter in the upright picture, for the EXIF orientations 1 to 8.
  const cornersOfTopLeft = [
    'topLeft',
    'topRight',
    'bottomRight',
    'bottomLeft',
    'topLeft',
    'topRight',
    'bottomRight',
    'bottomLeft',
  ] as const;
  for (const [index, corner] of cornersOfTopLeft.entries()) {
    const orientation = index + 1;
    it(`applies EXIF orientation ${orientation}`, async () => {
      const file = await picture
        .clone()
        .withMetadata({ orientation })
        .jpeg({ quality: 95 })
        .toBuffer();
      const { jpeg, widthPx, heightPx } = await clean(file);
      expect([widthPx, heightPx]).toEqual(orientation >= 5 ? [400, 640] : [640, 400]);
      const colours = await quarterColours(jpeg);
      expect(colours[corner][0]).toBeGreaterThan(190);
      expect(colours[corner][1]).toBeLessThan(45);
    });
  }
});

describe('size limits', () => {
  it('reduces a card to the maximum width and never enlarges it', async () => {
    expect((await clean(await drawQuarters(3000, 1900).png().toBuffer())).widthPx).toBe(
      limits.cardMaxWidthPx,
    );
    expect((await clean(await drawQuarters(1011, 638).png().toBuffer())).widthPx).toBe(1011);
  });

  it('reduces a photo to the maximum height', async () => {
    const { heightPx, widthPx } = await clean(await drawQuarters(2000, 3000).png().toBuffer(), {
      kind: 'photo',
    });
    expect([widthPx, heightPx]).toEqual([1067, limits.photoMaxHeightPx]);
  });

  it('keeps a 40 MB picture of noise below the hard limit', async () => {
    const file = Buffer.concat([Buffer.from('P6 4300 3150 255\n'), createNoise(4300 * 3150 * 3)]);
    expect(file.length).toBeGreaterThan(40_000_000);
    const { jpeg, widthPx } = await clean(file);
    expect(jpeg.length).toBeLessThanOrEqual(limits.jpegMaxBytes);
    expect((await sharp(jpeg).metadata()).width).toBe(widthPx);
  });

  it('reduces quality before dimensions, and only as far as needed', async () => {
    const grainyPicture = await sharp(createNoise(1400 * 900 * 3), {
      raw: { width: 1400, height: 900, channels: 3 },
    })
      .blur(1.2)
      .png()
      .toBuffer();
    const defaultResult = await clean(grainyPicture);
    expect(defaultResult.jpeg.length).toBeLessThanOrEqual(limits.jpegTargetBytes);
    expect(defaultResult.widthPx).toBe(1400);
    const limitedResult = await clean(grainyPicture, { maxBytes: 120_000 });
    expect(limitedResult.jpeg.length).toBeLessThanOrEqual(120_000);
    // A picture that compresses well keeps the highest of the quality steps.
    const flatPicture = await drawQuarters(1400, 900).png().toBuffer();
    const bestQualityJpeg = await sharp(flatPicture)
      .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
      .toBuffer();
    expect(Buffer.compare((await clean(flatPicture)).jpeg, bestQualityJpeg)).toBe(0);
  });
});

describe('difference hash', () => {
  const hammingDistance = (a: string, b: string): number =>
    (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length;

  it('is nearly equal for a repeated scan and differs for another picture', async () => {
    const bytes = 40 * 25 * 3;
    const drawScene = async (seed: number): Promise<Buffer> =>
      sharp(createNoise(bytes * (seed + 1)).subarray(bytes * seed), {
        raw: { width: 40, height: 25, channels: 3 },
      })
        .resize(1200, 750, { kernel: 'cubic' })
        .blur(20)
        .png()
        .toBuffer();
    const rescanned = await sharp(await drawScene(0))
      .resize(1100, 688)
      .linear(0.95, 6)
      .jpeg({ quality: 60 })
      .toBuffer();
    const first = await clean(await drawScene(0));
    const repeated = await clean(rescanned);
    const other = await clean(await drawScene(1));
    expect(hammingDistance(first.dhash, repeated.dhash)).toBeLessThanOrEqual(6);
    expect(hammingDistance(first.dhash, other.dhash)).toBeGreaterThan(15);
  });
});
