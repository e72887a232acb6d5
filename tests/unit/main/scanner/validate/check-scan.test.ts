import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkScan } from '#main/scanner/validate/check-scan.ts';

const createPicture = (width: number, height: number, density?: number): Promise<Buffer> => {
  const image = sharp({ create: { width, height, channels: 3, background: '#888' } });
  return (density === undefined ? image : image.withMetadata({ density }))
    .png({ compressionLevel: 1 })
    .toBuffer();
};
/** Returns the resolution that checkScan determines, or null when it rejects the scan. */
const dpiOf = (
  bytes: Uint8Array,
  reportedDpi: number,
  requestedDpi: number,
  area?: 'card' | 'glass',
): number | null =>
  checkScan({ bytes, dpi: reportedDpi }, { dpi: requestedDpi, ...(area ? { area } : {}) })?.dpi ??
  null;

describe('checkScan returns the resolution', () => {
  it('stated in the file when the driver reports another', async () => {
    expect(dpiOf(await createPicture(2_480, 3_508, 300), 600, 600)).toBe(300);
    expect(dpiOf(await createPicture(4_960, 7_016, 600), 300, 300)).toBe(600);
  });

  it('reported by the driver when the file states none', async () => {
    expect(dpiOf(await createPicture(1_299, 945), 300, 300)).toBe(300);
    expect(dpiOf(await createPicture(1_299, 945, 72), 300, 300)).toBe(300);
  });

  it('that matches the size of the card area, against a wrong value in the file', async () => {
    expect(dpiOf(await createPicture(2_598, 1_890, 300), 600, 600)).toBe(600);
    expect(dpiOf(await createPicture(1_299, 945, 200), 300, 300)).toBe(300);
  });

  it('stated in the file when the whole glass was requested', async () => {
    expect(dpiOf(await createPicture(2_598, 1_890, 300), 600, 600, 'glass')).toBe(300);
  });

  it('of a scan with a slightly lower resolution than requested', async () => {
    expect(dpiOf(await createPicture(1_299, 945, 300), 300, 400)).toBe(300);
  });
});

describe('checkScan rejects a scan', () => {
  it('whose file states one dot per inch', async () => {
    expect(dpiOf(await createPicture(1_299, 945, 1), 99_999, 99_999)).toBeNull();
    expect(dpiOf(await createPicture(2_480, 3_508, 1), 300, 300)).toBeNull();
  });

  it('whose file states a resolution too low for small print', async () => {
    expect(dpiOf(await createPicture(1_169, 827, 100), 400, 400)).toBeNull();
  });

  it('below half of the requested resolution', async () => {
    expect(dpiOf(await createPicture(1_654, 2_339, 200), 600, 600)).toBeNull();
  });

  it('with pixels that are not square', async () => {
    const nonSquare = Buffer.from(await createPicture(1_728, 2_200, 300));
    // The second number of the chunk pHYs is the vertical resolution.
    const offset = nonSquare.indexOf('pHYs') + 8;
    nonSquare.writeUInt32BE(Math.round(nonSquare.readUInt32BE(offset) / 2), offset);
    expect(dpiOf(nonSquare, 300, 300)).toBeNull();
  });
});
