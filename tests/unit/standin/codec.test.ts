import { describe, expect, it } from 'vitest';
import { createCodec, nodeBase64 } from '#tests/support/standin/codec.ts';

const codec = createCodec(nodeBase64);
const through = (value: unknown): unknown => codec.decode(codec.encode(value));

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
    ['an expression', /a\/b/giu],
    ['an object', { a: [1, { b: undefined }], 'c d': true }],
    ['floats', new Float64Array([1.5, -0])],
    ['bytes', new Uint8Array([0, 1, 255])],
    ['a buffer', new Uint8Array([9, 8]).buffer],
  ])('carries %s', (_name, value) => {
    expect(through(value)).toStrictEqual(value);
  });

  it('carries not-a-number', () => {
    expect(through(NaN)).toBeNaN();
  });

  it('carries only the part of a buffer that a view covers, as a new buffer', () => {
    const view = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
    const back = through(view) as Uint8Array;
    expect([...back]).toEqual([2, 3]);
    expect(back.buffer.byteLength).toBe(2);
  });

  it('converts a Buffer to a Uint8Array, as the structured clone does', () => {
    const back = through(Buffer.from('hi'));
    expect(Buffer.isBuffer(back)).toBe(false);
    expect(back).toBeInstanceOf(Uint8Array);
  });

  it('keeps cycles and shared references', () => {
    const shared = { n: 1 };
    const value: { a: object; b: object; self?: object } = { a: shared, b: shared };
    value.self = value;
    const back = through(value) as typeof value;
    expect(back.a).toBe(back.b);
    expect(back.self).toBe(back);
  });

  it('keeps holes in arrays', () => {
    const holed = [1, , 3];
    expect(1 in (through(holed) as object)).toBe(false);
  });

  it('keeps the kind and the text of an error', () => {
    const back = through(new RangeError('too far')) as Error;
    expect(back).toBeInstanceOf(RangeError);
    expect(back.message).toBe('too far');
  });

  it('treats a key named __proto__ as data', () => {
    const back = through(JSON.parse('{"__proto__":{"admin":true}}')) as Record<string, unknown>;
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect(Object.hasOwn(back, '__proto__')).toBe(true);
    expect(back['admin']).toBeUndefined();
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
