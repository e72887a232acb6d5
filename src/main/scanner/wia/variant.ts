/** Reads and writes VARIANT, the value type of COM automation, in its 64-bit layout: type at offset 0, value at offset 8. */

export const VARIANT_BYTES = 24;
const VALUE_AT = 8;

/** Types of a VARIANT (`wtypes.h`). */
const VT_EMPTY = 0;
const VT_NULL = 1;
const VT_I2 = 2;
const VT_I4 = 3;
const VT_R4 = 4;
const VT_R8 = 5;
const VT_BSTR = 8;
const VT_DISPATCH = 9;
const VT_BOOL = 11;
const VT_I1 = 16;
const VT_UI1 = 17;
const VT_UI2 = 18;
const VT_UI4 = 19;
const VT_INT = 22;
const VT_UINT = 23;
const VT_ARRAY = 0x2000;
const VT_ARRAY_OF_UI1 = VT_ARRAY | VT_UI1;

/** Value of a VARIANT. Strings, objects and arrays (SAFEARRAY) are addresses of memory that COM owns. */
export type VariantValue =
  | { readonly scalar: number | boolean | null }
  | { readonly string: bigint }
  | { readonly object: bigint }
  | { readonly byteArray: bigint };

/** Readers of the numeric types, by type. */
const numberReaders: Readonly<Record<number, (bytes: Buffer, at: number) => number>> = {
  [VT_I2]: (bytes, at) => bytes.readInt16LE(at),
  [VT_I4]: (bytes, at) => bytes.readInt32LE(at),
  [VT_R4]: (bytes, at) => bytes.readFloatLE(at),
  [VT_R8]: (bytes, at) => bytes.readDoubleLE(at),
  [VT_I1]: (bytes, at) => bytes.readInt8(at),
  [VT_UI1]: (bytes, at) => bytes.readUInt8(at),
  [VT_UI2]: (bytes, at) => bytes.readUInt16LE(at),
  [VT_UI4]: (bytes, at) => bytes.readUInt32LE(at),
  [VT_INT]: (bytes, at) => bytes.readInt32LE(at),
  [VT_UINT]: (bytes, at) => bytes.readUInt32LE(at),
};

/** Reads a VARIANT. @returns null for a type that is not supported. */
export const readVariant = (bytes: Buffer): VariantValue | null => {
  const type = bytes.readUInt16LE(0);
  if (type === VT_EMPTY || type === VT_NULL) return { scalar: null };
  if (type === VT_BOOL) return { scalar: bytes.readInt16LE(VALUE_AT) !== 0 };
  if (type === VT_BSTR) return { string: bytes.readBigUInt64LE(VALUE_AT) };
  if (type === VT_DISPATCH) return { object: bytes.readBigUInt64LE(VALUE_AT) };
  if (type === VT_ARRAY_OF_UI1) return { byteArray: bytes.readBigUInt64LE(VALUE_AT) };
  const readNumber = numberReaders[type];
  return readNumber ? { scalar: readNumber(bytes, VALUE_AT) } : null;
};

/** Writes a VARIANT. @param bytes output, `VARIANT_BYTES` zeros. */
export const writeVariant = (
  bytes: Buffer,
  value: number | boolean | { readonly string: bigint },
): void => {
  if (typeof value === 'boolean') {
    bytes.writeUInt16LE(VT_BOOL, 0);
    bytes.writeInt16LE(value ? -1 : 0, VALUE_AT);
  } else if (typeof value === 'object') {
    bytes.writeUInt16LE(VT_BSTR, 0);
    bytes.writeBigUInt64LE(value.string, VALUE_AT);
  } else if (Number.isInteger(value)) {
    bytes.writeUInt16LE(VT_I4, 0);
    bytes.writeInt32LE(value, VALUE_AT);
  } else {
    bytes.writeUInt16LE(VT_R8, 0);
    bytes.writeDoubleLE(value, VALUE_AT);
  }
};
