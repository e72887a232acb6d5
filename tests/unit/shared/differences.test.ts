import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markDifferences } from '#shared/text/differences.ts';

describe('markDifferences', () => {
  const differing = (runs: readonly { text: string; differs: boolean }[]): string[] =>
    runs.filter((run) => run.differs).map((run) => run.text);

  it('marks whole grapheme clusters', () => {
    const { a, b } = markDifferences('মোঃ উদাহরণ', 'মো. উদাহরণ');
    expect(differing(a)).toEqual(['মোঃ']);
    expect(differing(b)).toEqual(['মো.']);
  });

  it('marks nothing in equal texts', () => {
    expect(differing(markDifferences('NAMUNA', 'NAMUNA').a)).toEqual([]);
  });

  it('returns the whole texts, with the same common runs on both sides', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        (left, right) => {
          const { a, b } = markDifferences(left, right);
          const common = (runs: readonly { text: string; differs: boolean }[]): string =>
            runs
              .filter((run) => !run.differs)
              .map((run) => run.text)
              .join('');
          return (
            a.map((run) => run.text).join('') === left &&
            b.map((run) => run.text).join('') === right &&
            common(a) === common(b)
          );
        },
      ),
    );
  });
});
