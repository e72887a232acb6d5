/** Builds the rows of the comparison table: the values of the card and of the EC with their differences. */
import { formatCardDate, parseCivilDate } from '#shared/domain/civil-date.ts';
import { compareNids, groupNid } from '#shared/domain/nid.ts';
import type { Comparison } from '#shared/domain/verification.ts';
import { toAsciiDigits } from '#shared/text/digits.ts';
import { asSingleRun, markDifferences, type TextRun } from '#shared/text/differences.ts';
import { hasBangla, isSameText, toWireText } from '#shared/text/normalize.ts';

export interface ComparisonRow {
  readonly field: Comparison['field'];
  readonly card: readonly TextRun[] | null;
  readonly ec: readonly TextRun[] | null;
  /** Whether both values are known and differ in more than notation. */
  readonly differs: boolean;
  readonly score: number | null;
  readonly lang: 'bn' | 'en';
}

const formatForDisplay = (field: Comparison['field'], value: string): string => {
  if (field === 'dob') {
    const parsed = parseCivilDate(value);
    return parsed ? formatCardDate(parsed.date) : value.trim();
  }
  return field === 'nid' ? groupNid(value.trim()) : toWireText(value);
};

/**
 * Whether two NIDs are displayed without difference marks. Numbers of different schemes cannot be compared and are not
 * marked; a NID with characters other than digits is marked.
 */
const isSameNid = (card: string, ec: string): boolean => {
  const compared = compareNids(card, ec);
  const areNumbers = [card, ec].every((nid) => /^[\d\s-]*$/.test(toAsciiDigits(nid)));
  return compared === 'same' || (compared === 'not-comparable' && areNumbers);
};

/** Builds a row. Differences in date notation, NID notation or numbering scheme, spaces and joiners are ignored. */
export const toComparisonRow = ({ field, card, ec, score }: Comparison): ComparisonRow => {
  const cardText = card === null ? null : formatForDisplay(field, card);
  const ecText = ec === null ? null : formatForDisplay(field, ec);
  const lang = hasBangla(cardText ?? ecText ?? '') ? 'bn' : 'en';
  const isSame =
    cardText === null ||
    ecText === null ||
    isSameText(cardText, ecText) ||
    (field === 'nid' && isSameNid(cardText, ecText));
  if (isSame)
    return {
      field,
      card: cardText === null ? null : asSingleRun(cardText),
      ec: ecText === null ? null : asSingleRun(ecText),
      differs: false,
      score,
      lang,
    };
  const marked = markDifferences(cardText, ecText);
  return { field, card: marked.a, ec: marked.b, differs: true, score, lang };
};
