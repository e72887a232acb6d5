import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { createBarcodeDecoder, type BarcodeDecoder } from '#main/card-reading/barcode.ts';
import type { GreyPicture } from '#main/card-reading/picture.ts';
import { parseBarcodeText } from '#shared/domain/barcode-text.ts';
import { encodeBarcodeText } from '#tests/support/cards/barcode-text.ts';
import { cardCodes, old17Symbol } from '#tests/support/cards/card-codes.ts';
import { encodePdf417 } from '#tests/support/cards/pdf417.ts';
import { inventPerson } from '#tests/support/cards/people.ts';

const MODULE_PX = 4;
const ROW_PX = 3 * MODULE_PX;
const QUIET_PX = 10 * MODULE_PX;

let decoder: BarcodeDecoder;
beforeAll(async () => {
  const { resolve } = createRequire(import.meta.url);
  decoder = createBarcodeDecoder(await readFile(resolve('zxing-wasm/reader/zxing_reader.wasm')));
});

/** Draws rows of modules in black on white. */
const drawSymbol = (rows: readonly (readonly boolean[])[]): GreyPicture => {
  const width = (rows[0]?.length ?? 0) * MODULE_PX + 2 * QUIET_PX;
  const height = rows.length * ROW_PX + 2 * QUIET_PX;
  const data = new Uint8Array(width * height).fill(255);
  rows.forEach((modules, row) =>
    modules.forEach((dark, column) => {
      if (!dark) return;
      for (let y = 0; y < ROW_PX; y += 1) {
        const offset = (QUIET_PX + row * ROW_PX + y) * width + QUIET_PX + column * MODULE_PX;
        data.fill(0, offset, offset + MODULE_PX);
      }
    }),
  );
  return { data, width, height };
};

/** The rows of a plain PBM (P1). */
const parsePbmRows = (pbm: string): boolean[][] =>
  pbm
    .split('\n')
    .slice(3)
    .filter(Boolean)
    .map((line) => Array.from(line, (digit) => digit === '1'));

describe('createBarcodeDecoder', () => {
  it('decodes a symbol encoded by another library', async () => {
    const rows = parsePbmRows(await readFile(old17Symbol, 'latin1'));
    expect(rows.map((row) => row.length)).toEqual(rows.map(() => 290));
    const decoded = await decoder.read(drawSymbol(rows), 'first', () => false);
    expect(decoded?.text).toMatchObject({ nid: '19800012345678901' });
    expect(decoded?.text).toEqual(parseBarcodeText(cardCodes.old17));
  });
});

describe('the PDF417 symbol of a drawn old card', () => {
  it('contains the whole text in rows of equal width and can be decoded', async () => {
    const text = encodeBarcodeText(inventPerson(8));
    const symbol = await encodePdf417(text, 13, 5);
    expect(symbol.width).toBe(17 * 17 + 1);
    // Every row starts and ends with a bar, and adjacent rows differ, because they use different clusters.
    expect(
      symbol.rows.every(
        (row) => row.length === symbol.width && row[0] === true && row.at(-1) === true,
      ),
    ).toBe(true);
    expect(new Set(symbol.rows.map((row) => row.join(''))).size).toBe(symbol.rows.length);
    const decoded = await decoder.read(drawSymbol(symbol.rows), 'first', () => false);
    expect(decoded?.text).toEqual(parseBarcodeText(text));
  });

  it('is rejected when the text exceeds one symbol', async () => {
    await expect(encodePdf417('x'.repeat(3_000), 10, 2)).rejects.toThrow(RangeError);
  });
});
