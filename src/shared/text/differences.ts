/**
 * Computes the runs in which two texts differ, for highlighting. A run consists of whole grapheme clusters, because
 * fragments of a Bangla cluster cannot be rendered.
 */

export interface TextRun {
  readonly text: string;
  readonly differs: boolean;
}

const clustersOf = (text: string): string[] =>
  Array.from(
    new Intl.Segmenter('bn', { granularity: 'grapheme' }).segment(text),
    (part) => part.segment,
  );

/** Joins adjacent units that are both common or both different. */
const joinRuns = (units: readonly string[], common: ReadonlySet<number>): TextRun[] => {
  const runs: { text: string; differs: boolean }[] = [];
  units.forEach((unit, index) => {
    const differs = !common.has(index);
    const last = runs.at(-1);
    if (last && last.differs === differs) last.text += unit;
    else runs.push({ text: unit, differs });
  });
  return runs;
};

/** The whole text as one run without a difference. */
export const asSingleRun = (text: string): TextRun[] => [{ text, differs: false }];

/**
 * Splits both texts into runs that are common and runs that are not (longest common subsequence of grapheme clusters).
 * @returns the runs of `a` and of `b`, each concatenating to its text.
 */
export const markDifferences = (a: string, b: string): { a: TextRun[]; b: TextRun[] } => {
  const unitsOfA = clustersOf(a);
  const unitsOfB = clustersOf(b);
  const width = unitsOfB.length + 1;
  const lengths = new Uint16Array((unitsOfA.length + 1) * width);
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = unitsOfA.length - 1; row >= 0; row--) {
    for (let column = unitsOfB.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        unitsOfA[row] === unitsOfB[column]
          ? lengthAt(row + 1, column + 1) + 1
          : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
    }
  }
  const commonInA = new Set<number>();
  const commonInB = new Set<number>();
  for (let row = 0, column = 0; row < unitsOfA.length && column < unitsOfB.length;) {
    if (unitsOfA[row] === unitsOfB[column]) {
      commonInA.add(row++);
      commonInB.add(column++);
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row++;
    else column++;
  }
  return { a: joinRuns(unitsOfA, commonInA), b: joinRuns(unitsOfB, commonInB) };
};
