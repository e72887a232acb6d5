/**
 * Parses the resolution stated in a picture file: JFIF or EXIF in a JPEG, pHYs in a PNG, the resolution of a TIFF, the pixels
 * per metre of a BMP. Offsets in the file are checked against its length.
 */
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';

/** Resolution in dots per inch. */
export interface PictureDensity {
  readonly x: number;
  readonly y: number;
}

const INCHES_PER_METRE = 1_000 / MM_PER_INCH;
const INCHES_PER_CM = 1 / 2.54;
/** Values that programs write when the resolution is unknown: 72, 96, or one pixel per millimetre (25). */
const PLACEHOLDER_DPI: readonly number[] = [72, 96, 25];
/** Highest plausible resolution. */
const MAX_DPI = 9_600;
/** Largest number of directory entries that are read. */
const MAX_ENTRIES = 512;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const startsWith = (bytes: Uint8Array, at: number, text: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'latin1',
    at,
    at + text.length,
  ) === text;

/** Converts to dots per inch. @param inchesPerUnit length of the unit of `x` and `y`. @returns null for an implausible value. */
const toDensity = (x: number, y: number, inchesPerUnit = 1): PictureDensity | null => {
  const [dpiX, dpiY] = [Math.round(x / inchesPerUnit), Math.round(y / inchesPerUnit)];
  const isPlausible = (dpi: number): boolean => dpi > 0 && dpi <= MAX_DPI;
  return isPlausible(dpiX) && isPlausible(dpiY) ? { x: dpiX, y: dpiY } : null;
};

/** Length in inches of the values of the TIFF tag ResolutionUnit: 2 is inch, 3 is centimetre. */
const INCHES_PER_UNIT: Readonly<Record<number, number>> = { 2: 1, 3: INCHES_PER_CM };
/** TIFF tags. */
const [X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT] = [282, 283, 296];
const DIRECTORY_ENTRY_BYTES = 12;

const tiffDensity = (bytes: Uint8Array): PictureDensity | null => {
  if (bytes.length < 8) return null;
  const view = viewOf(bytes);
  const isLittleEndian = bytes[0] === 0x49;
  const directory = view.getUint32(4, isLittleEndian);
  if (directory + 2 > bytes.length) return null;
  const rational = (at: number): number => {
    const valueAt = view.getUint32(at, isLittleEndian);
    if (valueAt + 8 > bytes.length) return 0;
    return (
      view.getUint32(valueAt, isLittleEndian) /
      (view.getUint32(valueAt + 4, isLittleEndian) || Infinity)
    );
  };
  let [x, y, unit] = [0, 0, 2];
  const entries = Math.min(view.getUint16(directory, isLittleEndian), MAX_ENTRIES);
  for (let index = 0; index < entries; index++) {
    const at = directory + 2 + index * DIRECTORY_ENTRY_BYTES;
    if (at + DIRECTORY_ENTRY_BYTES > bytes.length) break;
    const tag = view.getUint16(at, isLittleEndian);
    if (tag === X_RESOLUTION) x = rational(at + 8);
    else if (tag === Y_RESOLUTION) y = rational(at + 8);
    else if (tag === RESOLUTION_UNIT) unit = view.getUint16(at + 8, isLittleEndian);
  }
  const inchesPerUnit = INCHES_PER_UNIT[unit];
  return inchesPerUnit === undefined ? null : toDensity(x, y || x, inchesPerUnit);
};

const isPlaceholder = (found: PictureDensity | null): boolean =>
  !found || (PLACEHOLDER_DPI.includes(found.x) && PLACEHOLDER_DPI.includes(found.y));

const jfifDensity = (bytes: Uint8Array, at: number): PictureDensity | null => {
  if (!startsWith(bytes, at, 'JFIF\0') || at + 12 > bytes.length) return null;
  const view = viewOf(bytes);
  // Unit of the density: 1 is dots per inch, 2 dots per centimetre; 0 means that only the aspect ratio is stated.
  const inchesPerUnit = { 1: 1, 2: INCHES_PER_CM }[bytes[at + 7] ?? 0];
  return inchesPerUnit === undefined
    ? null
    : toDensity(view.getUint16(at + 8), view.getUint16(at + 10), inchesPerUnit);
};

/** JPEG markers: APP0 holds JFIF, APP1 holds EXIF. */
const [APP0, APP1, START_OF_SCAN] = [0xe0, 0xe1, 0xda];

const jpegDensity = (bytes: Uint8Array): PictureDensity | null => {
  const view = viewOf(bytes);
  let found: PictureDensity | null = null;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    // All metadata precedes the start of the scan.
    if (marker === START_OF_SCAN) break;
    // The byte FF may be repeated as padding before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const stated =
      marker === APP0
        ? jfifDensity(bytes, at + 4)
        : marker === APP1 && startsWith(bytes, at + 4, 'Exif\0\0')
          ? tiffDensity(bytes.subarray(at + 10, at + 2 + view.getUint16(at + 2)))
          : null;
    if (isPlaceholder(found)) found = stated ?? found;
    at += 2 + view.getUint16(at + 2);
  }
  return found;
};

const pngDensity = (bytes: Uint8Array): PictureDensity | null => {
  const view = viewOf(bytes);
  for (
    let at = 8;
    at + 21 <= bytes.length && !startsWith(bytes, at + 4, 'IDAT');
    at += 12 + view.getUint32(at)
  ) {
    if (startsWith(bytes, at + 4, 'pHYs')) {
      return bytes[at + 16] === 1
        ? toDensity(view.getUint32(at + 8), view.getUint32(at + 12), INCHES_PER_METRE)
        : null;
    }
  }
  return null;
};

const bmpDensity = (bytes: Uint8Array): PictureDensity | null => {
  if (bytes.length < 46) return null;
  const view = viewOf(bytes);
  return view.getUint32(14, true) < 40
    ? null
    : toDensity(view.getInt32(38, true), view.getInt32(42, true), INCHES_PER_METRE);
};

const parsers: readonly (readonly [
  magic: readonly number[],
  parse: (bytes: Uint8Array) => PictureDensity | null,
])[] = [
  [[0x89, 0x50, 0x4e, 0x47], pngDensity],
  [[0xff, 0xd8, 0xff], jpegDensity],
  [[0x49, 0x49, 0x2a, 0x00], tiffDensity],
  [[0x4d, 0x4d, 0x00, 0x2a], tiffDensity],
  [[0x42, 0x4d], bmpDensity],
];

/** Resolution stated in a file, in dots per inch. @returns null when it states none or a placeholder (72, 96, 25). */
export const readPictureDensity = (bytes: Uint8Array): PictureDensity | null => {
  const parser = parsers.find(([magic]) => magic.every((byte, index) => bytes[index] === byte));
  const found = parser ? parser[1](bytes) : null;
  return isPlaceholder(found) ? null : found;
};

/** The lower of the horizontal and the vertical resolution in dots per inch; null when the file states none. */
export const readPictureDpi = (bytes: Uint8Array): number | null => {
  const found = readPictureDensity(bytes);
  return found ? Math.min(found.x, found.y) : null;
};
