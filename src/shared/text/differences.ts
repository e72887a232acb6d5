/**
 * Computes the differing parts of two texts for highlighting. Parts are whole grapheme clusters, because a part of a Bangla
 * cluster cannot be rendered.
 */

export interface TextRun {
  readonly text: string;
  readonly differs: boolean;
}

const clusters = (text: string): string[] =>
  Array.from(
    new Intl.Segmenter('bn', { granularity: 'grapheme' }).segment(text),
    (part) => part.segment,
  );

const merge = (units: readonly string[], kept: ReadonlySet<number>): TextRun[] => {
  const parts: { text: string; differs: boolean }[] = [];
  units.forEach((unit, index) => {
    const differs = !kept.has(index);
    const last = parts.at(-1);
    if (last && last.differs === differs) last.text += unit;
    else parts.push({ text: unit, differs });
  });
  return parts;
};

/**
 * Splits both texts into runs that are common and runs that are not (longest common subsequence of grapheme clusters).
 * @returns the runs of `a` and of `b`, each concatenating to its text.
 */
export const markDifferences = (a: string, b: string): { a: TextRun[]; b: TextRun[] } => {
  const left = clusters(a);
  const right = clusters(b);
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        left[row] === right[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const keptLeft = new Set<number>();
  const keptRight = new Set<number>();
  for (let row = 0, column = 0; row < left.length && column < right.length;) {
    if (left[row] === right[column]) {
      keptLeft.add(row++);
      keptRight.add(column++);
    } else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return { a: merge(left, keptLeft), b: merge(right, keptRight) };
};
