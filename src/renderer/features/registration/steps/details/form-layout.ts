/** Defines the columns of the form, and the lines of fields in each. */
import { fieldRow, fieldsWith, type FieldName } from '#shared/domain/fields.ts';

/** A line of the form: one field, or two fields beside each other. */
type FormLine = readonly [FieldName, FieldName?];

const linesOf = (names: readonly FieldName[]): FormLine[] => {
  const lines: FormLine[] = [];
  for (const name of names) {
    const [first, second] = lines.at(-1) ?? [];
    const isSecondOfPair = first && !second && fieldRow(first).half && fieldRow(name).half;
    if (isSecondOfPair) lines[lines.length - 1] = [first, name];
    else lines.push([name]);
  }
  return lines;
};

export const formColumns = [
  {
    heading: 'registration.details.read',
    lines: linesOf(fieldsWith((row) => row.column === 'card')),
  },
  {
    heading: 'registration.details.confirm',
    lines: linesOf(fieldsWith((row) => row.column === 'customer')),
  },
] as const;
