/** Where a value comes from and whether those who read the card agree, for the chip beside a field and the lens. */
import { compareDates, parseCivilDate } from './civil-date.ts';
import type { FieldName, FieldSource, FieldView } from './fields.ts';
import { sameMrzName } from './mrz-name.ts';
import { sameNid } from './nid.ts';
import { sameText } from '../text/normalize.ts';

export interface Reading {
  readonly source: Exclude<FieldSource, 'typed'>;
  readonly value: string;
}

export type Agreement =
  | { readonly kind: 'none' }
  | { readonly kind: 'typed' }
  | { readonly kind: 'one'; readonly source: Reading['source'] }
  | { readonly kind: 'same' | 'differ'; readonly a: Reading['source']; readonly b: Reading['source'] };

const READERS = ['service', 'barcode', 'mrz'] as const;

/**
 * Whether two values of a field mean the same: dates by date, numbers by the person they name (13 digits and the same 13
 * behind a birth year), Latin names as codes on cards can hold them, other text as a reader sees it.
 */
export const sameValue = (field: FieldName, a: string, b: string): boolean => {
  if (field === 'nid_no') return sameNid(a, b);
  if (field === 'applicant_name_eng') return sameText(a, b) || sameMrzName(a, b);
  if (field === 'dob') {
    const left = parseCivilDate(a);
    const right = parseCivilDate(b);
    if (left && right) return compareDates(left.date, right.date) === 0;
  }
  return sameText(a, b);
};

/** What each reader of the card read, in a fixed order; readers that read nothing are left out. */
export const readingsOf = (view: FieldView): Reading[] =>
  READERS.flatMap((source) => {
    const value = view.readings[source] ?? '';
    return value.trim() === '' ? [] : [{ source, value }];
  });

/** Fields whose readings must not differ when the form is sent: whom it is about hangs on them. */
const DECISIVE: readonly FieldName[] = ['nid_no', 'dob'];

/** Whether the clerk has to choose between what was read before the form may be sent. */
export const isUnsettled = (field: FieldName, view: FieldView, value: string, touched: boolean): boolean =>
  DECISIVE.includes(field) && agreementOf(field, view, value, touched).kind === 'differ';

/**
 * What to say about a field. Readings that differ are a conflict until the clerk chooses one or types.
 * @param value what the form holds now.
 * @param touched whether the clerk changed or confirmed it.
 */
export const agreementOf = (field: FieldName, view: FieldView, value: string, touched: boolean): Agreement => {
  if (value.trim() === '') return { kind: 'none' };
  const readings = readingsOf(view);
  const [first, ...others] = readings;
  const other = first && others.find((reading) => !sameValue(field, first.value, reading.value));
  if (first && other && !touched) return { kind: 'differ', a: first.source, b: other.source };
  const [mine, also] = readings.filter((reading) => sameValue(field, reading.value, value));
  if (!mine) return { kind: 'typed' };
  return also ? { kind: 'same', a: mine.source, b: also.source } : { kind: 'one', source: mine.source };
};
