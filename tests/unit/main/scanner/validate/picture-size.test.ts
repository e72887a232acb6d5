import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readPictureSize } from '#main/scanner/validate/picture-size.ts';
import { makeBmp } from '#tests/unit/main/imaging/pictures.ts';

const base = sharp({ create: { width: 321, height: 123, channels: 3, background: '#369' } });
const files: Record<string, Uint8Array> = {
  png: await base.clone().png().toBuffer(),
  jpeg: await base.clone().jpeg().toBuffer(),
  'progressive jpeg with metadata': await base
    .clone()
    .withExif({ IFD0: { Make: 'x' } })
    .jpeg({ progressive: true })
    .toBuffer(),
  'little-endian tiff': await base.clone().tiff({ compression: 'lzw' }).toBuffer(),
  'big-endian tiff': buildBigEndianTiff(),
  bmp: makeBmp(321, 123, { bits: 24 }, () => [1, 2, 3]),
  'top-down bmp': makeBmp(321, 123, { bits: 24, topDown: true }, () => [1, 2, 3]),
  'bmp with the oldest header': makeBmp(321, 123, { bits: 24, headerBytes: 12 }, () => [1, 2, 3]),
  pnm: Buffer.from('P6\n# SANE data follows\n321 123\n255\n'),
};

/** Builds a TIFF with header and directory only, with the width as SHORT and the height as LONG. */
function buildBigEndianTiff(): Buffer {
  const file = Buffer.alloc(64);
  file.set([0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 2]);
  file.set([1, 0, 0, 3, 0, 0, 0, 1, 321 >> 8, 321 & 255, 0, 0], 10);
  file.set([1, 1, 0, 4, 0, 0, 0, 1, 0, 0, 0, 123], 22);
  return file;
}

describe('readPictureSize', () => {
  it.each(Object.keys(files))('reads the size of a %s', (name) => {
    expect(readPictureSize(files[name]!)).toEqual({ width: 321, height: 123 });
  });

  it('never throws for truncated or corrupted files', () => {
    for (const file of Object.values(files)) {
      for (let length = 0; length < Math.min(file.length, 200); length++) {
        const truncated = file.slice(0, length);
        expect(() => readPictureSize(truncated)).not.toThrow();
        const corrupted = Uint8Array.from(file.subarray(0, 200));
        if (length >= 4) corrupted.fill(0xff, length, length + 4);
        expect(() => readPictureSize(corrupted)).not.toThrow();
      }
    }
  });

  it('returns null for other files', () => {
    for (const text of ['', 'P', 'P6 wide high 255', 'hello', 'BM'])
      expect(readPictureSize(Buffer.from(text))).toBeNull();
  });
});
