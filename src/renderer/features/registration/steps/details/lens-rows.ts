/** Determines the rows of the lens: equal readings share a row, and differences between the rows are marked. */
import { isSameValue } from '#shared/domain/agreement.ts';
import { displayText } from '#shared/domain/field-text.ts';
import type { FieldName, FieldSource } from '#shared/domain/fields.ts';
import { markDifferences, type TextRun } from '#shared/text/differences.ts';

export interface ReadingCandidate {
  readonly source: FieldSource;
  readonly value: string;
}

export interface LensRow {
  /** Sources of the value, by precedence. */
  readonly sources: readonly FieldSource[];
  /** The value that selecting the row writes into the field: that of the first source. */
  readonly value: string;
  /** The displayed text of the value, divided into equal and differing runs. */
  readonly runs: readonly TextRun[];
  /** Whether it is the current value of the field. */
  readonly isCurrent: boolean;
}

const groupByValue = (field: FieldName, candidates: readonly ReadingCandidate[]) => {
  const groups: { sources: FieldSource[]; value: string }[] = [];
  for (const { source, value } of candidates) {
    const matching = groups.find((group) => isSameValue(field, group.value, value));
    if (matching) matching.sources.push(source);
    else groups.push({ sources: [source], value });
  }
  return groups;
};

/**
 * @param candidates readings, and the typed value if it can be selected, by precedence.
 * @param value current value of the field.
 * @returns one row per distinct value. In the first row the differences from the second row are marked, in all other
 * rows those from the first.
 */
export const lensRows = (
  field: FieldName,
  candidates: readonly ReadingCandidate[],
  value: string,
): LensRow[] => {
  const groups = groupByValue(field, candidates);
  const texts = groups.map((group) => displayText(field, group.value));
  const runsOf = (index: number): readonly TextRun[] => {
    const text = texts[index] ?? '';
    const comparedText = texts[index === 0 ? 1 : 0];
    return comparedText === undefined || texts.length === 1
      ? [{ text, differs: false }]
      : markDifferences(text, comparedText).a;
  };
  return groups.map((group, index) => ({
    ...group,
    runs: runsOf(index),
    isCurrent: isSameValue(field, group.value, value),
  }));
};
