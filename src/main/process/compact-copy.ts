/**
 * Bytes in a buffer of their own. Structured clone copies the whole ArrayBuffer behind a view, so a small view of a large buffer
 * would carry all of it to the other process.
 */
export const compactCopy = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
