/** Where each field stands in the form. */
import { fieldRow, fieldsWith, type FieldName } from '#shared/domain/fields.ts';

/** The field of a line, and the one beside it where two share the line. */
type Line = readonly [FieldName, FieldName?];

const linesOf = (names: readonly FieldName[]): Line[] => {
  const lines: Line[] = [];
  for (const name of names) {
    const [first, second] = lines.at(-1) ?? [];
    const joins = first && !second && fieldRow(first).half && fieldRow(name).half;
    if (joins) lines[lines.length - 1] = [first, name];
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
