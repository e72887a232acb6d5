/**
 * Decodes Windows bitmaps, which many scanner drivers return and libvips does not support. Uncompressed only: 24 and 32 bits per
 * pixel, and 8 bits with a palette. Offsets in the file are checked against its length.
 */
import { checkSize, type PictureLimits, type RawPicture, type RawProblem } from './raw-picture.ts';

interface Header {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  readonly compression: number;
  readonly pixelsAt: number;
  /** Offset of the palette in the file, number of colours, and bytes per colour. */
  readonly palette: { readonly at: number; readonly colours: number; readonly step: 3 | 4 };
  readonly masks: readonly number[];
}

const BI_RGB = 0;
const BI_BITFIELDS = 3;
/** Masks of the standard byte order: blue, green, red. */
const STANDARD_MASKS = [0x00ff0000, 0x0000ff00, 0x000000ff];

/** @returns null for an unknown info header. */
const readHeader = (view: DataView): Header | null => {
  const infoSize = view.getUint32(14, true);
  const pixelsAt = view.getUint32(10, true);
  if (infoSize === 12) {
    const palette = { at: 26, colours: 256, step: 3 } as const;
    const [width, height] = [view.getUint16(18, true), view.getUint16(20, true)];
    return {
      width,
      height,
      topDown: false,
      bits: view.getUint16(24, true),
      compression: BI_RGB,
      pixelsAt,
      palette,
      masks: [],
    };
  }
  if (infoSize < 40) return null;
  const height = view.getInt32(22, true);
  const compression = view.getUint32(30, true);
  const masks =
    compression === BI_BITFIELDS ? [54, 58, 62].map((at) => view.getUint32(at, true)) : [];
  return {
    width: view.getInt32(18, true),
    height: Math.abs(height),
    topDown: height < 0,
    bits: view.getUint16(28, true),
    compression,
    pixelsAt,
    palette: { at: 14 + infoSize, colours: view.getUint32(46, true) || 256, step: 4 },
    masks,
  };
};

const isSupported = ({ bits, compression, masks }: Header): boolean => {
  if (compression === BI_RGB) return [8, 24, 32].includes(bits);
  return (
    compression === BI_BITFIELDS &&
    bits === 32 &&
    masks.every((mask, index) => mask === STANDARD_MASKS[index])
  );
};

const unpackDirect = (file: Uint8Array, header: Header, rowBytes: number): Uint8Array => {
  const { width, height, topDown, bits, pixelsAt } = header;
  const step = bits / 8;
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = pixelsAt + (topDown ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++, from += step) {
      data[to++] = file[from + 2] ?? 0;
      data[to++] = file[from + 1] ?? 0;
      data[to++] = file[from] ?? 0;
    }
  }
  return data;
};

/** @returns null when a pixel refers to a colour outside the palette. */
const unpackPalette = (file: Uint8Array, header: Header, rowBytes: number): Uint8Array | null => {
  const { width, height, topDown, pixelsAt, palette } = header;
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = pixelsAt + (topDown ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++) {
      const colour = file[row + x] ?? 0;
      if (colour >= palette.colours) return null;
      const from = palette.at + colour * palette.step;
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
  const { width, height, bits, pixelsAt, palette } = header;
  const sizeProblem = checkSize(width, height, limits);
  if (sizeProblem) return sizeProblem;
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (pixelsAt < 26 || pixelsAt + rowBytes * height > file.length) return { problem: 'broken' };
  if (bits !== 8) return { data: unpackDirect(file, header, rowBytes), width, height, channels: 3 };
  if (palette.colours > 256 || palette.at + palette.colours * palette.step > file.length)
    return { problem: 'broken' };
  const data = unpackPalette(file, header, rowBytes);
  return data ? { data, width, height, channels: 3 } : { problem: 'broken' };
};
