/**
 * Encoder of QR codes (ISO/IEC 18004), byte mode, error correction level M, versions 1 to 3, for the reference number
 * on a slip. One block of codewords holds 42 characters, and a reference has at most 32. The writer of zxing is not used,
 * because the page would have to load its WebAssembly (650 KB) before it could display a slip.
 */

/** Number of data and error correction codewords per version. */
const VERSIONS = [
  { data: 16, correction: 10 },
  { data: 28, correction: 16 },
  { data: 44, correction: 26 },
] as const;
const BYTE_MODE = 0b0100;
const PADDING = [0xec, 0x11] as const;
/** Lengths in bits. */
const MODE_BITS = 4;
const COUNT_BITS = 8;
const TERMINATOR_BITS = 4;
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
  for (let power = a, factor = b; factor > 0; power = timesTwo(power), factor >>= 1)
    if (factor & 1) product ^= power;
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
  for (const codeword of data) {
    const factor = codeword ^ (remainder[0] ?? 0);
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
  appendBits(BYTE_MODE, MODE_BITS);
  appendBits(bytes.length, COUNT_BITS);
  for (const byte of bytes) appendBits(byte, 8);
  appendBits(0, Math.min(TERMINATOR_BITS, length * 8 - bits.length));
  const codewords = Array.from({ length: Math.ceil(bits.length / 8) }, (_, index) =>
    Array.from({ length: 8 }, (_bit, bit) => bits[index * 8 + bit] ?? 0).reduce(
      (codeword, bit) => codeword * 2 + bit,
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
  let remainder = data << 10;
  for (let bit = 14; bit >= 10; bit--)
    if ((remainder >> bit) & 1) remainder ^= FORMAT_POLYNOMIAL << (bit - 10);
  return ((data << 10) | remainder) ^ FORMAT_MASK;
};

interface Grid {
  readonly size: number;
  /** Rows of modules; `true` is dark. */
  readonly dark: boolean[][];
  /** Rows of modules; `true` is a function module, which contains no data. */
  readonly functionModules: boolean[][];
}

const createFalseMatrix = (size: number): boolean[][] =>
  Array.from({ length: size }, () => Array.from({ length: size }, () => false));

const setFunctionModule = (
  { dark, functionModules }: Grid,
  row: number,
  column: number,
  isDark: boolean,
): void => {
  const [darkRow, functionRow] = [dark[row], functionModules[row]];
  if (!darkRow || !functionRow || column < 0 || column >= darkRow.length) return;
  darkRow[column] = isDark;
  functionRow[column] = true;
};

/** Concentric square rings of modules around a centre, which is ring 0. */
interface RingPattern {
  readonly radius: number;
  readonly lightRings: readonly number[];
}
/** Ring 4 is the separator. */
const FINDER_PATTERN: RingPattern = { radius: 4, lightRings: [2, 4] };
const ALIGNMENT_PATTERN: RingPattern = { radius: 2, lightRings: [1] };

const setRings = (
  grid: Grid,
  row: number,
  column: number,
  { radius, lightRings }: RingPattern,
): void => {
  for (let rowOffset = -radius; rowOffset <= radius; rowOffset++)
    for (let columnOffset = -radius; columnOffset <= radius; columnOffset++) {
      const ring = Math.max(Math.abs(rowOffset), Math.abs(columnOffset));
      setFunctionModule(grid, row + rowOffset, column + columnOffset, !lightRings.includes(ring));
    }
};

/** Row and column of the timing patterns. */
const TIMING_INDEX = 6;

const setFormat = (grid: Grid, mask: number): void => {
  const format = formatOf(mask);
  const last = grid.size - 1;
  for (let bit = 0; bit < 15; bit++) {
    const isDark = ((format >> bit) & 1) === 1;
    // Around the first finder pattern, except the timing patterns.
    if (bit < 8) setFunctionModule(grid, bit < TIMING_INDEX ? bit : bit + 1, 8, isDark);
    else setFunctionModule(grid, 8, bit === 8 ? 7 : 14 - bit, isDark);
    // Beside the other two finder patterns.
    if (bit < 8) setFunctionModule(grid, 8, last - bit, isDark);
    else setFunctionModule(grid, last - 14 + bit, 8, isDark);
  }
  // This module is always dark.
  setFunctionModule(grid, last - 7, 8, true);
};

/** Creates the grid of a version with its function modules and without data. */
const createGrid = (version: number): Grid => {
  // Version 1 has 21 modules a side, and each further version four more.
  const size = 17 + 4 * version;
  const grid: Grid = {
    size,
    dark: createFalseMatrix(size),
    functionModules: createFalseMatrix(size),
  };
  for (let index = 0; index < size; index++) {
    setFunctionModule(grid, TIMING_INDEX, index, index % 2 === 0);
    setFunctionModule(grid, index, TIMING_INDEX, index % 2 === 0);
  }
  const farCentre = size - 4;
  for (const [row, column] of [
    [3, 3],
    [3, farCentre],
    [farCentre, 3],
  ] as const)
    setRings(grid, row, column, FINDER_PATTERN);
  if (version > 1) setRings(grid, size - 7, size - 7, ALIGNMENT_PATTERN);
  // Reserves the modules of the format information; the mask is selected later.
  setFormat(grid, 0);
  return grid;
};

/** Places the bits in columns of two, alternately upwards and downwards from the right, skipping the timing column. */
const setData = ({ size, dark, functionModules }: Grid, codewords: readonly number[]): void => {
  let bit = 0;
  let upwards = true;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2, upwards = !upwards)
    for (let step = 0; step < size; step++)
      for (const column of [right, right - 1]) {
        const row = upwards ? size - 1 - step : step;
        const line = dark[row];
        if (!line || functionModules[row]?.[column] !== false) continue;
        const codeword = codewords[bit >> 3] ?? 0;
        line[column] = ((codeword >> (7 - (bit & 7))) & 1) === 1;
        bit++;
      }
};

const withMask = (grid: Grid, mask: number): Grid => {
  const isMasked = MASKS[mask];
  const dark = grid.dark.map((line, row) =>
    line.map((isDark, column) =>
      grid.functionModules[row]?.[column] === false ? isDark !== isMasked?.(row, column) : isDark,
    ),
  );
  const masked = { ...grid, dark };
  setFormat(masked, mask);
  return masked;
};

/** A finder pattern's 1:1:3:1:1 with four light modules beside it. The look-ahead finds overlapping matches. */
const FINDER_LIKE = /(?=10111010000|00001011101)/g;

/** Penalty points of the standard: N2 per block, N3 per finder-like pattern, N4 per 5 % of unequal dark and light. */
const BLOCK_PENALTY = 3;
const FINDER_LIKE_PENALTY = 40;
const RATIO_PENALTY = 10;

/**
 * Penalty according to the standard for patterns that are hard to read: long runs, blocks, finder-like patterns, and an
 * unequal ratio of dark and light.
 */
const penaltyOf = ({ size, dark }: Grid): number => {
  const rows = dark.map((line) => line.map((isDark) => (isDark ? '1' : '0')).join(''));
  const columns = rows.map((_, index) => rows.map((line) => line[index]).join(''));
  let penalty = 0;
  for (const line of [...rows, ...columns]) {
    // N1: 3 points for a run of five modules, and one for each further module.
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    penalty += [...line.matchAll(FINDER_LIKE)].length * FINDER_LIKE_PENALTY;
  }
  for (let row = 1; row < size; row++)
    for (let column = 1; column < size; column++) {
      const isDark = dark[row]?.[column];
      if (
        [dark[row]?.[column - 1], dark[row - 1]?.[column], dark[row - 1]?.[column - 1]].every(
          (other) => other === isDark,
        )
      )
        penalty += BLOCK_PENALTY;
    }
  const darkPercent = (dark.flat().filter(Boolean).length / size ** 2) * 100;
  return penalty + Math.floor(Math.abs(darkPercent - 50) / 5) * RATIO_PENALTY;
};

/** Printable characters of ASCII. */
const FIRST_PRINTABLE = 32;
const LAST_PRINTABLE = 126;

/** Encodes a text; null when it is empty, longer than 42 characters or not printable ASCII. */
export const encodeQrCode = (text: string): QrModules | null => {
  const bytes = Array.from(text, (character) => character.charCodeAt(0));
  if (bytes.length === 0 || bytes.some((code) => code < FIRST_PRINTABLE || code > LAST_PRINTABLE))
    return null;
  const versionIndex = VERSIONS.findIndex(
    ({ data }) => bytes.length * 8 + MODE_BITS + COUNT_BITS <= data * 8,
  );
  const version = VERSIONS[versionIndex];
  if (!version) return null;
  const data = codewordsOf(bytes, version.data);
  const grid = createGrid(versionIndex + 1);
  setData(grid, [...data, ...errorCorrectionOf(data, version.correction)]);
  const candidates = MASKS.map((_, mask) => withMask(grid, mask));
  const penalties = candidates.map(penaltyOf);
  return candidates[penalties.indexOf(Math.min(...penalties))]?.dark ?? null;
};
