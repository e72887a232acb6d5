/** The copy that crosses to another process takes the whole memory behind a view along; this leaves nothing else behind it. */
export const alone = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
