import { describe, expect, it } from 'vitest';
import { scrollToShow } from '#renderer/composables/use-virtual-rows.ts';

const ROW = 44;

describe('scrollToShow', () => {
  it('scrolls only as far as needed', () => {
    expect(scrollToShow(3, 0, 600, ROW)).toBe(0);
    expect(scrollToShow(20, 0, 600, ROW)).toBe(21 * ROW - 600);
    expect(scrollToShow(2, 500, 600, ROW)).toBe(2 * ROW);
  });
});
