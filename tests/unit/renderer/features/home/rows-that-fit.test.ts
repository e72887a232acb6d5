import { describe, expect, it } from 'vitest';
import {
  fitsOnlyOneLine,
  maxHeightRem,
  rowsThatFit,
} from '#renderer/features/home/rows-that-fit.ts';

describe('rowsThatFit', () => {
  it.each([
    [0, 0],
    [5.2, 0],
    [5.25, 1],
    [10.25, 3],
    [15.25, 5],
    [99, 5],
  ])('returns for %f rem %i rows', (height, rows) => {
    expect(rowsThatFit(height)).toBe(rows);
  });
});

describe('fitsOnlyOneLine', () => {
  it.each([
    [2.7, false],
    [2.75, true],
    [5.2, true],
    [5.25, false],
  ])('returns for %f rem %s', (height, isLine) => {
    expect(fitsOnlyOneLine(height)).toBe(isLine);
  });
});

describe('maxHeightRem', () => {
  it('has room for a row for every customer', () => {
    for (const customers of [1, 2, 5]) expect(rowsThatFit(maxHeightRem(customers))).toBe(customers);
    expect(maxHeightRem(8)).toBe(maxHeightRem(5));
  });
});
