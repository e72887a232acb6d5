/** Tests the QR codes with zxing, an independent decoder. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { encodeQrCode, type QrModules } from '#renderer/features/registration/slip/qr-code.ts';

const QUIET_MODULES = 4;
const PX_PER_MODULE = 4;

beforeAll(() => {
  const wasm = readFileSync(
    createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'),
  );
  prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });
});

const renderModules = (modules: QrModules): ImageData => {
  const side = (modules.length + 2 * QUIET_MODULES) * PX_PER_MODULE;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const row = Math.floor(Math.floor(pixel / side) / PX_PER_MODULE) - QUIET_MODULES;
    const column = Math.floor((pixel % side) / PX_PER_MODULE) - QUIET_MODULES;
    if (modules[row]?.[column] === true) data.fill(0, pixel * 4, pixel * 4 + 3);
  }
  return { data, width: side, height: side, colorSpace: 'srgb' };
};
const decode = async (modules: QrModules) =>
  (await readBarcodes(renderModules(modules), { formats: ['QRCode'] }))[0];

describe('encodeQrCode', () => {
  it.each([
    ['0142-3-0038', 21],
    ['0142-3-0038-BC', 21],
    ['0142-3-0038-BCD', 25],
    ['A'.repeat(26), 25],
    ['A'.repeat(27), 29],
    ['A'.repeat(42), 29],
  ])('is decoded as "%s" and has %i modules a side', async (text, side) => {
    const modules = encodeQrCode(text)!;
    expect(modules).toHaveLength(side);
    expect(await decode(modules)).toMatchObject({ text, ecLevel: 'M' });
  });

  it('is decoded to its text for any text', async () => {
    const texts = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 42 });
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const modules = encodeQrCode(text);
        expect(modules).not.toBeNull();
        expect((await decode(modules!))?.text).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  // Version 1 at level M corrects 4 of its 26 codewords (ISO/IEC 18004, table 9). In rows 9 to 16, every two columns from
  // an odd one on are two whole codewords.
  it.each([
    ['is decoded with four wrong codewords, which level M corrects', 11, '0142-3-0038'],
    ['is not decoded with six wrong codewords', 9, undefined],
  ])('%s', async (_title, firstColumn, text) => {
    const modules = encodeQrCode('0142-3-0038')!.map((line) => [...line]);
    for (let row = 9; row <= 16; row++)
      for (let column = firstColumn; column <= 14; column++)
        modules[row]![column] = !modules[row]![column];
    expect((await decode(modules))?.text).toBe(text);
  });

  it.each(['', '০১৪২', 'A'.repeat(43)])('returns null for "%s"', (text) =>
    expect(encodeQrCode(text)).toBeNull(),
  );
});
