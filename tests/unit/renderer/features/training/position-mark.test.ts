import { describe, expect, it } from 'vitest';
import { positionMark, type Box } from '#renderer/features/training/position-mark.ts';

const windowSize = { width: 1_366, height: 768 };
const markSize = { width: 350, height: 120 };

const isOverlapping = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + b.height &&
  b.top < a.top + a.height;

describe('positionMark', () => {
  it.each([
    ['in a corner', { left: 0, top: 0, width: 200, height: 50 }],
    ['in the opposite corner', { left: 1_166, top: 718, width: 200, height: 50 }],
    ['across the window', { left: 20, top: 300, width: 1_326, height: 280 }],
    ['as tall as the window', { left: 500, top: 10, width: 300, height: 748 }],
  ])('is inside the window and beside a control %s', (_where, target) => {
    const { left, top } = positionMark(target, markSize, windowSize);
    const box = { left, top, ...markSize };
    expect(isOverlapping(box, target)).toBe(false);
    expect(left >= 0 && top >= 0).toBe(true);
    expect(
      left + markSize.width <= windowSize.width && top + markSize.height <= windowSize.height,
    ).toBe(true);
  });

  it('avoids another control that it would cover', () => {
    const target = { left: 600, top: 300, width: 200, height: 50 };
    const other = { left: 500, top: 360, width: 400, height: 200, kind: 'control' } as const;
    expect(positionMark(target, markSize, windowSize).top).toBeGreaterThan(350);
    const { left, top } = positionMark(target, markSize, windowSize, [other]);
    expect(top + markSize.height).toBeLessThan(300);
    expect(isOverlapping({ left, top, ...markSize }, other)).toBe(false);
  });

  it('is away from its control when all positions beside the control cover other controls', () => {
    const target = { left: 600, top: 300, width: 200, height: 50 };
    const around = { left: 100, top: 100, width: 1_166, height: 500, kind: 'control' } as const;
    const { left, top } = positionMark(target, markSize, windowSize, [around]);
    expect(isOverlapping({ left, top, ...markSize }, around)).toBe(false);
  });

  it('covers a picture rather than a control', () => {
    const target = { left: 600, top: 300, width: 200, height: 50 };
    const pictureBox = { left: 0, top: 0, width: 683, height: 768, kind: 'other' } as const;
    const formBox = { left: 683, top: 0, width: 683, height: 768, kind: 'control' } as const;
    const { left } = positionMark(target, markSize, windowSize, [pictureBox, formBox]);
    expect(left + markSize.width).toBeLessThanOrEqual(683);
  });
});
