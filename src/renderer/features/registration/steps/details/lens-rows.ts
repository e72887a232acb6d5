/** The rows of the lens: what was read of a field, readings that agree in one row, differences marked inside the words. */
import { sameValue } from '#shared/domain/agreement.ts';
import { displayText } from '#shared/domain/field-text.ts';
import type { FieldName, FieldSource } from '#shared/domain/fields.ts';
import { markDifferences, type TextRun } from '#shared/text/differences.ts';

export interface Candidate {
  readonly source: FieldSource;
  readonly value: string;
}

export interface LensRow {
  /** Who read it so, the most trusted first. */
  readonly sources: readonly FieldSource[];
  /** The value that taking the row writes into the field: that of the most trusted. */
  readonly value: string;
  readonly runs: readonly TextRun[];
  /** Whether the field holds it now. */
  readonly inField: boolean;
}

const grouped = (field: FieldName, candidates: readonly Candidate[]) => {
  const groups: { sources: FieldSource[]; value: string }[] = [];
  for (const { source, value } of candidates) {
    const agreeing = groups.find((group) => sameValue(field, group.value, value));
    if (agreeing) agreeing.sources.push(source);
    else groups.push({ sources: [source], value });
  }
  return groups;
};

/**
 * @param candidates what was read, and what was typed where it has to be chosen or taken back; the most trusted first.
 * @param value what the field holds.
 * @returns one row per value; every row is marked against the first one, and the first against the second.
 */
export const lensRows = (
  field: FieldName,
  candidates: readonly Candidate[],
  value: string,
): LensRow[] => {
  const groups = grouped(field, candidates);
  const shown = groups.map((group) => displayText(field, group.value));
  const runsOf = (at: number): readonly TextRun[] => {
    const mine = shown[at] ?? '';
    const other = shown[at === 0 ? 1 : 0];
    return other === undefined || shown.length === 1
      ? [{ text: mine, differs: false }]
      : markDifferences(mine, other).a;
  };
  return groups.map((group, at) => ({
    ...group,
    runs: runsOf(at),
    inField: sameValue(field, group.value, value),
  }));
};
