/** Tests the resolution read from picture files. The files are built byte by byte, in every unit and notation of the formats. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readPictureDensity, readPictureDpi } from '#main/scanner/validate/picture-density.ts';
import { makeBmp } from '#tests/unit/main/imaging/pictures.ts';

const base = sharp({ create: { width: 40, height: 30, channels: 3, background: '#369' } });
const setDensity = (density: number) => base.clone().withMetadata({ density });

/** Builds a JFIF header with a density. */
const buildJfif = (unit: number, x: number, y: number): Buffer =>
  Buffer.from([
    0xff,
    0xd8,
    0xff,
    0xe0,
    0,
    16,
    ...Buffer.from('JFIF\0'),
    1,
    2,
    unit,
    x >> 8,
    x & 255,
    y >> 8,
    y & 255,
    0,
    0,
    0xff,
    0xda,
    0,
    2,
  ]);

/** Tags and types of TIFF 6.0. */
const X_RESOLUTION = 282;
const Y_RESOLUTION = 283;
const RESOLUTION_UNIT = 296;
const SHORT = 3;
const RATIONAL = 5;

/** Builds a TIFF directory with a resolution, which EXIF uses too. */
const buildTiff = (isLittleEndian: boolean, unit: number | null, x: number, y: number): Buffer => {
  const file = Buffer.alloc(80);
  const writeUInt16 = (value: number, offset: number) =>
    isLittleEndian ? file.writeUInt16LE(value, offset) : file.writeUInt16BE(value, offset);
  const writeUInt32 = (value: number, offset: number) =>
    isLittleEndian ? file.writeUInt32LE(value, offset) : file.writeUInt32BE(value, offset);
  file.write(isLittleEndian ? 'II' : 'MM', 0, 'latin1');
  writeUInt16(42, 2);
  writeUInt32(8, 4);
  writeUInt16(unit === null ? 2 : 3, 8);
  const writeEntry = (index: number, tag: number, type: number) => {
    writeUInt16(tag, 10 + index * 12);
    writeUInt16(type, 12 + index * 12);
    writeUInt32(1, 14 + index * 12);
  };
  writeEntry(0, X_RESOLUTION, RATIONAL);
  writeUInt32(60, 18);
  writeEntry(1, Y_RESOLUTION, RATIONAL);
  writeUInt32(68, 30);
  if (unit !== null) {
    writeEntry(2, RESOLUTION_UNIT, SHORT);
    writeUInt16(unit, 42);
  }
  writeUInt32(x * 10, 60);
  writeUInt32(10, 64);
  writeUInt32(y, 68);
  writeUInt32(1, 72);
  return file;
};

const buildExif = (tiff: Buffer, jfif?: Buffer): Buffer => {
  const segment = Buffer.concat([
    Buffer.from([0xff, 0xe1, 0, tiff.length + 8]),
    Buffer.from('Exif\0\0'),
    tiff,
  ]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jfif?.subarray(2, 20) ?? Buffer.alloc(0),
    segment,
    Buffer.from([0xff, 0xda, 0, 2]),
  ]);
};

const buildBmp = (perMetre: number): Buffer => {
  const file = makeBmp(4, 4, { bits: 24 }, () => [0, 0, 0]);
  file.writeInt32LE(perMetre, 38);
  file.writeInt32LE(perMetre, 42);
  return file;
};

const filesWithResolution: [string, Buffer, number][] = [
  ['a PNG', await setDensity(300).png().toBuffer(), 300],
  ['a JPEG', await setDensity(600).jpeg().toBuffer(), 600],
  ['a TIFF', await setDensity(400).tiff().toBuffer(), 400],
  ['a JFIF in centimetres', buildJfif(2, 118, 118), 300],
  ['a big-endian TIFF', buildTiff(false, 2, 200, 200), 200],
  ['a TIFF in centimetres', buildTiff(true, 3, 118, 118), 300],
  ['a TIFF without a unit, which is inches', buildTiff(true, null, 300, 300), 300],
  ['EXIF', buildExif(buildTiff(true, 2, 600, 600)), 600],
  [
    'EXIF after a JFIF that states 72',
    buildExif(buildTiff(true, 2, 600, 600), buildJfif(1, 72, 72)),
    600,
  ],
  [
    'EXIF after a JFIF that states only the pixel aspect ratio',
    buildExif(buildTiff(true, 2, 600, 600), buildJfif(0, 1, 1)),
    600,
  ],
  ['a bitmap', buildBmp(11_811), 300],
  ['one dot per inch', buildJfif(1, 1, 1), 1],
];

const filesWithoutResolution: [string, Buffer][] = [
  ['a JFIF that states only the pixel aspect ratio', buildJfif(0, 1, 1)],
  ['a JFIF with the placeholder 96', buildJfif(1, 96, 96)],
  ['a PNG with the placeholder 72', await base.clone().png().toBuffer()],
  ['a bitmap without a resolution', buildBmp(0)],
  ['a bitmap with a negative resolution', buildBmp(-11_811)],
  [
    'a bitmap with the oldest header',
    makeBmp(4, 4, { bits: 24, headerBytes: 12 }, () => [0, 0, 0]),
  ],
  ['a TIFF without an absolute unit', buildTiff(true, 1, 300, 300)],
  ['an implausibly high value', buildJfif(1, 65_535, 65_535)],
  ['text', Buffer.from('hello')],
  ['an empty file', Buffer.alloc(0)],
];

describe('readPictureDensity', () => {
  it.each(filesWithResolution)('reads the resolution of %s', (_name, file, dpi) => {
    expect(readPictureDensity(file)).toEqual({ x: dpi, y: dpi });
  });

  it.each(filesWithoutResolution)('returns null for %s', (_name, file) => {
    expect(readPictureDensity(file)).toBeNull();
  });

  it('returns different resolutions per direction', () => {
    expect(readPictureDensity(buildJfif(1, 200, 100))).toEqual({ x: 200, y: 100 });
    expect(readPictureDpi(buildJfif(1, 200, 100))).toBe(100);
  });

  it('never throws for truncated or corrupted files', () => {
    for (const [, file] of [...filesWithResolution, ...filesWithoutResolution]) {
      for (let length = 0; length < Math.min(file.length, 200); length++) {
        expect(() => readPictureDensity(file.subarray(0, length))).not.toThrow();
        const corrupted = Uint8Array.from(file.subarray(0, 300));
        if (length >= 4) corrupted.fill(0xff, length, length + 4);
        expect(() => readPictureDensity(corrupted)).not.toThrow();
      }
    }
  });
});
