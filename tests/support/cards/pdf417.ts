import { patternOf } from './pdf417-patterns.ts';

/** Codewords are digits of the field with this many elements (ISO/IEC 15438). */
const FIELD = 929;
const PAD = 900;
const BYTES = 901;
const BYTES_BY_SIX = 924;
/** Bar and space widths in modules, beginning with a bar. */
const START = [8, 1, 1, 1, 1, 1, 1, 3];
const STOP = [7, 1, 1, 3, 1, 1, 1, 2, 1];

/** A finished symbol: `true` is a dark module. Draw every row at least three modules high. */
export interface Pdf417Symbol {
  /** One array of modules for each row; all rows are equally long. */
  readonly rows: readonly (readonly boolean[])[];
  /** Symbol width in modules, without the quiet zone. */
  readonly width: number;
}

/**
 * Byte compaction: six bytes become five base-900 codewords, leftover bytes stand for themselves.
 * The latch codeword comes first. Bytes only: longer than mixed compaction, but every reader takes it.
 */
export function compactBytes(bytes: Uint8Array): number[] {
  const words = [bytes.length % 6 === 0 ? BYTES_BY_SIX : BYTES];
  const whole = bytes.length - (bytes.length % 6);
  for (let at = 0; at < whole; at += 6) {
    // 48 bits stay exact in a double.
    let value = 0;
    for (const byte of bytes.subarray(at, at + 6)) value = value * 256 + byte;
    const five: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      five.unshift(value % 900);
      value = Math.floor(value / 900);
    }
    words.push(...five);
  }
  words.push(...bytes.subarray(whole));
  return words;
}

/** Reed-Solomon check codewords (2^(level+1) of them, generator 3 over GF(929)) for the given data codewords. */
export function errorCorrection(data: readonly number[], level: number): number[] {
  const count = 2 ** (level + 1);
  // Coefficients of (x-3)(x-3^2)...(x-3^count), lowest power first; the leading 1 is left out.
  let generator = [1];
  let root = 1;
  for (let n = 0; n < count; n += 1) {
    root = (root * 3) % FIELD;
    const next = new Array<number>(generator.length + 1).fill(0);
    generator.forEach((c, i) => {
      next[i] = ((((next[i] ?? 0) - c * root) % FIELD) + FIELD) % FIELD;
      next[i + 1] = ((next[i + 1] ?? 0) + c) % FIELD;
    });
    generator = next;
  }
  const rest = new Array<number>(count).fill(0);
  for (const word of data) {
    const factor = (word + (rest[count - 1] ?? 0)) % FIELD;
    for (let i = count - 1; i >= 0; i -= 1) {
      const below = i === 0 ? 0 : (rest[i - 1] ?? 0);
      rest[i] = (((below - factor * (generator[i] ?? 0)) % FIELD) + FIELD) % FIELD;
    }
  }
  return rest.reverse().map((v) => (FIELD - v) % FIELD);
}

/**
 * All codewords of a symbol, row after row: length, data, padding, check words.
 * @param columns data columns, 1 to 30; at least three rows are made, more than 90 throw
 * @param level error correction level, 0 to 8
 */
export function pdf417Codewords(bytes: Uint8Array, columns: number, level: number): number[] {
  const data = compactBytes(bytes);
  const check = 2 ** (level + 1);
  const rows = Math.max(3, Math.ceil((1 + data.length + check) / columns));
  if (rows > 90 || rows * columns > 928)
    throw new RangeError('too much text for one PDF417 symbol');
  const room = rows * columns - check;
  const words = [room, ...data];
  while (words.length < room) words.push(PAD);
  return [...words, ...errorCorrection(words, level)];
}

/** The codewords beside the data of one row, which tell a reader the size and the correction level. */
export function rowIndicators(
  row: number,
  rows: number,
  columns: number,
  level: number,
): { left: number; right: number } {
  const high = Math.floor((rows - 1) / 3);
  const low = level * 3 + ((rows - 1) % 3);
  const wide = columns - 1;
  const base = 30 * Math.floor(row / 3);
  const order = [
    [high, wide],
    [low, high],
    [wide, low],
  ][row % 3] ?? [0, 0];
  return { left: base + (order[0] ?? 0), right: base + (order[1] ?? 0) };
}

function modules(widths: readonly number[]): boolean[] {
  return widths.flatMap((width, i) => new Array<boolean>(width).fill(i % 2 === 0));
}

/**
 * Draws bytes as a PDF417 symbol.
 * @param columns data columns, 1 to 30
 * @param level error correction level, 0 to 8
 */
export function encodePdf417(bytes: Uint8Array, columns: number, level: number): Pdf417Symbol {
  const words = pdf417Codewords(bytes, columns, level);
  const count = words.length / columns;
  const rows = Array.from({ length: count }, (_, row) => {
    const cells = words.slice(row * columns, (row + 1) * columns);
    const { left, right } = rowIndicators(row, count, columns, level);
    const body = [left, ...cells, right].flatMap((word) => modules(patternOf(row % 3, word)));
    return [...modules(START), ...body, ...modules(STOP)];
  });
  return { rows, width: rows[0]?.length ?? 0 };
}
