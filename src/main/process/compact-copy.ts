/**
 * Copies a view into its own buffer. Structured clone copies the whole ArrayBuffer behind a view, so a small view of a large buffer
 * would transfer all of it to the other process.
 */
export const compactCopy = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
