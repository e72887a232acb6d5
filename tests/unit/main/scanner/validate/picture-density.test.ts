/** The resolution stated in picture files whose bytes are built here, in every unit and notation of the formats. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pictureDensity, pictureDpi } from '#main/scanner/validate/picture-density.ts';
import { makeBmp } from '#tests/unit/main/imaging/pictures.ts';

const base = sharp({ create: { width: 40, height: 30, channels: 3, background: '#369' } });
const at = (density: number) => base.clone().withMetadata({ density });

/** A JFIF header with a density. */
const jfif = (unit: number, x: number, y: number): Buffer =>
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

/** A TIFF directory with a resolution, as used in EXIF too. */
const tiff = (little: boolean, unit: number | null, x: number, y: number): Buffer => {
  const file = Buffer.alloc(80);
  const u16 = (value: number, place: number) =>
    little ? file.writeUInt16LE(value, place) : file.writeUInt16BE(value, place);
  const u32 = (value: number, place: number) =>
    little ? file.writeUInt32LE(value, place) : file.writeUInt32BE(value, place);
  file.write(little ? 'II' : 'MM', 0, 'latin1');
  u16(42, 2);
  u32(8, 4);
  u16(unit === null ? 2 : 3, 8);
  const entry = (index: number, tag: number, type: number) => {
    u16(tag, 10 + index * 12);
    u16(type, 12 + index * 12);
    u32(1, 14 + index * 12);
  };
  entry(0, 282, 5);
  u32(60, 18);
  entry(1, 283, 5);
  u32(68, 30);
  if (unit !== null) {
    entry(2, 296, 3);
    u16(unit, 42);
  }
  u32(x * 10, 60);
  u32(10, 64);
  u32(y, 68);
  u32(1, 72);
  return file;
};

const exif = (inside: Buffer, jfifFirst?: Buffer): Buffer => {
  const segment = Buffer.concat([
    Buffer.from([0xff, 0xe1, 0, inside.length + 8]),
    Buffer.from('Exif\0\0'),
    inside,
  ]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jfifFirst?.subarray(2, 20) ?? Buffer.alloc(0),
    segment,
    Buffer.from([0xff, 0xda, 0, 2]),
  ]);
};

const bmpAt = (perMetre: number): Buffer => {
  const file = makeBmp(4, 4, { bits: 24 }, () => [0, 0, 0]);
  file.writeInt32LE(perMetre, 38);
  file.writeInt32LE(perMetre, 42);
  return file;
};

const stated: [string, Buffer, number][] = [
  ['a PNG', await at(300).png().toBuffer(), 300],
  ['a JPEG', await at(600).jpeg().toBuffer(), 600],
  ['a TIFF', await at(400).tiff().toBuffer(), 400],
  ['a JFIF in centimetres', jfif(2, 118, 118), 300],
  ['a TIFF, high byte first', tiff(false, 2, 200, 200), 200],
  ['a TIFF in centimetres', tiff(true, 3, 118, 118), 300],
  ['a TIFF without a unit, which is inches', tiff(true, null, 300, 300), 300],
  ['EXIF', exif(tiff(true, 2, 600, 600)), 600],
  ['EXIF after a JFIF that states 72', exif(tiff(true, 2, 600, 600), jfif(1, 72, 72)), 600],
  [
    'EXIF after a JFIF that states only the pixel aspect ratio',
    exif(tiff(true, 2, 600, 600), jfif(0, 1, 1)),
    600,
  ],
  ['a bitmap', bmpAt(11_811), 300],
  ['one dot per inch', jfif(1, 1, 1), 1],
];

const unstated: [string, Buffer][] = [
  ['a JFIF that states only the pixel aspect ratio', jfif(0, 1, 1)],
  ['a JFIF with the placeholder 96', jfif(1, 96, 96)],
  ['a PNG with the placeholder 72', await base.clone().png().toBuffer()],
  ['a bitmap without a resolution', bmpAt(0)],
  ['a bitmap with a negative resolution', bmpAt(-11_811)],
  ['a bitmap with the oldest header', makeBmp(4, 4, { bits: 24, header: 12 }, () => [0, 0, 0])],
  ['a TIFF without an absolute unit', tiff(true, 1, 300, 300)],
  ['an implausibly high value', jfif(1, 65_535, 65_535)],
  ['text', Buffer.from('hello')],
  ['an empty file', Buffer.alloc(0)],
];

describe('pictureDensity', () => {
  it.each(stated)('reads the resolution of %s', (_name, file, dpi) => {
    expect(pictureDensity(file)).toEqual({ x: dpi, y: dpi });
  });

  it.each(unstated)('returns null for %s', (_name, file) => {
    expect(pictureDensity(file)).toBeNull();
  });

  it('returns different resolutions per direction', () => {
    expect(pictureDensity(jfif(1, 200, 100))).toEqual({ x: 200, y: 100 });
    expect(pictureDpi(jfif(1, 200, 100))).toBe(100);
  });

  it('never throws for truncated or corrupted files', () => {
    for (const [, file] of [...stated, ...unstated]) {
      for (let length = 0; length < Math.min(file.length, 200); length++) {
        expect(() => pictureDensity(file.subarray(0, length))).not.toThrow();
        const mangled = Uint8Array.from(file.subarray(0, 300));
        if (length >= 4) mangled.fill(0xff, length, length + 4);
        expect(() => pictureDensity(mangled)).not.toThrow();
      }
    }
  });
});
