import { describe, expect, it } from 'vitest';
import { scrollToShow } from '#renderer/composables/use-virtual-rows.ts';

const ROW_HEIGHT = 44;

describe('scrollToShow', () => {
  it('scrolls only as far as needed', () => {
    expect(scrollToShow(3, 0, 600, ROW_HEIGHT)).toBe(0);
    expect(scrollToShow(20, 0, 600, ROW_HEIGHT)).toBe(21 * ROW_HEIGHT - 600);
    expect(scrollToShow(2, 500, 600, ROW_HEIGHT)).toBe(2 * ROW_HEIGHT);
  });
});
