/**
 * Values for IPC fuzzing that the app's own page never sends. Most survive structured cloning, as a message
 * does; a detached buffer, a function and a symbol are passed to the handlers unchanged.
 */
import * as fc from 'fast-check';

/** Marker in every generated text and name. A log must never contain it. */
export const MARK = 'Zq7Fuzz';
/** Marker as a number, far above every count in the app. */
export const MARK_NUMBER = 731_946_285_017;

const HUGE_CHARS = 300_000;

export const hostileKey: fc.Arbitrary<string> = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  'length',
  '',
  '0',
  `${MARK}-key`,
  '\ud800',
);

const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => MARK + text),
  fc.constantFrom(
    `${MARK}\ud800`,
    `\udfff${MARK}`,
    `${MARK}\0${MARK}`,
    `../../${MARK}`,
    `'; DROP TABLE records; -- ${MARK}`,
    `<img src=x onerror=${MARK}>`,
    `\u202e${MARK}\u2066`,
    `%s%n%x${MARK}`,
    '',
    '__proto__',
  ),
  fc.constant(MARK).map((text) => text.repeat(Math.ceil(HUGE_CHARS / text.length))),
);

const hostileNumber: fc.Arbitrary<number | bigint> = fc.constantFrom(
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -0,
  0.5,
  -1,
  2 ** 31,
  2 ** 53,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  MARK_NUMBER,
  10n ** 30n,
);

const createDetachedBytes = (): Uint8Array => {
  const bytes = new Uint8Array(16);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
};
const createCircularObject = (): object => {
  const circular: Record<string, unknown> = { name: MARK };
  circular['self'] = circular;
  return circular;
};
const createNestedObject = (levels: number): object => {
  let value: object = { name: MARK };
  for (let level = 0; level < levels; level += 1) value = { [MARK]: value };
  return value;
};
const createSparseArray = (): unknown[] => {
  const sparse: unknown[] = [];
  sparse[4_000_000] = MARK;
  return sparse;
};
const strangeObject: fc.Arbitrary<unknown> = fc
  .constantFrom<() => unknown>(
    createDetachedBytes,
    createCircularObject,
    () => createNestedObject(5_000),
    createSparseArray,
    () => JSON.parse(`{"__proto__":{"id":"${MARK}"},"constructor":"${MARK}"}`),
    () => new Uint8Array(new ArrayBuffer(8, { maxByteLength: 64 })),
    () => new Uint8Array(new SharedArrayBuffer(64)),
    () => new Uint8Array(0),
    () => new Uint16Array([0xd8ff, 0xe0ff]),
    () => new DataView(new ArrayBuffer(8)),
    () => new ArrayBuffer(8),
    () => Buffer.from(MARK),
    () => new Date(Number.NaN),
    () => /(a+)+$/,
    () => new Error(MARK),
    () => new Map([[MARK, MARK]]),
    () => new Set([MARK]),
    () => [[[[[MARK]]]]],
    () => Object.create(null),
    () => null,
    () => undefined,
    () => Symbol(MARK),
    () => () => MARK,
  )
  .map((create) => create());

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  hostileNumber,
  strangeObject,
  fc.anything({
    key: fc.oneof(hostileKey, hostileText),
    values: [hostileText, hostileNumber, fc.boolean(), fc.constantFrom(null, undefined)],
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
    withObjectString: true,
    maxDepth: 3,
    maxKeys: 5,
  }),
);
