import { describe, expect, it } from 'vitest';
import { rowsInView, scrollToShow } from '#renderer/features/outbox/use-virtual-rows.ts';

const ROW = 44;

describe('useVirtualRows', () => {
  it('renders only the rows that cover the visible area', () => {
    for (const top of [0, 43, 44, 12_345, 10_000 * ROW - 600]) {
      const { from, to } = rowsInView(top, 600, ROW, 10_000);
      expect(to - from).toBeLessThan(40);
      expect(from * ROW).toBeLessThanOrEqual(top);
      expect(to === 10_000 || to * ROW >= top + 600).toBe(true);
    }
  });

  it('stays within a list that became shorter than the scroll position', () => {
    expect(rowsInView(40_000, 600, ROW, 3)).toEqual({ from: 3, to: 3 });
    expect(rowsInView(0, 600, ROW, 0)).toEqual({ from: 0, to: 0 });
    expect(rowsInView(-20, 600, ROW, 5)).toEqual({ from: 0, to: 5 });
  });
});

describe('useVirtualRows.show', () => {
  it('scrolls only as far as needed', () => {
    expect(scrollToShow(3, 0, 600, ROW)).toBe(0);
    expect(scrollToShow(20, 0, 600, ROW)).toBe(21 * ROW - 600);
    expect(scrollToShow(2, 500, 600, ROW)).toBe(2 * ROW);
  });
});
