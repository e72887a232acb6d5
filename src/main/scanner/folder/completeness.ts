/**
 * Tests whether a picture file is complete according to its own structure. Scanning programs write for seconds, pause on
 * slow networks, and do not signal when they have finished.
 */

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const JPEG_END = Buffer.from([0xff, 0xd9]);
const PNG_END = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44]);
/** Vendors append data after the end marker of a JPEG. */
const MAX_TRAILER_BYTES = 64 * 1024;

const endsWith = (bytes: Uint8Array, mark: Buffer, within: number): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-within).includes(mark);

const isCompleteBmp = (bytes: Uint8Array): boolean => {
  if (bytes.length < 26) return false;
  const view = viewOf(bytes);
  const stated = view.getUint32(2, true);
  return stated <= bytes.length;
};

/** Bytes per value of the TIFF types SHORT and LONG. */
const TYPE_BYTES: Readonly<Record<number, number>> = { 3: 2, 4: 4 };
/** TIFF tags: StripOffsets and TileOffsets, StripByteCounts and TileByteCounts. */
const OFFSETS: readonly number[] = [273, 324];
const COUNTS: readonly number[] = [279, 325];

/** Whether all strips or tiles of the first picture are within the file. */
const isCompleteTiff = (bytes: Uint8Array): boolean => {
  if (bytes.length < 8) return false;
  const view = viewOf(bytes);
  const little = bytes[0] === 0x49;
  const directory = view.getUint32(4, little);
  if (directory < 8 || directory + 2 > bytes.length) return false;
  const entries = view.getUint16(directory, little);
  if (directory + 2 + entries * 12 > bytes.length) return false;
  let offsets: number[] = [];
  let counts: number[] = [];
  for (let index = 0; index < entries; index++) {
    const at = directory + 2 + index * 12;
    const tag = view.getUint16(at, little);
    if (!OFFSETS.includes(tag) && !COUNTS.includes(tag)) continue;
    const step = TYPE_BYTES[view.getUint16(at + 2, little)];
    const count = view.getUint32(at + 4, little);
    if (step === undefined) return false;
    const place = count * step <= 4 ? at + 8 : view.getUint32(at + 8, little);
    if (place + count * step > bytes.length) return false;
    const values = Array.from({ length: count }, (_, item) =>
      step === 2
        ? view.getUint16(place + item * 2, little)
        : view.getUint32(place + item * 4, little),
    );
    if (OFFSETS.includes(tag)) offsets = values;
    else counts = values;
  }
  return (
    offsets.length > 0 &&
    offsets.length === counts.length &&
    offsets.every((offset, index) => offset + (counts[index] ?? 0) <= bytes.length)
  );
};

const kinds: readonly (readonly [
  magic: readonly number[],
  isComplete: (bytes: Uint8Array) => boolean,
])[] = [
  [[0xff, 0xd8, 0xff], (bytes) => endsWith(bytes, JPEG_END, MAX_TRAILER_BYTES)],
  [
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    (bytes) => endsWith(bytes, PNG_END, MAX_TRAILER_BYTES),
  ],
  [[0x49, 0x49, 0x2a, 0x00], isCompleteTiff],
  [[0x4d, 0x4d, 0x00, 0x2a], isCompleteTiff],
  [[0x42, 0x4d], isCompleteBmp],
];

/** Whether the file contains its whole picture. `other`: not a JPEG, PNG, TIFF or BMP. */
export const completeness = (bytes: Uint8Array): 'complete' | 'truncated' | 'other' => {
  const kind = kinds.find(([magic]) => magic.every((byte, index) => bytes[index] === byte));
  if (!kind) return 'other';
  return kind[1](bytes) ? 'complete' : 'truncated';
};
