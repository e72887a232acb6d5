import { describe, expect, it } from 'vitest';
import { createCodec, nodeBase64 } from '#tests/support/standin/codec.ts';

const codec = createCodec(nodeBase64);
const roundTrip = (value: unknown): unknown => codec.decode(codec.encode(value));

describe('codec', () => {
  it.each<[string, unknown]>([
    ['a string', 'মো. 🙂 \ud800'],
    ['null', null],
    ['undefined', undefined],
    ['minus zero', -0],
    ['infinity', -Infinity],
    ['a big integer', 12n ** 30n],
    ['a date', new Date(5)],
    ['an invalid date', new Date(NaN)],
    ['a map', new Map<unknown, unknown>([[{ a: 1 }, new Set([1, 'x'])]])],
    ['a regular expression', /a\/b/giu],
    ['an object', { a: [1, { b: undefined }], 'c d': true }],
    ['floats', new Float64Array([1.5, -0])],
    ['bytes', new Uint8Array([0, 1, 255])],
    ['a buffer', new Uint8Array([9, 8]).buffer],
  ])('carries %s', (_name, value) => {
    expect(roundTrip(value)).toStrictEqual(value);
  });

  it('carries not-a-number', () => {
    expect(roundTrip(NaN)).toBeNaN();
  });

  it('carries only the part of a buffer that a view covers, as a new buffer', () => {
    const view = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
    const decoded = roundTrip(view) as Uint8Array;
    expect([...decoded]).toEqual([2, 3]);
    expect(decoded.buffer.byteLength).toBe(2);
  });

  it('converts a Buffer to a Uint8Array, as the structured clone does', () => {
    const decoded = roundTrip(Buffer.from('hi'));
    expect(Buffer.isBuffer(decoded)).toBe(false);
    expect(decoded).toBeInstanceOf(Uint8Array);
  });

  it('keeps cycles and shared references', () => {
    const shared = { n: 1 };
    const value: { a: object; b: object; self?: object } = { a: shared, b: shared };
    value.self = value;
    const decoded = roundTrip(value) as typeof value;
    expect(decoded.a).toBe(decoded.b);
    expect(decoded.self).toBe(decoded);
  });

  it('keeps holes in arrays', () => {
    const holed = [1, , 3];
    expect(1 in (roundTrip(holed) as object)).toBe(false);
  });

  it('keeps the kind and the text of an error', () => {
    const decoded = roundTrip(new RangeError('too far')) as Error;
    expect(decoded).toBeInstanceOf(RangeError);
    expect(decoded.message).toBe('too far');
  });

  it('treats a key named __proto__ as data', () => {
    const decoded = roundTrip(JSON.parse('{"__proto__":{"admin":true}}')) as Record<
      string,
      unknown
    >;
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect(Object.hasOwn(decoded, '__proto__')).toBe(true);
    expect(decoded['admin']).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a promise', Promise.resolve()],
    ['a function inside', { a: [() => 1] }],
    ['a blob', new Blob([])],
  ])('refuses %s', (_name, value) => {
    expect(() => codec.encode(value)).toThrow('An object could not be cloned.');
  });
});
