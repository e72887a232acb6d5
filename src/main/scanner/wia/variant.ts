/** VARIANT, the value type of COM automation, in its 64-bit layout: type at offset 0, value at offset 8. */

export const VARIANT_BYTES = 24;
const VALUE_AT = 8;

const EMPTY = 0;
const NULL = 1;
const I4 = 3;
const R8 = 5;
const BSTR = 8;
const DISPATCH = 9;
const BOOL = 11;
/** VT_ARRAY | VT_UI1 */
const BYTES = 0x2000 | 17;

/** Strings, objects and arrays (SAFEARRAY) are addresses of memory owned by COM. */
export type Value =
  | { readonly plain: number | boolean | null }
  | { readonly string: bigint }
  | { readonly object: bigint }
  | { readonly byteArray: bigint };

const readNumber: Readonly<Record<number, (bytes: Buffer, at: number) => number>> = {
  2: (bytes, at) => bytes.readInt16LE(at),
  [I4]: (bytes, at) => bytes.readInt32LE(at),
  4: (bytes, at) => bytes.readFloatLE(at),
  [R8]: (bytes, at) => bytes.readDoubleLE(at),
  16: (bytes, at) => bytes.readInt8(at),
  17: (bytes, at) => bytes.readUInt8(at),
  18: (bytes, at) => bytes.readUInt16LE(at),
  19: (bytes, at) => bytes.readUInt32LE(at),
  22: (bytes, at) => bytes.readInt32LE(at),
  23: (bytes, at) => bytes.readUInt32LE(at),
};

/** @returns null for a type that is not supported. */
export const readVariant = (bytes: Buffer): Value | null => {
  const type = bytes.readUInt16LE(0);
  if (type === EMPTY || type === NULL) return { plain: null };
  if (type === BOOL) return { plain: bytes.readInt16LE(VALUE_AT) !== 0 };
  if (type === BSTR) return { string: bytes.readBigUInt64LE(VALUE_AT) };
  if (type === DISPATCH) return { object: bytes.readBigUInt64LE(VALUE_AT) };
  if (type === BYTES) return { byteArray: bytes.readBigUInt64LE(VALUE_AT) };
  const read = readNumber[type];
  return read ? { plain: read(bytes, VALUE_AT) } : null;
};

/** @param bytes `VARIANT_BYTES` zeros. */
export const writeVariant = (
  bytes: Buffer,
  value: number | boolean | { readonly string: bigint },
): void => {
  if (typeof value === 'boolean') {
    bytes.writeUInt16LE(BOOL, 0);
    bytes.writeInt16LE(value ? -1 : 0, VALUE_AT);
  } else if (typeof value === 'object') {
    bytes.writeUInt16LE(BSTR, 0);
    bytes.writeBigUInt64LE(value.string, VALUE_AT);
  } else if (Number.isInteger(value)) {
    bytes.writeUInt16LE(I4, 0);
    bytes.writeInt32LE(value, VALUE_AT);
  } else {
    bytes.writeUInt16LE(R8, 0);
    bytes.writeDoubleLE(value, VALUE_AT);
  }
};
