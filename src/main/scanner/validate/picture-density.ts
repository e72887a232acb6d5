/**
 * Parses the resolution stated in a picture file: JFIF or EXIF in a JPEG, pHYs in a PNG, the resolution of a TIFF, the pixels
 * per metre of a BMP. Offsets in the file are checked against its length.
 */
import { MM_PER_INCH } from '#shared/domain/card-corners.ts';

/** Dots per inch. */
export interface PictureDensity {
  readonly x: number;
  readonly y: number;
}

const METRE_IN_INCHES = 1_000 / MM_PER_INCH;
/** Defaults that programs write when the resolution is unknown: 72, 96, or one pixel per millimetre. */
const PLACEHOLDER_DPI: readonly number[] = [72, 96, 25];
/** Highest plausible resolution. */
const MAX_DPI = 9_600;
const MAX_ENTRIES = 512;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const startsWith = (bytes: Uint8Array, at: number, text: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'latin1',
    at,
    at + text.length,
  ) === text;

const density = (x: number, y: number, perInch = 1): PictureDensity | null => {
  const [dpiX, dpiY] = [Math.round(x / perInch), Math.round(y / perInch)];
  const usable = (dpi: number): boolean => dpi > 0 && dpi <= MAX_DPI;
  return usable(dpiX) && usable(dpiY) ? { x: dpiX, y: dpiY } : null;
};

const PER_INCH: Readonly<Record<number, number>> = { 2: 1, 3: 1 / 2.54 };
const [X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT] = [282, 283, 296];

const tiffDensity = (bytes: Uint8Array): PictureDensity | null => {
  if (bytes.length < 8) return null;
  const view = viewOf(bytes);
  const little = bytes[0] === 0x49;
  const directory = view.getUint32(4, little);
  if (directory + 2 > bytes.length) return null;
  const rational = (at: number): number => {
    const place = view.getUint32(at, little);
    if (place + 8 > bytes.length) return 0;
    return view.getUint32(place, little) / (view.getUint32(place + 4, little) || Infinity);
  };
  let [x, y, unit] = [0, 0, 2];
  const entries = Math.min(view.getUint16(directory, little), MAX_ENTRIES);
  for (let index = 0; index < entries; index++) {
    const at = directory + 2 + index * 12;
    if (at + 12 > bytes.length) break;
    const tag = view.getUint16(at, little);
    if (tag === X_RESOLUTION) x = rational(at + 8);
    else if (tag === Y_RESOLUTION) y = rational(at + 8);
    else if (tag === RESOLUTION_UNIT) unit = view.getUint16(at + 8, little);
  }
  const perInch = PER_INCH[unit];
  return perInch === undefined ? null : density(x, y || x, perInch);
};

const isPlaceholder = (found: PictureDensity | null): boolean =>
  !found || (PLACEHOLDER_DPI.includes(found.x) && PLACEHOLDER_DPI.includes(found.y));

const jfifDensity = (bytes: Uint8Array, at: number): PictureDensity | null => {
  if (!startsWith(bytes, at, 'JFIF\0') || at + 12 > bytes.length) return null;
  const view = viewOf(bytes);
  // 1: per inch; 2: per centimetre; 0: aspect ratio only.
  const perInch = { 1: 1, 2: 1 / 2.54 }[bytes[at + 7] ?? 0];
  return perInch === undefined
    ? null
    : density(view.getUint16(at + 8), view.getUint16(at + 10), perInch);
};

const jpegDensity = (bytes: Uint8Array): PictureDensity | null => {
  const view = viewOf(bytes);
  let found: PictureDensity | null = null;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    // Start of scan: metadata precedes it.
    if (marker === 0xda) break;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const stated =
      marker === 0xe0
        ? jfifDensity(bytes, at + 4)
        : marker === 0xe1 && startsWith(bytes, at + 4, 'Exif\0\0')
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
        ? density(view.getUint32(at + 8), view.getUint32(at + 12), METRE_IN_INCHES)
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
    : density(view.getInt32(38, true), view.getInt32(42, true), METRE_IN_INCHES);
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
export const pictureDensity = (bytes: Uint8Array): PictureDensity | null => {
  const parser = parsers.find(([magic]) => magic.every((byte, index) => bytes[index] === byte));
  const found = parser ? parser[1](bytes) : null;
  return isPlaceholder(found) ? null : found;
};

/** The lower of the horizontal and the vertical resolution, in dots per inch. */
export const pictureDpi = (bytes: Uint8Array): number | null => {
  const found = pictureDensity(bytes);
  return found ? Math.min(found.x, found.y) : null;
};
