import { describe, expect, it } from 'vitest';
import { readVariant, VARIANT_BYTES, writeVariant } from '#main/scanner/wia/variant.ts';

/** A VARIANT in the layout of 64-bit Windows: type and up to eight bytes of value. */
const variant = (type: number, ...bytes: readonly number[]): Buffer => {
  const made = Buffer.alloc(VARIANT_BYTES);
  made.writeUInt16LE(type, 0);
  Buffer.from(bytes).copy(made, 8);
  return made;
};

describe('readVariant and writeVariant', () => {
  it.each([
    ['empty', variant(0), { scalar: null }],
    ['null', variant(1), { scalar: null }],
    ['a short', variant(2, 0xfe, 0xff), { scalar: -2 }],
    ['a long', variant(3, 0x2c, 0x01, 0, 0), { scalar: 300 }],
    ['a float', variant(4, 0, 0, 0x96, 0x43), { scalar: 300 }],
    ['a double', variant(5, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f), { scalar: 0.5 }],
    ['true', variant(11, 0xff, 0xff), { scalar: true }],
    ['false', variant(11), { scalar: false }],
    ['a byte', variant(17, 0xff), { scalar: 255 }],
    ['an unsigned long', variant(19, 0xff, 0xff, 0xff, 0xff), { scalar: 4_294_967_295 }],
    ['a string', variant(8, 0x10, 0, 0, 0, 1, 0, 0, 0), { string: 0x1_0000_0010n }],
    ['an object', variant(9, 0x10, 0, 0, 0, 1, 0, 0, 0), { object: 0x1_0000_0010n }],
    ['bytes', variant(0x2011, 0x10, 0, 0, 0, 1, 0, 0, 0), { byteArray: 0x1_0000_0010n }],
    ['a date', variant(7), null],
    ['a value by reference', variant(0x4003), null],
  ])('read %s', (_title, bytes, expected) => {
    expect(readVariant(bytes)).toEqual(expected);
  });

  it.each([
    ['an integer', 400, variant(3, 0x90, 0x01, 0, 0)],
    ['a negative integer', -1, variant(3, 0xff, 0xff, 0xff, 0xff)],
    ['a fraction', 0.5, variant(5, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f)],
    ['true', true, variant(11, 0xff, 0xff)],
    ['false', false, variant(11)],
    ['a string', { string: 0x1_0000_0010n }, variant(8, 0x10, 0, 0, 0, 1, 0, 0, 0)],
  ])('write %s', (_title, value, expected) => {
    const bytes = Buffer.alloc(VARIANT_BYTES);
    writeVariant(bytes, value);
    expect(bytes).toEqual(expected);
  });
});
