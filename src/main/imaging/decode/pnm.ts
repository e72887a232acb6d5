/** Decodes binary PNM from scanner tools: P4 (black and white), P5 (grey) and P6 (colour), up to 16 bits per sample. */
import {
  checkPictureSize,
  type PictureLimits,
  type RawPicture,
  type RawProblem,
} from './raw-picture.ts';

const HASH = 0x23;
const NEWLINE = 0x0a;
const MAX_HEADER_BYTES = 4_096;
const MAX_DIGITS = 10;

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);

/** Reads `count` integers after the magic number, skipping comments. One white-space character ends the header. */
const readNumbers = (
  file: Uint8Array,
  count: number,
): { numbers: number[]; end: number } | null => {
  const numbers: number[] = [];
  let at = 2;
  while (numbers.length < count) {
    while (isSpace(file[at]) || file[at] === HASH) {
      if (file[at] === HASH) while (at < file.length && file[at] !== NEWLINE) at++;
      at++;
    }
    const from = at;
    while (at - from < MAX_DIGITS && /[0-9]/.test(String.fromCharCode(file[at] ?? 0))) at++;
    if (at === from || at > MAX_HEADER_BYTES) return null;
    numbers.push(Number(String.fromCharCode(...file.subarray(from, at))));
  }
  return isSpace(file[at]) ? { numbers, end: at + 1 } : null;
};

const unpackBits = (rows: Uint8Array, width: number, height: number): Uint8Array => {
  const rowBytes = Math.ceil(width / 8);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = ((rows[y * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
      // In P4 a set bit is black.
      data[y * width + x] = bit === 1 ? 0 : 255;
    }
  }
  return data;
};

const scaleSamples = (samples: Uint8Array, count: number, maxValue: number): Uint8Array => {
  if (maxValue === 255) return samples.slice(0, count);
  const isWide = maxValue > 255;
  const data = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const value = isWide
      ? ((samples[index * 2] ?? 0) << 8) | (samples[index * 2 + 1] ?? 0)
      : (samples[index] ?? 0);
    data[index] = Math.round((Math.min(value, maxValue) * 255) / maxValue);
  }
  return data;
};

/** Decodes a binary PNM; samples are scaled to eight bits. */
export const decodePnm = (file: Uint8Array, limits: PictureLimits): RawPicture | RawProblem => {
  // Second character of the magic number: P4, P5 or P6.
  const magicDigit = file[1] === 0x34 ? 4 : file[1] === 0x35 ? 5 : 6;
  const header = readNumbers(file, magicDigit === 4 ? 2 : 3);
  if (!header) return { problem: 'broken' };
  const [width = 0, height = 0, maxValue = 1] = header.numbers;
  const sizeProblem = checkPictureSize(width, height, limits);
  if (sizeProblem) return sizeProblem;
  if (maxValue < 1 || maxValue > 65_535) return { problem: 'broken' };
  const channels = magicDigit === 6 ? 3 : 1;
  const count = width * height * channels;
  const sampleBytes =
    magicDigit === 4 ? Math.ceil(width / 8) * height : count * (maxValue > 255 ? 2 : 1);
  if (header.end + sampleBytes > file.length) return { problem: 'broken' };
  const samples = file.subarray(header.end);
  return {
    data:
      magicDigit === 4
        ? unpackBits(samples, width, height)
        : scaleSamples(samples, count, maxValue),
    width,
    height,
    channels,
  };
};
