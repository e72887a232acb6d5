/** Agreement between the readings of a card and the value of a field, for the chip beside the field and the lens. */
import { compareDates, parseCivilDate } from './civil-date.ts';
import {
  readingSources,
  type FieldName,
  type FieldSource,
  type FieldView,
  type ReadingSource,
} from './fields.ts';
import { isSameMrzName } from './mrz-name.ts';
import { cleanNid, compareNids, isNidNumber } from './nid.ts';
import { isSameText } from '#shared/text/normalize.ts';

export interface Reading {
  readonly source: ReadingSource;
  readonly value: string;
}

export type Agreement =
  | { readonly kind: 'none' }
  | { readonly kind: 'typed' }
  | { readonly kind: 'one'; readonly source: Reading['source'] }
  | { readonly kind: 'same'; readonly a: Reading['source']; readonly b: Reading['source'] }
  /** The sources of the two values. `a` is `typed` when a later reading contradicts the clerk's value. */
  | { readonly kind: 'differ'; readonly a: FieldSource; readonly b: Reading['source'] };

/**
 * Compares two values of a field: dates by date, NID numbers by numbering scheme (10 digits and 13 or 17 digits are not
 * comparable), Latin names as far as codes on cards can represent them, other text as it is displayed.
 */
export const compareValues = (
  field: FieldName,
  a: string,
  b: string,
): 'same' | 'other' | 'not-comparable' => {
  if (field === 'nid_no') return compareNids(a, b);
  const sameOrOther = (same: boolean) => (same ? 'same' : 'other');
  if (field === 'applicant_name_eng') return sameOrOther(isSameText(a, b) || isSameMrzName(a, b));
  if (field === 'dob') {
    const dateA = parseCivilDate(a);
    const dateB = parseCivilDate(b);
    if (dateA && dateB) return sameOrOther(compareDates(dateA.date, dateB.date) === 0);
  }
  return sameOrOther(isSameText(a, b));
};

export const isSameValue = (field: FieldName, a: string, b: string): boolean =>
  compareValues(field, a, b) === 'same';

/** The non-empty readings of a field, in order of precedence. */
export const readingsOf = (view: FieldView): Reading[] =>
  readingSources.flatMap((source) => {
    const value = view.readings[source] ?? '';
    return value.trim() === '' ? [] : [{ source, value }];
  });

/** The first two readings that contradict each other; null when none do. Pairs that are not comparable are skipped. */
const findContradiction = (
  field: FieldName,
  readings: readonly Reading[],
): readonly [Reading, Reading] | null => {
  for (const [index, a] of readings.entries()) {
    const b = readings
      .slice(index + 1)
      .find((later) => compareValues(field, a.value, later.value) === 'other');
    if (b) return [a, b];
  }
  return null;
};

/** Fields that identify the customer. Contradictions in them must be resolved before the form is sent. */
const IDENTIFYING_FIELDS: readonly FieldName[] = ['nid_no', 'dob'];

/**
 * Codes printed on the card. They have check digits, so a contradiction is more often a typing error than a reading
 * error.
 */
const CODE_SOURCES = ['barcode', 'mrz'] as const;

/**
 * The reading from a code of the card that contradicts the clerk's value of an identifying field; null when none does.
 * A contradicted value is marked as touched only after the clerk confirmed it while the contradiction was displayed.
 */
export const contradictingCode = (
  field: FieldName,
  { readings }: Pick<FieldView, 'readings'>,
  value: string,
): Reading | null => {
  // Incomplete values are reported by another rule.
  if (
    !IDENTIFYING_FIELDS.includes(field) ||
    (field === 'nid_no' ? !isNidNumber(cleanNid(value)) : !parseCivilDate(value))
  )
    return null;
  for (const source of CODE_SOURCES) {
    const codeValue = readings[source] ?? '';
    if (codeValue.trim() !== '' && compareValues(field, codeValue, value) === 'other')
      return { source, value: codeValue };
  }
  return null;
};

/** Whether a new reading contradicts the clerk's value and no earlier reading agreed with the new one. */
export const isNewContradiction = (
  field: FieldName,
  { readings, value }: Pick<FieldView, 'readings' | 'value'>,
  newReading: string | undefined,
): boolean =>
  IDENTIFYING_FIELDS.includes(field) &&
  newReading !== undefined &&
  value.trim() !== '' &&
  compareValues(field, newReading, value) === 'other' &&
  !readingSources.some(
    (source) => compareValues(field, readings[source] ?? '', newReading) === 'same',
  );

/** Whether the clerk must choose between readings before the form is sent. */
export const needsChoice = (
  field: FieldName,
  view: FieldView,
  value: string,
  touched: boolean,
): boolean =>
  IDENTIFYING_FIELDS.includes(field) && agreementOf(field, view, value, touched).kind === 'differ';

/**
 * Agreement of a field's readings. Different readings are a conflict until the clerk chooses one or types a value.
 * @param value current value in the form.
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
  const contradiction = touched ? null : findContradiction(field, readings);
  if (contradiction)
    return { kind: 'differ', a: contradiction[0].source, b: contradiction[1].source };
  const [first, second] = readings.filter((reading) => isSameValue(field, reading.value, value));
  const conflicting =
    touched || first
      ? undefined
      : readings.find((reading) => compareValues(field, reading.value, value) === 'other');
  if (conflicting) return { kind: 'differ', a: 'typed', b: conflicting.source };
  if (!first) return { kind: 'typed' };
  return second
    ? { kind: 'same', a: first.source, b: second.source }
    : { kind: 'one', source: first.source };
};
