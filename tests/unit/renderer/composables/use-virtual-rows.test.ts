import { describe, expect, it } from 'vitest';
import { scrollTopFor } from '#renderer/composables/use-virtual-rows.ts';

const ROW_HEIGHT = 44;

describe('scrollTopFor', () => {
  it('scrolls only as far as needed', () => {
    expect(scrollTopFor(3, 0, 600, ROW_HEIGHT)).toBe(0);
    expect(scrollTopFor(20, 0, 600, ROW_HEIGHT)).toBe(21 * ROW_HEIGHT - 600);
    expect(scrollTopFor(2, 500, 600, ROW_HEIGHT)).toBe(2 * ROW_HEIGHT);
  });
});
