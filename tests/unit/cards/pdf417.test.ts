import { describe, expect, it } from 'vitest';
import { barcodeText } from '#tests/support/cards/barcode-text.ts';
import { patternOf } from '#tests/support/cards/pdf417-patterns.ts';
import {
  compactBytes,
  encodePdf417,
  errorCorrection,
  pdf417Codewords,
  rowIndicators,
} from '#tests/support/cards/pdf417.ts';
import { inventPerson } from '#tests/support/cards/people.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('PDF417 codewords', () => {
  it('agree with the error correction example of the standard', () => {
    expect(errorCorrection([5, 453, 178, 121, 239], 1)).toEqual([452, 327, 657, 619]);
  });

  it('turn six bytes into five codewords and keep the rest', () => {
    expect(compactBytes(bytes('alcool'))).toEqual([924, 163, 238, 432, 766, 244]);
    expect(compactBytes(bytes('alcoolique'))).toEqual([
      901, 163, 238, 432, 766, 244, 105, 113, 117, 101,
    ]);
  });

  it('begin with their own length and fill whole rows', () => {
    const words = pdf417Codewords(bytes('alcool'), 4, 2);
    expect(words[0]).toBe(words.length - 8);
    expect(words.length % 4).toBe(0);
    expect(() => pdf417Codewords(new Uint8Array(1_200), 10, 2)).toThrow(RangeError);
  });

  it('tell rows, columns and level beside each row', () => {
    expect([0, 1, 2, 3].map((row) => rowIndicators(row, 20, 13, 5))).toEqual([
      { left: 6, right: 12 },
      { left: 16, right: 6 },
      { left: 12, right: 16 },
      { left: 36, right: 42 },
    ]);
  });
});

describe('PDF417 patterns', () => {
  it('are 929 different ones in each cluster, 17 modules wide, of the right cluster', () => {
    for (const cluster of [0, 1, 2]) {
      const all = Array.from({ length: 929 }, (_, word) => patternOf(cluster, word));
      expect(new Set(all.map((widths) => widths.join(''))).size).toBe(929);
      for (const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] of all) {
        expect(a + b + c + d + e + f + g + h).toBe(17);
        expect((a - c + e - g + 9) % 9).toBe(cluster * 3);
      }
    }
  });

  it('begin as the standard lists them', () => {
    expect(patternOf(0, 0)).toEqual([3, 1, 1, 1, 1, 1, 3, 6]);
    expect(patternOf(0, 1)).toEqual([4, 1, 1, 1, 1, 1, 4, 4]);
    expect(() => patternOf(0, 929)).toThrow(RangeError);
  });
});

describe('the symbol on an old card', () => {
  it('holds the whole text in rows of one width', () => {
    const person = inventPerson(8);
    const symbol = encodePdf417(bytes(barcodeText(person)), 13, 5);
    expect(symbol.width).toBe(17 * 17 + 1);
    expect(
      symbol.rows.every(
        (row) => row.length === symbol.width && row[0] === true && row.at(-1) === true,
      ),
    ).toBe(true);
    expect(barcodeText(person)).toContain(
      `<pin>${person.nidOld}</pin><name>${person.nameEn}</name><DOB>12 Aug 1991</DOB>`,
    );
  });
});
