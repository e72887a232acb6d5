/** Rows of the comparison table: both values and whether they differ. */
import { formatCardDate, parseCivilDate } from '#shared/domain/civil-date.ts';
import { compareNids, groupNid } from '#shared/domain/nid.ts';
import type { Comparison } from '#shared/domain/verification.ts';
import { markDifferences, type TextRun } from '#shared/text/differences.ts';
import { hasBangla, sameText, toWireText } from '#shared/text/normalize.ts';

export interface ComparisonRow {
  readonly field: Comparison['field'];
  readonly card: readonly TextRun[] | null;
  readonly ec: readonly TextRun[] | null;
  /** Whether both are known and differ in more than notation. */
  readonly differs: boolean;
  readonly score: number | null;
  readonly lang: 'bn' | 'en';
}

const shown = (field: Comparison['field'], value: string): string => {
  if (field === 'dob') {
    const parsed = parseCivilDate(value);
    return parsed ? formatCardDate(parsed.date) : value.trim();
  }
  return field === 'nid' ? groupNid(value.trim()) : toWireText(value);
};

const whole = (text: string | null): readonly TextRun[] | null =>
  text === null ? null : [{ text, differs: false }];

/** A date in another notation and an NID in another notation or numbering scheme are no difference; spaces and joiners neither. */
export const comparisonRow = ({ field, card, ec, score }: Comparison): ComparisonRow => {
  const left = card === null ? null : shown(field, card);
  const right = ec === null ? null : shown(field, ec);
  const lang = hasBangla(left ?? right ?? '') ? 'bn' : 'en';
  const same =
    left === null ||
    right === null ||
    sameText(left, right) ||
    (field === 'nid' && compareNids(left, right) !== 'other');
  if (same) return { field, card: whole(left), ec: whole(right), differs: false, score, lang };
  const marked = markDifferences(left, right);
  return { field, card: marked.a, ec: marked.b, differs: true, score, lang };
};
