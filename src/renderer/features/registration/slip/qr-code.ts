/**
 * Encoder of QR codes (ISO/IEC 18004), byte mode, error correction level M, versions 1 to 3, for the reference number
 * on a slip. One block of codewords holds 42 characters, and a reference has at most 32. The writer of zxing is not used,
 * because the page has to load its WebAssembly (650 KB) before it can display a slip.
 */

/** Number of data and error correction codewords per version. */
const VERSIONS = [
  { data: 16, correction: 10 },
  { data: 28, correction: 16 },
  { data: 44, correction: 26 },
] as const;
const BYTE_MODE = 0b0100;
const PADDING = [0xec, 0x11] as const;
/** Length of mode and character count, in bits. */
const HEADER_BITS = 12;
const LEVEL_M = 0b00;

/** Rows of modules; `true` is dark. Excludes the quiet zone of four modules on every side. */
export type QrModules = readonly (readonly boolean[])[];

/** Primitive polynomial of GF(256): x⁸ + x⁴ + x³ + x² + 1. */
const FIELD_POLYNOMIAL = 0x11d;
/** Product with 2 in GF(256). */
const timesTwo = (value: number): number =>
  value & 0x80 ? (value << 1) ^ FIELD_POLYNOMIAL : value << 1;
/** Product in GF(256). */
const multiply = (a: number, b: number): number => {
  let product = 0;
  for (let power = a, rest = b; rest > 0; power = timesTwo(power), rest >>= 1)
    if (rest & 1) product ^= power;
  return product;
};

/** Computes the Reed-Solomon codewords that follow the data. */
const errorCorrectionOf = (data: readonly number[], count: number): number[] => {
  // Coefficients of (x - 1)(x - 2)(x - 4)…, highest power first, without the leading 1.
  let generator: number[] = Array.from({ length: count }, (_, index) =>
    index === count - 1 ? 1 : 0,
  );
  for (let step = 0, root = 1; step < count; step++, root = timesTwo(root))
    generator = generator.map(
      (coefficient, index) => multiply(coefficient, root) ^ (generator[index + 1] ?? 0),
    );
  let remainder = Array.from({ length: count }, () => 0);
  for (const word of data) {
    const factor = word ^ (remainder[0] ?? 0);
    remainder = generator.map(
      (coefficient, index) => (remainder[index + 1] ?? 0) ^ multiply(coefficient, factor),
    );
  }
  return remainder;
};

/** Encodes the bytes as data codewords, padded to the length. */
const codewordsOf = (bytes: readonly number[], length: number): number[] => {
  const bits: number[] = [];
  const appendBits = (value: number, count: number): void => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  appendBits(BYTE_MODE, 4);
  appendBits(bytes.length, 8);
  for (const byte of bytes) appendBits(byte, 8);
  // Terminator.
  appendBits(0, Math.min(4, length * 8 - bits.length));
  const codewords = Array.from({ length: Math.ceil(bits.length / 8) }, (_, index) =>
    Array.from({ length: 8 }, (_bit, bit) => bits[index * 8 + bit] ?? 0).reduce(
      (word, bit) => word * 2 + bit,
      0,
    ),
  );
  for (let index = 0; codewords.length < length; index++) codewords.push(PADDING[index % 2] ?? 0);
  return codewords;
};

/** Data mask patterns by their reference number. */
const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

/** Generator polynomial and mask pattern of the format information. */
const FORMAT_POLYNOMIAL = 0x537;
const FORMAT_MASK = 0x5412;
/** Format information: level and mask with their BCH code, 15 bits. */
const formatOf = (mask: number): number => {
  const data = (LEVEL_M << 3) | mask;
  let rest = data << 10;
  for (let bit = 14; bit >= 10; bit--)
    if ((rest >> bit) & 1) rest ^= FORMAT_POLYNOMIAL << (bit - 10);
  return ((data << 10) | rest) ^ FORMAT_MASK;
};

interface Grid {
  readonly size: number;
  readonly dark: boolean[][];
  /** Function modules, which contain no data. */
  readonly fixed: boolean[][];
}

const falseMatrix = (size: number): boolean[][] =>
  Array.from({ length: size }, () => Array.from({ length: size }, () => false));

const setFunctionModule = (
  { dark, fixed }: Grid,
  row: number,
  column: number,
  isDark: boolean,
): void => {
  const [darkRow, fixedRow] = [dark[row], fixed[row]];
  if (!darkRow || !fixedRow || column < 0 || column >= darkRow.length) return;
  darkRow[column] = isDark;
  fixedRow[column] = true;
};

/** Draws rings around a centre: a finder pattern with its separator, or an alignment pattern. */
const setRings = (grid: Grid, row: number, column: number, lightRings: readonly number[]): void => {
  const radius = Math.max(...lightRings) + (lightRings.length === 1 ? 1 : 0);
  for (let down = -radius; down <= radius; down++)
    for (let right = -radius; right <= radius; right++) {
      const ring = Math.max(Math.abs(down), Math.abs(right));
      setFunctionModule(grid, row + down, column + right, !lightRings.includes(ring));
    }
};

const setFormat = (grid: Grid, mask: number): void => {
  const format = formatOf(mask);
  const last = grid.size - 1;
  for (let bit = 0; bit < 15; bit++) {
    const isDark = ((format >> bit) & 1) === 1;
    // Around the first finder pattern, except the timing pattern at 6.
    if (bit < 8) setFunctionModule(grid, bit < 6 ? bit : bit + 1, 8, isDark);
    else setFunctionModule(grid, 8, bit === 8 ? 7 : 14 - bit, isDark);
    // Beside the other two finder patterns.
    if (bit < 8) setFunctionModule(grid, 8, last - bit, isDark);
    else setFunctionModule(grid, last - 14 + bit, 8, isDark);
  }
  setFunctionModule(grid, last - 7, 8, true);
};

const emptyGrid = (version: number): Grid => {
  const size = 17 + 4 * version;
  const grid: Grid = { size, dark: falseMatrix(size), fixed: falseMatrix(size) };
  for (let index = 0; index < size; index++) {
    setFunctionModule(grid, 6, index, index % 2 === 0);
    setFunctionModule(grid, index, 6, index % 2 === 0);
  }
  const farCentre = size - 4;
  for (const [row, column] of [
    [3, 3],
    [3, farCentre],
    [farCentre, 3],
  ] as const)
    setRings(grid, row, column, [2, 4]);
  if (version > 1) setRings(grid, size - 7, size - 7, [1]);
  // Reserves the modules of the format information; the mask is selected later.
  setFormat(grid, 0);
  return grid;
};

/** Places the bits in columns of two, alternately upwards and downwards from the right, skipping the timing column. */
const setData = ({ size, dark, fixed }: Grid, codewords: readonly number[]): void => {
  let bit = 0;
  let upwards = true;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2, upwards = !upwards)
    for (let step = 0; step < size; step++)
      for (const column of [right, right - 1]) {
        const row = upwards ? size - 1 - step : step;
        const line = dark[row];
        if (!line || fixed[row]?.[column] !== false) continue;
        const word = codewords[bit >> 3] ?? 0;
        line[column] = ((word >> (7 - (bit & 7))) & 1) === 1;
        bit++;
      }
};

const withMask = (grid: Grid, mask: number): Grid => {
  const isMasked = MASKS[mask];
  const dark = grid.dark.map((line, row) =>
    line.map((isDark, column) =>
      grid.fixed[row]?.[column] === false ? isDark !== isMasked?.(row, column) : isDark,
    ),
  );
  const masked = { ...grid, dark };
  setFormat(masked, mask);
  return masked;
};

/** A finder pattern's 1:1:3:1:1 with four light modules beside it. The look-ahead finds overlapping matches. */
const FINDER_LIKE = /(?=10111010000|00001011101)/g;

/**
 * Penalty according to the standard for patterns that are hard to read: long runs, blocks, finder-like patterns, and an
 * unequal ratio of dark and light.
 */
const penaltyOf = ({ size, dark }: Grid): number => {
  const rows = dark.map((line) => line.map((isDark) => (isDark ? '1' : '0')).join(''));
  const columns = rows.map((_, index) => rows.map((line) => line[index]).join(''));
  let penalty = 0;
  for (const line of [...rows, ...columns]) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    penalty += [...line.matchAll(FINDER_LIKE)].length * 40;
  }
  for (let row = 1; row < size; row++)
    for (let column = 1; column < size; column++) {
      const isDark = dark[row]?.[column];
      if (
        [dark[row]?.[column - 1], dark[row - 1]?.[column], dark[row - 1]?.[column - 1]].every(
          (other) => other === isDark,
        )
      )
        penalty += 3;
    }
  const darkPercent = (dark.flat().filter(Boolean).length / size ** 2) * 100;
  return penalty + Math.floor(Math.abs(darkPercent - 50) / 5) * 10;
};

/** Encodes a text; null when it is empty, longer than 42 characters or not printable ASCII. */
export const qrCode = (text: string): QrModules | null => {
  const bytes = Array.from(text, (character) => character.charCodeAt(0));
  if (bytes.length === 0 || bytes.some((code) => code < 32 || code > 126)) return null;
  const versionIndex = VERSIONS.findIndex(({ data }) => bytes.length * 8 + HEADER_BITS <= data * 8);
  const version = VERSIONS[versionIndex];
  if (!version) return null;
  const data = codewordsOf(bytes, version.data);
  const grid = emptyGrid(versionIndex + 1);
  setData(grid, [...data, ...errorCorrectionOf(data, version.correction)]);
  const candidates = MASKS.map((_, mask) => withMask(grid, mask));
  const penalties = candidates.map(penaltyOf);
  return candidates[penalties.indexOf(Math.min(...penalties))]?.dark ?? null;
};
