/** Detects a file's format from its first bytes; its name and declared type are ignored. */

export type AcceptedFormat = 'jpeg' | 'png' | 'tiff' | 'webp' | 'bmp' | 'pnm';

/** `unsupported` is the name of a known format that is not accepted, for the error message. Null means an unknown format. */
export type DetectedFormat =
  { readonly accepted: AcceptedFormat } | { readonly unsupported: string } | null;

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

const startsWith = (bytes: Uint8Array, ...start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

/** Valid sizes of the info header, because the magic number "BM" alone is ambiguous. */
const BMP_HEADER_SIZES = [12, 40, 52, 56, 64, 108, 124];

const isBmp = (bytes: Uint8Array): boolean =>
  ascii(bytes, 0, 2) === 'BM' &&
  bytes[15] === 0 &&
  bytes[16] === 0 &&
  bytes[17] === 0 &&
  BMP_HEADER_SIZES.includes(bytes[14] ?? 0);

const acceptedFormatOf = (bytes: Uint8Array): AcceptedFormat | null => {
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return 'jpeg';
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  if (startsWith(bytes, 0x49, 0x49, 0x2a, 0) || startsWith(bytes, 0x4d, 0x4d, 0, 0x2a))
    return 'tiff';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (isBmp(bytes)) return 'bmp';
  return /^P[4-6][\s#]/.test(ascii(bytes, 0, 3)) ? 'pnm' : null;
};

/** The format by the brand of an ISO base media file, a container that HEIC and AVIF share with video. */
const isoFormatOf = (bytes: Uint8Array): string | null => {
  if (ascii(bytes, 4, 8) !== 'ftyp') return null;
  const brand = ascii(bytes, 8, 12);
  if (/^avi[fs]$/.test(brand)) return 'AVIF';
  return /^(?:hei[cxms]|hev[cx]|mif1|msf1)$/.test(brand) ? 'HEIC' : 'MP4';
};

const unsupportedFormatOf = (bytes: Uint8Array): string | null => {
  const start = ascii(bytes, 0, 8);
  if (start.startsWith('GIF8')) return 'GIF';
  if (start.startsWith('%PDF-')) return 'PDF';
  if (/^P[1-3]\s/.test(start)) return 'PNM (text)';
  if (startsWith(bytes, 0xff, 0x0a) || startsWith(bytes, 0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20))
    return 'JPEG XL';
  if (startsWith(bytes, 0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20)) return 'JPEG 2000';
  if (startsWith(bytes, 0x49, 0x49, 0x2b, 0) || startsWith(bytes, 0x4d, 0x4d, 0, 0x2b))
    return 'BigTIFF';
  const firstBytes = ascii(bytes, 0, 1_024);
  return /^(?:\xef\xbb\xbf)?\s*</.test(firstBytes) && /<svg[\s>]/i.test(firstBytes)
    ? 'SVG'
    : isoFormatOf(bytes);
};

/** Detects the format by its magic number. @returns null for an unknown format. */
export const detectFormat = (bytes: Uint8Array): DetectedFormat => {
  const format = acceptedFormatOf(bytes);
  if (format) return { accepted: format };
  const name = unsupportedFormatOf(bytes);
  return name === null ? null : { unsupported: name };
};
