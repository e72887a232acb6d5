import { describe, expect, it } from 'vitest';
import { computeRowRange } from '#renderer/lib/row-range.ts';

const ROW_HEIGHT = 44;
const OVERSCAN = 6;

describe('computeRowRange', () => {
  it('returns only the rows that cover the visible area', () => {
    for (const top of [0, 43, 44, 12_345, 10_000 * ROW_HEIGHT - 600]) {
      const { from, to } = computeRowRange(top, 600, ROW_HEIGHT, 10_000, OVERSCAN);
      expect(to - from).toBeLessThan(40);
      expect(from * ROW_HEIGHT).toBeLessThanOrEqual(top);
      expect(to === 10_000 || to * ROW_HEIGHT >= top + 600).toBe(true);
    }
  });

  it('stays within a list that became shorter than the scroll position', () => {
    expect(computeRowRange(40_000, 600, ROW_HEIGHT, 3, OVERSCAN)).toEqual({ from: 3, to: 3 });
    expect(computeRowRange(0, 600, ROW_HEIGHT, 0, OVERSCAN)).toEqual({ from: 0, to: 0 });
    expect(computeRowRange(-20, 600, ROW_HEIGHT, 5, OVERSCAN)).toEqual({ from: 0, to: 5 });
  });
});
