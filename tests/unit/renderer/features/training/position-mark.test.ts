import { describe, expect, it } from 'vitest';
import { positionMark, type Box } from '#renderer/features/training/position-mark.ts';

const view = { width: 1_366, height: 768 };
const mark = { width: 350, height: 120 };

const touches = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + b.height &&
  b.top < a.top + a.height;

describe('the position of a coach mark', () => {
  it.each([
    ['in a corner', { left: 0, top: 0, width: 200, height: 50 }],
    ['in the opposite corner', { left: 1_166, top: 718, width: 200, height: 50 }],
    ['across the window', { left: 20, top: 300, width: 1_326, height: 280 }],
    ['as tall as the window', { left: 500, top: 10, width: 300, height: 748 }],
  ])('is inside the window and beside a control %s', (_where, target) => {
    const { left, top } = positionMark(target, mark, view);
    const box = { left, top, ...mark };
    expect(touches(box, target)).toBe(false);
    expect(left >= 0 && top >= 0).toBe(true);
    expect(left + mark.width <= view.width && top + mark.height <= view.height).toBe(true);
  });

  it('avoids another control that it would cover', () => {
    const target = { left: 600, top: 300, width: 200, height: 50 };
    const other = { left: 500, top: 360, width: 400, height: 200, kind: 'control' } as const;
    expect(positionMark(target, mark, view).top).toBeGreaterThan(350);
    const { left, top } = positionMark(target, mark, view, [other]);
    expect(top + mark.height).toBeLessThan(300);
    expect(touches({ left, top, ...mark }, other)).toBe(false);
  });

  it('moves away from its control when everything beside it is in use', () => {
    const target = { left: 600, top: 300, width: 200, height: 50 };
    const around = { left: 100, top: 100, width: 1_166, height: 500, kind: 'control' } as const;
    const { left, top } = positionMark(target, mark, view, [around]);
    expect(touches({ left, top, ...mark }, around)).toBe(false);
  });

  it('covers a picture rather than a control', () => {
    const target = { left: 600, top: 300, width: 200, height: 50 };
    const picture = { left: 0, top: 0, width: 683, height: 768, kind: 'picture' } as const;
    const form = { left: 683, top: 0, width: 683, height: 768, kind: 'control' } as const;
    const { left } = positionMark(target, mark, view, [picture, form]);
    expect(left + mark.width).toBeLessThanOrEqual(683);
  });
});
