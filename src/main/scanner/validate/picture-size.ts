/**
 * Parses width and height from the header of a picture without decoding it. Offsets in the file are checked against its
 * length.
 */

/** Size in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** "IHDR", the type of the first chunk of a PNG. */
const PNG_HEADER_CHUNK = 0x49484452;

const pngSize = (bytes: Uint8Array): PictureSize | null => {
  if (bytes.length < 24) return null;
  const view = viewOf(bytes);
  return view.getUint32(12) === PNG_HEADER_CHUNK
    ? { width: view.getUint32(16), height: view.getUint32(20) }
    : null;
};

/** Whether a marker starts a frame; its segment contains the size. C4, C8 and CC are in the same range but are no frame markers. */
const isFrameMarker = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const jpegSize = (bytes: Uint8Array): PictureSize | null => {
  const view = viewOf(bytes);
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (isFrameMarker(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // The byte FF may be repeated as padding before a marker. Other segments state their length.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
};

const bmpSize = (bytes: Uint8Array): PictureSize | null => {
  if (bytes.length < 26) return null;
  const view = viewOf(bytes);
  return view.getUint32(14, true) === 12
    ? { width: view.getUint16(18, true), height: view.getUint16(20, true) }
    : { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
};

const pnmSize = (bytes: Uint8Array): PictureSize | null => {
  const header = String.fromCharCode(...bytes.subarray(0, 512)).replace(/#[^\n]*\n/g, ' ');
  const found = /^P[1-6]\s+(\d{1,6})\s+(\d{1,6})\s/.exec(header);
  return found ? { width: Number(found[1]), height: Number(found[2]) } : null;
};

/** TIFF tags ImageWidth and ImageLength, and the type SHORT. */
const TIFF_WIDTH = 256;
const TIFF_HEIGHT = 257;
const TIFF_SHORT = 3;
const DIRECTORY_ENTRY_BYTES = 12;

const tiffSize = (bytes: Uint8Array): PictureSize | null => {
  if (bytes.length < 8) return null;
  const view = viewOf(bytes);
  const isLittleEndian = bytes[0] === 0x49;
  const directory = view.getUint32(4, isLittleEndian);
  if (directory + 2 > bytes.length) return null;
  let width = 0;
  let height = 0;
  const entries = view.getUint16(directory, isLittleEndian);
  for (let index = 0; index < entries; index++) {
    const at = directory + 2 + index * DIRECTORY_ENTRY_BYTES;
    if (at + DIRECTORY_ENTRY_BYTES > bytes.length) break;
    const tag = view.getUint16(at, isLittleEndian);
    if (tag !== TIFF_WIDTH && tag !== TIFF_HEIGHT) continue;
    const value =
      view.getUint16(at + 2, isLittleEndian) === TIFF_SHORT
        ? view.getUint16(at + 8, isLittleEndian)
        : view.getUint32(at + 8, isLittleEndian);
    if (tag === TIFF_WIDTH) width = value;
    else height = value;
  }
  return { width, height };
};

const parsers: readonly (readonly [
  magic: readonly number[],
  parse: (bytes: Uint8Array) => PictureSize | null,
])[] = [
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], pngSize],
  [[0xff, 0xd8, 0xff], jpegSize],
  [[0x49, 0x49, 0x2a, 0x00], tiffSize],
  [[0x4d, 0x4d, 0x00, 0x2a], tiffSize],
  [[0x42, 0x4d], bmpSize],
  [[0x50], pnmSize],
];

/** Size stated in the header. @returns null when the file is no JPEG, PNG, TIFF, BMP or PNM with a valid header. */
export const readPictureSize = (bytes: Uint8Array): PictureSize | null => {
  const parser = parsers.find(([magic]) => magic.every((byte, index) => bytes[index] === byte));
  const size = parser ? parser[1](bytes) : null;
  return size && size.width > 0 && size.height > 0 ? size : null;
};
