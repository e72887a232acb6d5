/**
 * Copies a view into a buffer of its own size before it is sent to another process, because structured clone copies the whole
 * ArrayBuffer behind a view.
 */
export const compactCopy = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
