import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { wholeness } from '#main/scanner/folder/whole.ts';
import { makeBmp } from '#tests/unit/main/imaging/pictures.ts';

const noise = Buffer.from(
  Array.from({ length: 300 * 200 * 3 }, (_, index) => (index * 2_654_435_761) >>> 24),
);
const picture = sharp(noise, { raw: { width: 300, height: 200, channels: 3 } });
const files: Record<string, Buffer> = {
  jpeg: await picture.clone().jpeg().toBuffer(),
  'progressive jpeg': await picture.clone().jpeg({ progressive: true }).toBuffer(),
  png: await picture.clone().png().toBuffer(),
  'tiff in strips': await picture.clone().tiff({ compression: 'none' }).toBuffer(),
  'tiff in tiles': await picture
    .clone()
    .tiff({ compression: 'lzw', tile: true, tileWidth: 64, tileHeight: 64 })
    .toBuffer(),
  bmp: makeBmp(300, 200, { bits: 24 }, (x, y) => [x & 255, y & 255, 7]),
};

describe('a picture file', () => {
  it.each(Object.keys(files))('%s is whole as it is, and cut when bytes are missing', (name) => {
    const file = files[name]!;
    expect(wholeness(file)).toBe('whole');
    for (const part of [0.05, 0.3, 0.6, 0.95])
      expect(wholeness(file.subarray(0, Math.floor(file.length * part)))).toBe('cut');
  });

  it('may have notes of its maker after its end', () => {
    expect(wholeness(Buffer.concat([files['jpeg']!, Buffer.alloc(500)]))).toBe('whole');
  });

  it('is never read beyond its end', () => {
    for (const file of Object.values(files)) {
      for (let length = 0; length < 300; length++)
        expect(() => wholeness(file.subarray(0, length))).not.toThrow();
      for (let at = 4; at < 200; at++) {
        const mangled = Buffer.from(file);
        mangled.fill(0xff, at, at + 4);
        expect(() => wholeness(mangled)).not.toThrow();
      }
    }
  });

  it.each(['', 'P6\n2 2\n255\n', '%PDF-1.7', 'GIF89a', 'hello'])(
    'is something else: %j',
    (text) => {
      expect(wholeness(Buffer.from(text))).toBe('other');
    },
  );
});
