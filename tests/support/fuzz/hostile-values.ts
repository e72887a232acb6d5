/**
 * Values for IPC fuzzing that the app's own page never sends. Most survive structured cloning, as a message
 * does; a detached buffer, a function and a symbol are passed to the handlers unchanged.
 */
import * as fc from 'fast-check';

/** Marker in every generated text and name. A log must never contain it. */
export const MARKER = 'Zq7Fuzz';
/** Marker as a number, far above every count in the app. */
export const MARKER_NUMBER = 731_946_285_017;

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
  `${MARKER}-key`,
  '\ud800',
);

const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => MARKER + text),
  fc.constantFrom(
    `${MARKER}\ud800`,
    `\udfff${MARKER}`,
    `${MARKER}\0${MARKER}`,
    `../../${MARKER}`,
    `'; DROP TABLE records; -- ${MARKER}`,
    `<img src=x onerror=${MARKER}>`,
    `\u202e${MARKER}\u2066`,
    `%s%n%x${MARKER}`,
    '',
    '__proto__',
  ),
  fc.constant(MARKER).map((text) => text.repeat(Math.ceil(HUGE_CHARS / text.length))),
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
  MARKER_NUMBER,
  10n ** 30n,
);

const createDetachedBytes = (): Uint8Array => {
  const bytes = new Uint8Array(16);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
};
const createCircularObject = (): object => {
  const circular: Record<string, unknown> = { name: MARKER };
  circular['self'] = circular;
  return circular;
};
const createNestedObject = (levels: number): object => {
  let value: object = { name: MARKER };
  for (let level = 0; level < levels; level += 1) value = { [MARKER]: value };
  return value;
};
const createSparseArray = (): unknown[] => {
  const sparse: unknown[] = [];
  sparse[4_000_000] = MARKER;
  return sparse;
};
const strangeObject: fc.Arbitrary<unknown> = fc
  .constantFrom<() => unknown>(
    createDetachedBytes,
    createCircularObject,
    () => createNestedObject(5_000),
    createSparseArray,
    () => JSON.parse(`{"__proto__":{"id":"${MARKER}"},"constructor":"${MARKER}"}`),
    () => new Uint8Array(new ArrayBuffer(8, { maxByteLength: 64 })),
    () => new Uint8Array(new SharedArrayBuffer(64)),
    () => new Uint8Array(0),
    () => new Uint16Array([0xd8ff, 0xe0ff]),
    () => new DataView(new ArrayBuffer(8)),
    () => new ArrayBuffer(8),
    () => Buffer.from(MARKER),
    () => new Date(Number.NaN),
    () => /(a+)+$/,
    () => new Error(MARKER),
    () => new Map([[MARKER, MARKER]]),
    () => new Set([MARKER]),
    () => [[[[[MARKER]]]]],
    () => Object.create(null),
    () => null,
    () => undefined,
    () => Symbol(MARKER),
    () => () => MARKER,
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
