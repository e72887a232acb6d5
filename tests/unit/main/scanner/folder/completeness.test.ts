import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkCompleteness } from '#main/scanner/folder/completeness.ts';
import { makeBmp } from '#tests/unit/main/imaging/pictures.ts';

/** Reproducible noise: the high byte of Knuth's multiplicative hash of the index. */
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

describe('completeness', () => {
  it.each(Object.keys(files))(
    'returns complete for a whole %s and truncated when bytes are missing',
    (name) => {
      const file = files[name]!;
      expect(checkCompleteness(file)).toBe('complete');
      for (const fraction of [0.05, 0.3, 0.6, 0.95])
        expect(checkCompleteness(file.subarray(0, Math.floor(file.length * fraction)))).toBe(
          'truncated',
        );
    },
  );

  it('accepts vendor data after the end of a JPEG', () => {
    expect(checkCompleteness(Buffer.concat([files['jpeg']!, Buffer.alloc(500)]))).toBe('complete');
  });

  it('never throws for truncated or corrupted files', () => {
    for (const file of Object.values(files)) {
      for (let length = 0; length < 300; length++)
        expect(() => checkCompleteness(file.subarray(0, length))).not.toThrow();
      for (let offset = 4; offset < 200; offset++) {
        const corrupted = Buffer.from(file);
        corrupted.fill(0xff, offset, offset + 4);
        expect(() => checkCompleteness(corrupted)).not.toThrow();
      }
    }
  });

  it.each(['', 'P6\n2 2\n255\n', '%PDF-1.7', 'GIF89a', 'hello'])('returns other for %j', (text) => {
    expect(checkCompleteness(Buffer.from(text))).toBe('other');
  });
});
