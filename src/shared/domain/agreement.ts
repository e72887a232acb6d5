/** Source of a value and agreement of the readings of a card, for the chip beside a field and the lens. */
import { compareDates, parseCivilDate } from './civil-date.ts';
import {
  readingSources,
  type FieldName,
  type FieldSource,
  type FieldView,
  type ReadingSource,
} from './fields.ts';
import { sameMrzName } from './mrz-name.ts';
import { cleanNid, compareNids, isNidNumber } from './nid.ts';
import { sameText } from '#shared/text/normalize.ts';

export interface Reading {
  readonly source: ReadingSource;
  readonly value: string;
}

export type Agreement =
  | { readonly kind: 'none' }
  | { readonly kind: 'typed' }
  | { readonly kind: 'one'; readonly source: Reading['source'] }
  | { readonly kind: 'same'; readonly a: Reading['source']; readonly b: Reading['source'] }
  /** `typed`: the clerk's value, contradicted by a later reading. */
  | { readonly kind: 'differ'; readonly a: FieldSource; readonly b: Reading['source'] };

/**
 * Compares two values of a field: dates by date, NID numbers by their numbering scheme (10 digits against 13 or
 * 17 cannot be compared), Latin names as codes on cards can hold them, other text as it is displayed.
 */
export const compareValues = (
  field: FieldName,
  a: string,
  b: string,
): 'same' | 'other' | 'cannot-say' => {
  if (field === 'nid_no') return compareNids(a, b);
  const sameOrOther = (same: boolean) => (same ? 'same' : 'other');
  if (field === 'applicant_name_eng') return sameOrOther(sameText(a, b) || sameMrzName(a, b));
  if (field === 'dob') {
    const left = parseCivilDate(a);
    const right = parseCivilDate(b);
    if (left && right) return sameOrOther(compareDates(left.date, right.date) === 0);
  }
  return sameOrOther(sameText(a, b));
};

export const sameValue = (field: FieldName, a: string, b: string): boolean =>
  compareValues(field, a, b) === 'same';

/** The readings of a field by precedence, without empty ones. */
export const readingsOf = (view: FieldView): Reading[] =>
  readingSources.flatMap((source) => {
    const value = view.readings[source] ?? '';
    return value.trim() === '' ? [] : [{ source, value }];
  });

/** The first two readings that contradict each other; a pair that cannot be compared does not. */
const contraryReadings = (
  field: FieldName,
  readings: readonly Reading[],
): readonly [Reading, Reading] | null => {
  for (const [at, a] of readings.entries()) {
    const b = readings
      .slice(at + 1)
      .find((later) => compareValues(field, a.value, later.value) === 'other');
    if (b) return [a, b];
  }
  return null;
};

/** Fields that identify the customer: their readings must not differ when the form is sent. */
const DECISIVE: readonly FieldName[] = ['nid_no', 'dob'];

/** Codes printed on the card have check digits, so that a contradiction is more often an error of typing than of reading. */
const CODES = ['barcode', 'mrz'] as const;

/**
 * The code of the card that contradicts what the clerk typed in a field that identifies the customer. Such a value counts as
 * touched only after the clerk has chosen it with the contradiction shown.
 */
export const contradictingCode = (
  field: FieldName,
  { readings }: Pick<FieldView, 'readings'>,
  value: string,
): Reading | null => {
  // An incomplete value breaks another rule.
  if (
    !DECISIVE.includes(field) ||
    (field === 'nid_no' ? !isNidNumber(cleanNid(value)) : !parseCivilDate(value))
  )
    return null;
  for (const source of CODES) {
    const read = readings[source] ?? '';
    if (read.trim() !== '' && compareValues(field, read, value) === 'other')
      return { source, value: read };
  }
  return null;
};

/**
 * Whether an arriving reading contradicts the value that the clerk wrote and no earlier reading agreed with it.
 */
export const isNewContradiction = (
  field: FieldName,
  { readings, value }: Pick<FieldView, 'readings' | 'value'>,
  arrived: string | undefined,
): boolean =>
  DECISIVE.includes(field) &&
  arrived !== undefined &&
  value.trim() !== '' &&
  compareValues(field, arrived, value) === 'other' &&
  !readingSources.some(
    (source) => compareValues(field, readings[source] ?? '', arrived) === 'same',
  );

/** Whether the clerk has to choose between readings before the form may be sent. */
export const needsChoice = (
  field: FieldName,
  view: FieldView,
  value: string,
  touched: boolean,
): boolean =>
  DECISIVE.includes(field) && agreementOf(field, view, value, touched).kind === 'differ';

/**
 * Agreement of a field's readings. Readings that differ are a conflict until the clerk chooses one or types.
 * @param value current value of the form.
 * @param touched whether the clerk changed or confirmed it.
 */
export const agreementOf = (
  field: FieldName,
  view: FieldView,
  value: string,
  touched: boolean,
): Agreement => {
  if (value.trim() === '') return { kind: 'none' };
  const readings = readingsOf(view);
  const contrary = touched ? null : contraryReadings(field, readings);
  if (contrary) return { kind: 'differ', a: contrary[0].source, b: contrary[1].source };
  const [mine, also] = readings.filter((reading) => sameValue(field, reading.value, value));
  const against =
    touched || mine
      ? undefined
      : readings.find((reading) => compareValues(field, reading.value, value) === 'other');
  if (against) return { kind: 'differ', a: 'typed', b: against.source };
  if (!mine) return { kind: 'typed' };
  return also
    ? { kind: 'same', a: mine.source, b: also.source }
    : { kind: 'one', source: mine.source };
};
