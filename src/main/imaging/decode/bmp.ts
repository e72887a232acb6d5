/**
 * Decodes Windows bitmaps, which many scanner drivers return and libvips does not support. Uncompressed only: 24 and 32 bits per
 * pixel, and 8 bits with a palette. Offsets in the file are checked against its length.
 */
import {
  checkPictureSize,
  type PictureLimits,
  type RawPicture,
  type RawProblem,
} from './raw-picture.ts';

interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly isTopDown: boolean;
  readonly bitsPerPixel: number;
  readonly compression: number;
  readonly pixelsOffset: number;
  readonly palette: {
    /** In the file. */
    readonly offset: number;
    readonly colours: number;
    readonly bytesPerColour: 3 | 4;
  };
  readonly masks: readonly number[];
}

const BI_RGB = 0;
const BI_BITFIELDS = 3;
/** Bit masks of red, green and blue for the standard byte order (blue, green, red, unused). */
const STANDARD_MASKS = [0x00ff0000, 0x0000ff00, 0x000000ff];

/** Bytes of the oldest info header (BITMAPCOREHEADER), whose fields are smaller, and of the usual one (BITMAPINFOHEADER). */
const CORE_HEADER_BYTES = 12;
const INFO_HEADER_BYTES = 40;
const FILE_HEADER_BYTES = 14;
const MAX_COLOURS = 256;

/** Reads the two headers (`wingdi.h`). All fields are little-endian. @returns null for an unknown info header. */
const readHeader = (view: DataView): BmpHeader | null => {
  const infoSize = view.getUint32(FILE_HEADER_BYTES, true);
  const pixelsOffset = view.getUint32(10, true);
  if (infoSize === CORE_HEADER_BYTES) {
    const palette = {
      offset: FILE_HEADER_BYTES + CORE_HEADER_BYTES,
      colours: MAX_COLOURS,
      bytesPerColour: 3,
    } as const;
    const [width, height] = [view.getUint16(18, true), view.getUint16(20, true)];
    return {
      width,
      height,
      isTopDown: false,
      bitsPerPixel: view.getUint16(24, true),
      compression: BI_RGB,
      pixelsOffset,
      palette,
      masks: [],
    };
  }
  if (infoSize < INFO_HEADER_BYTES) return null;
  const height = view.getInt32(22, true);
  const compression = view.getUint32(30, true);
  const masks =
    compression === BI_BITFIELDS ? [54, 58, 62].map((at) => view.getUint32(at, true)) : [];
  return {
    width: view.getInt32(18, true),
    height: Math.abs(height),
    isTopDown: height < 0,
    bitsPerPixel: view.getUint16(28, true),
    compression,
    pixelsOffset,
    palette: {
      offset: FILE_HEADER_BYTES + infoSize,
      // 0 means the maximum.
      colours: view.getUint32(46, true) || MAX_COLOURS,
      bytesPerColour: 4,
    },
    masks,
  };
};

const isSupported = ({ bitsPerPixel, compression, masks }: BmpHeader): boolean => {
  if (compression === BI_RGB) return [8, 24, 32].includes(bitsPerPixel);
  return (
    compression === BI_BITFIELDS &&
    bitsPerPixel === 32 &&
    masks.every((mask, index) => mask === STANDARD_MASKS[index])
  );
};

const unpackRgb = (file: Uint8Array, header: BmpHeader, rowBytes: number): Uint8Array => {
  const { width, height, isTopDown, bitsPerPixel, pixelsOffset } = header;
  const bytesPerPixel = bitsPerPixel / 8;
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = pixelsOffset + (isTopDown ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++, from += bytesPerPixel) {
      data[to++] = file[from + 2] ?? 0;
      data[to++] = file[from + 1] ?? 0;
      data[to++] = file[from] ?? 0;
    }
  }
  return data;
};

/** @returns null when a pixel refers to a colour outside the palette. */
const unpackPalette = (
  file: Uint8Array,
  header: BmpHeader,
  rowBytes: number,
): Uint8Array | null => {
  const { width, height, isTopDown, pixelsOffset, palette } = header;
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = pixelsOffset + (isTopDown ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++) {
      const colour = file[row + x] ?? 0;
      if (colour >= palette.colours) return null;
      const from = palette.offset + colour * palette.bytesPerColour;
      data[to++] = file[from + 2] ?? 0;
      data[to++] = file[from + 1] ?? 0;
      data[to++] = file[from] ?? 0;
    }
  }
  return data;
};

/** File header (14 bytes), info header (40) and colour masks (12). `readHeader` reads up to this offset without further checks. */
const MIN_FILE_BYTES = 66;

/** Decodes a bitmap. The fourth byte of a pixel is ignored, because programs set it to 0 or 255 arbitrarily. */
export const decodeBmp = (file: Uint8Array, limits: PictureLimits): RawPicture | RawProblem => {
  if (file.length < MIN_FILE_BYTES) return { problem: 'broken' };
  const header = readHeader(new DataView(file.buffer, file.byteOffset, file.byteLength));
  if (!header) return { problem: 'broken' };
  if (!isSupported(header)) return { problem: 'variant', format: 'BMP' };
  const { width, height, bitsPerPixel, pixelsOffset, palette } = header;
  const sizeProblem = checkPictureSize(width, height, limits);
  if (sizeProblem) return sizeProblem;
  const rowBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
  if (
    pixelsOffset < FILE_HEADER_BYTES + CORE_HEADER_BYTES ||
    pixelsOffset + rowBytes * height > file.length
  )
    return { problem: 'broken' };
  if (bitsPerPixel !== 8)
    return { data: unpackRgb(file, header, rowBytes), width, height, channels: 3 };
  if (
    palette.colours > MAX_COLOURS ||
    palette.offset + palette.colours * palette.bytesPerColour > file.length
  )
    return { problem: 'broken' };
  const data = unpackPalette(file, header, rowBytes);
  return data ? { data, width, height, channels: 3 } : { problem: 'broken' };
};
