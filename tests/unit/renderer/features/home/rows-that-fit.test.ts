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
  ])('at %f rem, returns %i rows', (height, rows) => {
    expect(rowsThatFit(height)).toBe(rows);
  });
});

describe('fitsOnlyOneLine', () => {
  it.each([
    [2.7, false],
    [2.75, true],
    [5.2, true],
    [5.25, false],
  ])('at %f rem, returns %s', (height, expected) => {
    expect(fitsOnlyOneLine(height)).toBe(expected);
  });
});

describe('maxHeightRem', () => {
  it('has room for one row per customer, up to five', () => {
    for (const customers of [1, 2, 5]) expect(rowsThatFit(maxHeightRem(customers))).toBe(customers);
    expect(maxHeightRem(8)).toBe(maxHeightRem(5));
  });
});
