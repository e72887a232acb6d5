/** Layout of the registration's fields on the paper form, derived from the table of fields. */
import type { ChoiceLists } from '#shared/domain/lists.ts';
import { fieldNames, fieldRow, type FieldName } from '#shared/domain/fields.ts';

/** Input area of a field: boxes for digits, choices to tick, or lines to write on. */
export type FormInput =
  | { readonly kind: 'boxes'; readonly groups: readonly number[] }
  | { readonly kind: 'choices'; readonly list: keyof ChoiceLists }
  | { readonly kind: 'lines'; readonly count: number };

export interface FormField {
  readonly name: FieldName;
  readonly input: FormInput;
  readonly required: boolean;
  /** Width in sixths of the sheet. */
  readonly columns: 2 | 3 | 4 | 6;
}

const MAX_NID_DIGITS = 17;
/** Digits per group of a date: day, month, year. */
const DATE_GROUPS = [2, 2, 4];
/** Digits per group of a mobile number. */
const MOBILE_GROUPS = [5, 6];

const inputOf = (name: FieldName): FormInput => {
  const { kind, control, list } = fieldRow(name);
  if (kind === 'nid') return { kind: 'boxes', groups: [MAX_NID_DIGITS] };
  if (kind === 'date') return { kind: 'boxes', groups: DATE_GROUPS };
  if (kind === 'mobile') return { kind: 'boxes', groups: MOBILE_GROUPS };
  // A list whose choices are all visible on the screen fits on the paper. A choice of a longer list is written by hand.
  if (control === 'segmented' && list) return { kind: 'choices', list };
  return { kind: 'lines', count: control === 'area' ? 2 : 1 };
};

const columnsOf = (name: FieldName): FormField['columns'] => {
  const { kind, control, half } = fieldRow(name);
  if (half === true || kind === 'mobile') return 3;
  if (kind === 'nid' || control === 'segmented') return 4;
  return kind === 'date' || kind === 'choice' ? 2 : 6;
};

/** All fields of a registration, in the order of the screen. */
export const formFields: readonly FormField[] = fieldNames.map((name) => ({
  name,
  input: inputOf(name),
  required: fieldRow(name).required,
  columns: columnsOf(name),
}));
