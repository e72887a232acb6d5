/** Generates pictures for the imaging tests. None shows a real card or person. */
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** Colours of the four quarters of the picture of `quartered`. */
const QUARTER_COLOURS = {
  topLeft: '#c81e1e',
  topRight: '#1ea01e',
  bottomLeft: '#1e1ec8',
  bottomRight: '#e6e6e6',
} as const;

/** Draws a picture with one colour per quarter, in which rotation and mirroring are visible. */
export const drawQuarters = (width: number, height: number): Sharp => {
  const drawRectangle = (x: number, y: number, fill: string): string =>
    `<rect x="${x * width}" y="${y * height}" width="${width / 2}" height="${height / 2}" fill="${fill}"/>`;
  const { topLeft, topRight, bottomLeft, bottomRight } = QUARTER_COLOURS;
  const body =
    drawRectangle(0, 0, topLeft) +
    drawRectangle(0.5, 0, topRight) +
    drawRectangle(0, 0.5, bottomLeft) +
    drawRectangle(0.5, 0.5, bottomRight);
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`,
    ),
  ).removeAlpha();
};

export const readRgb = async (
  picture: Sharp,
): Promise<{ data: Buffer; width: number; height: number }> => {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
};

/** Sizes in bytes: the file header, the oldest header after it (BITMAPCOREHEADER) and the usual one (BITMAPINFOHEADER). */
const BMP_FILE_HEADER_BYTES = 14;
const CORE_HEADER_BYTES = 12;
const INFO_HEADER_BYTES = 40;
/** Value of the field for compression: the channels are selected by masks. */
const BI_BITFIELDS = 3;

interface BmpOptions {
  readonly bits: 1 | 8 | 24 | 32;
  readonly topDown?: boolean;
  /** Size in bytes of the header after the file header. */
  readonly headerBytes?: 12 | 40 | 124;
  readonly compression?: number;
  readonly palette?: readonly (readonly [number, number, number])[];
}

/**
 * Encodes a BMP file.
 * @param pixel red, green and blue of a pixel, or its palette index as the first element.
 */
export const makeBmp = (
  width: number,
  height: number,
  { bits, topDown = false, headerBytes: header = 40, compression = 0, palette = [] }: BmpOptions,
  pixel: (x: number, y: number) => readonly [number, number, number],
): Buffer => {
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  const paletteEntryBytes = header === CORE_HEADER_BYTES ? 3 : 4;
  const maskBytes = compression === BI_BITFIELDS && header === INFO_HEADER_BYTES ? 12 : 0;
  const pixelsOffset =
    BMP_FILE_HEADER_BYTES + header + maskBytes + palette.length * paletteEntryBytes;
  const file = Buffer.alloc(pixelsOffset + rowBytes * height);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(pixelsOffset, 10);
  file.writeUInt32LE(header, 14);
  if (header === CORE_HEADER_BYTES) {
    file.writeUInt16LE(width, 18);
    file.writeUInt16LE(height, 20);
    file.writeUInt16LE(1, 22);
    file.writeUInt16LE(bits, 24);
  } else {
    file.writeInt32LE(width, 18);
    file.writeInt32LE(topDown ? -height : height, 22);
    file.writeUInt16LE(1, 26);
    file.writeUInt16LE(bits, 28);
    file.writeUInt32LE(compression, 30);
    file.writeUInt32LE(palette.length, 46);
    if (compression === BI_BITFIELDS)
      [0x00ff0000, 0x0000ff00, 0x000000ff].forEach((mask, index) =>
        file.writeUInt32LE(mask, BMP_FILE_HEADER_BYTES + INFO_HEADER_BYTES + index * 4),
      );
  }
  palette.forEach(([red, green, blue], index) =>
    file.set(
      [blue, green, red],
      BMP_FILE_HEADER_BYTES + header + maskBytes + index * paletteEntryBytes,
    ),
  );
  for (let y = 0; y < height; y++) {
    const row = pixelsOffset + (topDown ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++) {
      const [red, green, blue] = pixel(x, y);
      if (bits === 8) file[row + x] = red;
      else if (bits >= 24) file.set([blue, green, red], row + (x * bits) / 8);
    }
  }
  return file;
};

/** Table of CRC-32, with which PNG protects its chunks. */
const crcTable = Array.from({ length: 256 }, (_, value) => {
  let crc = value;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

const encodePngChunk = (type: string, body: Uint8Array): Buffer => {
  const bytes = Buffer.alloc(12 + body.length);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(body, 8);
  let crc = 0xffffffff;
  for (const byte of bytes.subarray(4, 8 + body.length))
    crc = (crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8)) >>> 0;
  bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 8 + body.length);
  return bytes;
};

/** Encodes a PNG whose header states any size, with data of only `rows` black rows. */
export const makePng = (
  width: number,
  height: number,
  rows: number,
  { bits = 8, colourType = 0 } = {},
): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colourType, 0, 0, 0], 8);
  const data = deflateSync(Buffer.alloc((width + 1) * rows));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    encodePngChunk('IHDR', header),
    encodePngChunk('IDAT', data),
    encodePngChunk('IEND', Buffer.alloc(0)),
  ]);
};

/** Returns deterministic pseudo-random bytes (xorshift32). */
export const createNoise = (length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  let state = 0x2545f491;
  for (let index = 0; index < length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[index] = state & 0xff;
  }
  return bytes;
};
