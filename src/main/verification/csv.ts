/**
 * Writes CSV for spreadsheets (RFC 4180): every cell is quoted, and a byte order mark makes Excel read the file as UTF-8. The
 * content comes from the service and is untrusted, so a cell that a spreadsheet evaluates as a formula gets an apostrophe.
 */

const BYTE_ORDER_MARK = '\ufeff';
/** Start of a formula (OWASP, "CSV Injection"), also after spaces and with full-width characters. */
const FORMULA_START = /^\s*[=+\-@＝＋－＠]/u;
/** Line breaks and tabs are replaced, because some programs split lines without evaluating the quotes. */
const CONTROL_CHARACTERS = /[\p{Cc}\u2028\u2029]+/gu;

const formatCell = (value: string): string => {
  const text = value.replace(CONTROL_CHARACTERS, ' ').trim();
  const escaped = FORMULA_START.test(text) ? `'${text}` : text;
  return `"${escaped.replaceAll('"', '""')}"`;
};

/** @returns the lines of the file with their line breaks. */
export function* csvLines(
  header: readonly string[],
  rows: Iterable<readonly string[]>,
): Generator<string> {
  yield `${BYTE_ORDER_MARK}${header.map(formatCell).join(',')}\r\n`;
  for (const row of rows) yield `${row.map(formatCell).join(',')}\r\n`;
}
