import sharp from 'sharp';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CardSide } from '#shared/domain/registration.ts';
import type { CardCorners } from '#shared/domain/card-corners.ts';
import { limits } from '#shared/limits.ts';
import { err } from '#shared/result.ts';
import { startImagingProcess } from '#tests/support/imaging-process.ts';
import { makeBmp, makePng, createNoise } from './pictures.ts';

const { card, imaging, children, stop } = startImagingProcess();
afterAll(stop);

const samples = path.join(import.meta.dirname, '../../../../resources/samples');
const readSample = (name: string): Promise<Buffer> => readFile(path.join(samples, `${name}.jpg`));
const front = await readSample('smart-front');
const back = await readSample('old-back');

const WHOLE_PICTURE: CardCorners = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
];
const LID = { r: 235, g: 234, b: 236 };

/** Draws a scan at 300 dpi with the card rotated around its centre. */
const drawScan = async (picture: Buffer, degrees: number, lid = LID) => {
  const rounded = Buffer.from(
    '<svg width="1011" height="638"><rect width="1011" height="638" rx="38" fill="#fff"/></svg>',
  );
  const cardPicture = await sharp(picture)
    .resize(1011, 638, { fit: 'fill' })
    .composite([{ input: rounded, blend: 'dest-in' }])
    .png()
    .toBuffer();
  const rotated = await sharp(cardPicture)
    .rotate(degrees, { background: '#0000' })
    .png()
    .toBuffer();
  const { width, height } = await sharp(rotated).metadata();
  const [scanWidth, scanHeight] = [1500, 1500];
  return sharp({
    create: { width: scanWidth, height: scanHeight, channels: 3, background: lid },
  }).composite([
    {
      input: rotated,
      left: Math.round((scanWidth - width) / 2),
      top: Math.round((scanHeight - height) / 2),
    },
  ]);
};

const createScanJpeg = async (picture: Buffer, degrees: number): Promise<Buffer> =>
  (await drawScan(picture, degrees)).jpeg({ quality: 92 }).toBuffer();

/** Returns the mean difference of grey levels (0 to 255) after both pictures are reduced to 86 × 54 pixels. */
const meanDifference = async (jpeg: Uint8Array, original: Buffer): Promise<number> => {
  const reduce = (bytes: Uint8Array) =>
    sharp(bytes).resize(86, 54, { fit: 'fill' }).greyscale().raw().toBuffer();
  const [a, b] = [await reduce(jpeg), await reduce(original)];
  return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]!), 0) / a.length;
};

describe('scanned card', () => {
  for (const degrees of [0, 7, -40, 90, 180, 233]) {
    it(`is cut out upright when rotated by ${degrees} degrees`, async () => {
      for (const [side, cardKind, picture] of [
        ['front', 'smart', front],
        ['back', 'old', back],
      ] as const) {
        const prepared = await card(await createScanJpeg(picture, degrees), { side, dpi: 300 });
        expect(prepared).toMatchObject({
          foundBy: 'size',
          recognisedSide: side,
          cardKind,
          dpi: 300,
          failedChecks: [],
          glareArea: null,
        });
        expect(prepared.score).toBeGreaterThan(3.3);
        expect(Math.abs(prepared.widthPx - 1011)).toBeLessThan(6);
        expect(Math.abs(prepared.heightPx - 638)).toBeLessThan(6);
        expect(await meanDifference(prepared.jpeg, picture)).toBeLessThan(6);
      }
    });
  }

  it('is returned with the unchanged source picture', async () => {
    const { source, corners } = await card(await createScanJpeg(front, 7), { dpi: 300 });
    expect([source.widthPx, source.heightPx]).toEqual([1500, 1500]);
    expect(await sharp(source.jpeg).metadata()).toMatchObject({
      format: 'jpeg',
      width: 1500,
      height: 1500,
      space: 'srgb',
    });
    for (const { x, y } of corners) expect(x > 0.1 && x < 0.9 && y > 0.1 && y < 0.9).toBe(true);
  });

  it('is found with the resolution stated in the file when none is given', async () => {
    const bytes = await (
      await drawScan(front, 12)
    )
      .withMetadata({ density: 300 })
      .jpeg()
      .toBuffer();
    expect(await card(bytes, { dpi: null })).toMatchObject({
      foundBy: 'size',
      dpi: 300,
      failedChecks: [],
    });
    expect(await card(bytes, { dpi: 0 })).toMatchObject({ foundBy: 'size', dpi: 300 });
  });

  it('fails the check right-side when it shows the other side', async () => {
    expect(
      (await card(await createScanJpeg(front, 3), { side: 'back', dpi: 300 })).failedChecks,
    ).toEqual(['right-side']);
    expect(
      (await card(await createScanJpeg(back, 3), { side: 'front', dpi: 300 })).failedChecks,
    ).toEqual(['right-side']);
  });

  it('is checked without the scanner glass around it', async () => {
    const dark = (await drawScan(front, 5, { r: 12, g: 12, b: 12 })).jpeg();
    expect((await card(await dark.toBuffer(), { dpi: 300 })).failedChecks).toEqual([]);
    const bright = (await drawScan(front, 5, { r: 255, g: 255, b: 255 })).jpeg();
    expect((await card(await bright.toBuffer(), { dpi: 300 })).failedChecks).toEqual([]);
  });
});

describe('picture without a card', () => {
  it('is returned as a whole and fails the check card-present only', async () => {
    const paper = await sharp({
      create: { width: 1300, height: 945, channels: 3, background: LID },
    })
      .jpeg()
      .toBuffer();
    const prepared = await card(paper, { dpi: 300 });
    expect(prepared).toMatchObject({
      foundBy: 'nothing',
      score: null,
      corners: WHOLE_PICTURE,
      recognisedSide: null,
      widthPx: 1300,
      heightPx: 945,
    });
    expect(prepared).toMatchObject({ failedChecks: ['card-present'], cardKind: null });
  });

  it('is not enlarged and limited to the maximum size', async () => {
    const hugePicture = await sharp({
      create: { width: 5200, height: 6000, channels: 3, background: LID },
    })
      .jpeg()
      .toBuffer();
    const prepared = await card(hugePicture, { dpi: 600 });
    expect(prepared.widthPx).toBeLessThanOrEqual(limits.cardMaxWidthPx);
    expect(Math.max(prepared.source.widthPx, prepared.source.heightPx)).toBe(limits.scanMaxSidePx);
    const smallPicture = await sharp({
      create: { width: 300, height: 320, channels: 3, background: LID },
    })
      .jpeg()
      .toBuffer();
    expect(await card(smallPicture, { dpi: 200 })).toMatchObject({ widthPx: 300, heightPx: 320 });
  });
});

describe('picture that shows only the card', () => {
  const sides: readonly CardSide[] = ['front', 'back'];

  it('is used as the card', async () => {
    for (const kind of ['old', 'smart']) {
      for (const side of sides) {
        const bytes = await readSample(`${kind}-${side}`);
        for (const [origin, dpi] of [
          ['import', null],
          ['scanner', 400],
        ] as const) {
          const prepared = await card(bytes, { side, origin, dpi });
          expect(prepared).toMatchObject({
            foundBy: 'size',
            score: null,
            corners: WHOLE_PICTURE,
            recognisedSide: side,
            widthPx: 1348,
            heightPx: 850,
            dpi: 400,
          });
          expect(prepared.failedChecks).toEqual([]);
        }
      }
    }
  });

  it('is rotated upright from every orientation', async () => {
    for (const degrees of [90, 180, 270]) {
      const rotated = await sharp(front).rotate(degrees).jpeg({ quality: 92 }).toBuffer();
      const prepared = await card(rotated, { origin: 'import' });
      expect(prepared).toMatchObject({
        foundBy: 'size',
        recognisedSide: 'front',
        widthPx: 1348,
        heightPx: 850,
      });
      expect(await meanDifference(prepared.jpeg, front)).toBeLessThan(3);
    }
  });
});

describe('corners set by hand', () => {
  it('are used for the cut without detection', async () => {
    const corners: CardCorners = [
      { x: 0.2, y: 0.1 },
      { x: 0.9, y: 0.15 },
      { x: 0.85, y: 0.6 },
      { x: 0.22, y: 0.55 },
    ];
    const prepared = await card(await createScanJpeg(front, 180), { dpi: 300, corners });
    expect(prepared).toMatchObject({ foundBy: 'hand', score: null });
    prepared.corners.forEach(({ x, y }, index) => {
      expect(Math.hypot(x - corners[index]!.x, y - corners[index]!.y)).toBeLessThan(1e-9);
    });
    expect(prepared.failedChecks).not.toContain('whole-card');
  });

  it('determine the orientation', async () => {
    const bytes = await createScanJpeg(front, 0);
    const [halfWidth, halfHeight] = [1011 / 1500 / 2, 638 / 1500 / 2];
    const upright: CardCorners = [
      { x: 0.5 - halfWidth, y: 0.5 - halfHeight },
      { x: 0.5 + halfWidth, y: 0.5 - halfHeight },
      { x: 0.5 + halfWidth, y: 0.5 + halfHeight },
      { x: 0.5 - halfWidth, y: 0.5 + halfHeight },
    ];
    const [a, b, c, d] = upright;
    const upsideDown = await sharp(front).rotate(180).jpeg().toBuffer();
    expect(
      await meanDifference((await card(bytes, { dpi: 300, corners: upright })).jpeg, front),
    ).toBeLessThan(6);
    expect(
      await meanDifference(
        (await card(bytes, { dpi: 300, corners: [c, d, a, b] })).jpeg,
        upsideDown,
      ),
    ).toBeLessThan(6);
  });

  it('are ignored when they form no convex quad', async () => {
    const crossed: CardCorners = [
      { x: 0.1, y: 0.1 },
      { x: 0.9, y: 0.9 },
      { x: 0.9, y: 0.1 },
      { x: 0.1, y: 0.9 },
    ];
    expect(
      await card(await createScanJpeg(front, 0), { dpi: 300, corners: crossed }),
    ).toMatchObject({
      foundBy: 'nothing',
      corners: WHOLE_PICTURE,
    });
  });
});

describe('hostile or unusual file', () => {
  const expectRefusal = async (bytes: Uint8Array) => {
    const result = await imaging.card({ bytes, side: 'front', origin: 'import', dpi: null });
    if (result.ok) throw new Error('accepted');
    return result;
  };

  it('is rejected with the codes that clean returns', async () => {
    expect(await expectRefusal(front.subarray(0, front.length >> 1))).toEqual(err('IMG-BROKEN'));
    expect(await expectRefusal(Buffer.concat([front.subarray(0, 3), createNoise(5_000)]))).toEqual(
      err('IMG-BROKEN'),
    );
    expect(await expectRefusal(Buffer.from('%PDF-1.7\n%âãÏÓ\n'))).toEqual(
      err('IMG-FORMAT', { params: { format: 'PDF' } }),
    );
    expect(await expectRefusal(Buffer.from('Dear sir, this is card.jpg'))).toEqual(
      err('IMG-NOT-IMAGE'),
    );
    expect(await expectRefusal(makePng(40_000, 25_000, 1))).toEqual(
      err('IMG-PIXELS', { params: { megapixels: 1_000 } }),
    );
    expect(await expectRefusal(makeBmp(100, 100, { bits: 24 }, () => [0, 0, 0]))).toMatchObject({
      error: { code: 'IMG-TOO-SMALL' },
    });
    expect(await expectRefusal(new Uint8Array(limits.importMaxBytes + 1))).toEqual(
      err('IMG-FILE-SIZE'),
    );
    expect(children).toHaveLength(1);
  });

  it('loses all metadata and appended data', async () => {
    const pictureWithMetadata = await sharp(front)
      .withExif({
        IFD0: { Make: 'Secretphone', Orientation: '3' },
        IFD3: { GPSLatitude: '23/1 48/1 0/1', GPSLatitudeRef: 'N' },
      })
      .withIccProfile('p3')
      .jpeg()
      .toBuffer();
    const prepared = await card(
      Buffer.concat([pictureWithMetadata, Buffer.from('PK\x03\x04 a file behind the picture')]),
      { origin: 'import' },
    );
    for (const jpeg of [prepared.jpeg, prepared.source.jpeg]) {
      const metadata = await sharp(jpeg).metadata();
      expect([metadata.exif, metadata.icc, metadata.xmp, metadata.iptc]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
      const text = Buffer.from(jpeg).toString('latin1');
      for (const removedText of ['Secretphone', 'Exif', 'a file behind'])
        expect(text).not.toContain(removedText);
    }
    expect(prepared).toMatchObject({ recognisedSide: 'front', failedChecks: [] });
  });

  it('with other colour spaces and depths yields the same card', async () => {
    const files: Record<string, Buffer> = {
      CMYK: await sharp(front).toColourspace('cmyk').jpeg().toBuffer(),
      '16 bits': await sharp(front).toColourspace('rgb16').png().toBuffer(),
      grey: await sharp(front).greyscale().jpeg().toBuffer(),
      'two frames of WebP': await sharp([front, back], { join: { animated: true } })
        .webp({ lossless: true })
        .toBuffer(),
      TIFF: await sharp(front).tiff({ compression: 'lzw' }).toBuffer(),
    };
    for (const [name, bytes] of Object.entries(files)) {
      const prepared = await card(bytes, { origin: 'import' });
      expect(prepared.recognisedSide, name).toBe('front');
      expect(await sharp(prepared.jpeg).metadata(), name).toMatchObject({
        format: 'jpeg',
        space: 'srgb',
        channels: 3,
        depth: 'uchar',
      });
    }
  });

  it('with 24 megapixels of noise is processed within the memory limit', async () => {
    const side = 4_900;
    const tile = await sharp(createNoise(490 * 490 * 3), {
      raw: { width: 490, height: 490, channels: 3 },
    })
      .png()
      .toBuffer();
    const file = await sharp({
      create: { width: side, height: side, channels: 3, background: '#888' },
    })
      .composite([{ input: tile, tile: true }])
      .jpeg({ quality: 40 })
      .toBuffer();
    const prepared = await card(file, { dpi: 600 });
    expect(prepared.foundBy).toBe('nothing');
    expect(prepared.source.jpeg.length).toBeLessThanOrEqual(limits.scanMaxBytes);
    expect(prepared.jpeg.length).toBeLessThanOrEqual(limits.jpegMaxBytes);
  });
});
