import { describe, expect, it } from 'vitest';
import { readVariant, VARIANT_BYTES, writeVariant } from '#main/scanner/wia/variant.ts';

/** Builds a VARIANT in the layout of 64-bit Windows, with a type and up to eight bytes of value. */
const buildVariant = (type: number, ...bytes: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(VARIANT_BYTES);
  buffer.writeUInt16LE(type, 0);
  Buffer.from(bytes).copy(buffer, 8);
  return buffer;
};

describe('readVariant and writeVariant', () => {
  it.each([
    ['empty', buildVariant(0), { scalar: null }],
    ['null', buildVariant(1), { scalar: null }],
    ['a short', buildVariant(2, 0xfe, 0xff), { scalar: -2 }],
    ['a long', buildVariant(3, 0x2c, 0x01, 0, 0), { scalar: 300 }],
    ['a float', buildVariant(4, 0, 0, 0x96, 0x43), { scalar: 300 }],
    ['a double', buildVariant(5, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f), { scalar: 0.5 }],
    ['true', buildVariant(11, 0xff, 0xff), { scalar: true }],
    ['false', buildVariant(11), { scalar: false }],
    ['a byte', buildVariant(17, 0xff), { scalar: 255 }],
    ['an unsigned long', buildVariant(19, 0xff, 0xff, 0xff, 0xff), { scalar: 4_294_967_295 }],
    ['a string', buildVariant(8, 0x10, 0, 0, 0, 1, 0, 0, 0), { string: 0x1_0000_0010n }],
    ['an object', buildVariant(9, 0x10, 0, 0, 0, 1, 0, 0, 0), { object: 0x1_0000_0010n }],
    ['bytes', buildVariant(0x2011, 0x10, 0, 0, 0, 1, 0, 0, 0), { byteArray: 0x1_0000_0010n }],
    ['a date', buildVariant(7), null],
    ['a value by reference', buildVariant(0x4003), null],
  ])('read %s', (_title, bytes, expected) => {
    expect(readVariant(bytes)).toEqual(expected);
  });

  it.each([
    ['an integer', 400, buildVariant(3, 0x90, 0x01, 0, 0)],
    ['a negative integer', -1, buildVariant(3, 0xff, 0xff, 0xff, 0xff)],
    ['a fraction', 0.5, buildVariant(5, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f)],
    ['true', true, buildVariant(11, 0xff, 0xff)],
    ['false', false, buildVariant(11)],
    ['a string', { string: 0x1_0000_0010n }, buildVariant(8, 0x10, 0, 0, 0, 1, 0, 0, 0)],
  ])('write %s', (_title, value, expected) => {
    const bytes = Buffer.alloc(VARIANT_BYTES);
    writeVariant(bytes, value);
    expect(bytes).toEqual(expected);
  });
});
