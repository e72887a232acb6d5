/**
 * Checks by its structure whether a picture file is complete. Scanning programs write a file over several seconds, pause on slow
 * networks, and do not signal when they have finished.
 */

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const JPEG_END = Buffer.from([0xff, 0xd9]);
const PNG_END = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44]);
/** Length of the end of a file in which the end marker is searched, because vendors append data after the marker of a JPEG. */
const MAX_TRAILER_BYTES = 64 * 1024;

/** Whether the last `within` bytes contain the marker. */
const hasMarkerAtEnd = (bytes: Uint8Array, marker: Buffer, within: number): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-within).includes(marker);

const isCompleteBmp = (bytes: Uint8Array): boolean => {
  if (bytes.length < 26) return false;
  const view = viewOf(bytes);
  const statedBytes = view.getUint32(2, true);
  return statedBytes <= bytes.length;
};

const DIRECTORY_ENTRY_BYTES = 12;
/** Bytes per value of the TIFF types SHORT and LONG. */
const TYPE_BYTES: Readonly<Record<number, number>> = { 3: 2, 4: 4 };
/** TIFF tags: StripOffsets and TileOffsets, StripByteCounts and TileByteCounts. */
const OFFSET_TAGS: readonly number[] = [273, 324];
const BYTE_COUNT_TAGS: readonly number[] = [279, 325];

/** Whether all strips or tiles of the first picture are within the file. */
const isCompleteTiff = (bytes: Uint8Array): boolean => {
  if (bytes.length < 8) return false;
  const view = viewOf(bytes);
  const isLittleEndian = bytes[0] === 0x49;
  const directory = view.getUint32(4, isLittleEndian);
  if (directory < 8 || directory + 2 > bytes.length) return false;
  const entries = view.getUint16(directory, isLittleEndian);
  if (directory + 2 + entries * DIRECTORY_ENTRY_BYTES > bytes.length) return false;
  let offsets: number[] = [];
  let byteCounts: number[] = [];
  for (let index = 0; index < entries; index++) {
    const at = directory + 2 + index * DIRECTORY_ENTRY_BYTES;
    const tag = view.getUint16(at, isLittleEndian);
    if (!OFFSET_TAGS.includes(tag) && !BYTE_COUNT_TAGS.includes(tag)) continue;
    const valueBytes = TYPE_BYTES[view.getUint16(at + 2, isLittleEndian)];
    const count = view.getUint32(at + 4, isLittleEndian);
    if (valueBytes === undefined) return false;
    // Values that fit into four bytes are in the entry itself.
    const valuesAt = count * valueBytes <= 4 ? at + 8 : view.getUint32(at + 8, isLittleEndian);
    if (valuesAt + count * valueBytes > bytes.length) return false;
    const values = Array.from({ length: count }, (_, valueIndex) =>
      valueBytes === 2
        ? view.getUint16(valuesAt + valueIndex * 2, isLittleEndian)
        : view.getUint32(valuesAt + valueIndex * 4, isLittleEndian),
    );
    if (OFFSET_TAGS.includes(tag)) offsets = values;
    else byteCounts = values;
  }
  return (
    offsets.length > 0 &&
    offsets.length === byteCounts.length &&
    offsets.every((offset, index) => offset + (byteCounts[index] ?? 0) <= bytes.length)
  );
};

const formats: readonly (readonly [
  magic: readonly number[],
  isComplete: (bytes: Uint8Array) => boolean,
])[] = [
  [[0xff, 0xd8, 0xff], (bytes) => hasMarkerAtEnd(bytes, JPEG_END, MAX_TRAILER_BYTES)],
  [
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    (bytes) => hasMarkerAtEnd(bytes, PNG_END, MAX_TRAILER_BYTES),
  ],
  [[0x49, 0x49, 0x2a, 0x00], isCompleteTiff],
  [[0x4d, 0x4d, 0x00, 0x2a], isCompleteTiff],
  [[0x42, 0x4d], isCompleteBmp],
];

/** Whether the file contains its whole picture. `other`: not a JPEG, PNG, TIFF or BMP. */
export const checkCompleteness = (bytes: Uint8Array): 'complete' | 'truncated' | 'other' => {
  const format = formats.find(([magic]) => magic.every((byte, index) => bytes[index] === byte));
  if (!format) return 'other';
  return format[1](bytes) ? 'complete' : 'truncated';
};
