import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkScan } from '#main/scanner/validate/check-scan.ts';

const picture = (width: number, height: number, density?: number): Promise<Buffer> => {
  const made = sharp({ create: { width, height, channels: 3, background: '#888' } });
  return (density === undefined ? made : made.withMetadata({ density }))
    .png({ compressionLevel: 1 })
    .toBuffer();
};
/** What comes of it: the resolution, or null when it is not believed. */
const dpiOf = (
  bytes: Uint8Array,
  said: number,
  asked: number,
  area?: 'card' | 'glass',
): number | null =>
  checkScan({ bytes, dpi: said }, { dpi: asked, ...(area ? { area } : {}) })?.dpi ?? null;

describe('checkScan accepts a scan', () => {
  it('at the resolution that its file states, when the driver says another', async () => {
    expect(dpiOf(await picture(2_480, 3_508, 300), 600, 600)).toBe(300);
    expect(dpiOf(await picture(4_960, 7_016, 600), 300, 300)).toBe(600);
  });

  it('at the resolution of the driver, when the file does not say', async () => {
    expect(dpiOf(await picture(1_299, 945), 300, 300)).toBe(300);
    expect(dpiOf(await picture(1_299, 945, 72), 300, 300)).toBe(300);
  });

  it('at the resolution that the pixels of the card’s corner show, whatever a fixed word in the file says', async () => {
    expect(dpiOf(await picture(2_598, 1_890, 300), 600, 600)).toBe(600);
    expect(dpiOf(await picture(1_299, 945, 200), 300, 300)).toBe(300);
  });

  it('by the file alone where the whole glass was asked for', async () => {
    expect(dpiOf(await picture(2_598, 1_890, 300), 600, 600, 'glass')).toBe(300);
  });

  it('at a resolution somewhat lower than asked', async () => {
    expect(dpiOf(await picture(1_299, 945, 300), 300, 400)).toBe(300);
  });
});

describe('checkScan refuses a scan', () => {
  it('when its file states that it is one dot per inch', async () => {
    expect(dpiOf(await picture(1_299, 945, 1), 99_999, 99_999)).toBeNull();
    expect(dpiOf(await picture(2_480, 3_508, 1), 300, 300)).toBeNull();
  });

  it('when its file states a resolution that shows no small print, though its pixels would do at the one asked for', async () => {
    expect(dpiOf(await picture(1_169, 827, 100), 400, 400)).toBeNull();
  });

  it('at less than half of what was asked', async () => {
    expect(dpiOf(await picture(1_654, 2_339, 200), 600, 600)).toBeNull();
  });

  it('with oblong pixels', async () => {
    const oblong = Buffer.from(await picture(1_728, 2_200, 300));
    // pHYs: the second number.
    const place = oblong.indexOf('pHYs') + 8;
    oblong.writeUInt32BE(Math.round(oblong.readUInt32BE(place) / 2), place);
    expect(dpiOf(oblong, 300, 300)).toBeNull();
  });
});
