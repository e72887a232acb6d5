import { describe, expect, it } from 'vitest';
import { engravedLinePaths } from '#renderer/ui/engraved-lines.ts';

const readEnds = (path: string): { first: number; last: number } => {
  const numbers = path.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
  return { first: numbers[1] ?? NaN, last: numbers.at(-1) ?? NaN };
};

describe('engravedLinePaths', () => {
  const shape = { width: 550, height: 420, lines: 43, convergeAt: 0.715 };
  const paths = engravedLinePaths(shape);

  it('is deterministic', () => {
    expect(engravedLinePaths(shape)).toEqual(paths);
    expect(paths).toHaveLength(43);
  });

  it('starts wide and converges at the given point', () => {
    const lineEnds = paths.map(readEnds);
    const spread = (values: number[]): number => Math.max(...values) - Math.min(...values);
    expect(spread(lineEnds.map((end) => end.first))).toBeGreaterThan(250);
    expect(spread(lineEnds.map((end) => end.last))).toBeLessThan(20);
    expect(Math.abs((lineEnds[21]?.last ?? 0) - 0.715 * 420)).toBeLessThan(2);
  });
});
