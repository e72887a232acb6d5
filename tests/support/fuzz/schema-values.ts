/**
 * Generates inputs of the IPC contract from its schemas: valid ones, and near-valid ones with a single fault. Every generated
 * text begins with {@link MARKER}, so that a log can be searched for it.
 */
import * as fc from 'fast-check';
import type * as v from 'valibot';
import { hostileKey, hostileValue, MARKER } from './hostile-values.ts';

/** Values of the running app that a generator cannot guess. */
export interface KnownValues {
  /** Ids, PINs and the like. Called for every generated value, because the ids of a running app change. */
  readonly texts: (requirement: RegExp | null, maxChars: number) => readonly string[];
  /** Pictures that can be decoded. */
  readonly bytes: readonly Uint8Array[];
}

interface Action {
  readonly type: string;
  readonly requirement?: unknown;
}
/** The properties of Valibot's schemas that are used here. */
interface Schema {
  readonly type: string;
  readonly pipe?: readonly (Schema | Action)[];
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly item?: Schema;
  readonly items?: readonly Schema[];
  readonly wrapped?: Schema;
}

const requirementOf = (schema: Schema, type: string): unknown =>
  (schema.pipe ?? []).find(
    (action): action is Action => 'requirement' in action && action.type === type,
  )?.requirement;

const DEFAULT_TEXT_CHARS = 60;

const textArbitrary = (schema: Schema, knownValues: KnownValues): fc.Arbitrary<string> => {
  const pattern = requirementOf(schema, 'regex');
  const regex = pattern instanceof RegExp ? pattern : null;
  const maxChars = Number(requirementOf(schema, 'max_length') ?? DEFAULT_TEXT_CHARS);
  const generated = regex
    ? fc.stringMatching(regex)
    : fc
        .string({
          unit: 'grapheme',
          maxLength: Math.min(maxChars, DEFAULT_TEXT_CHARS) - MARKER.length,
        })
        .map((text) => (MARKER + text).slice(0, maxChars).toWellFormed());
  const existing = fc.nat().map((index) => {
    const texts = knownValues.texts(regex, maxChars);
    return texts[index % Math.max(texts.length, 1)] ?? MARKER.slice(0, maxChars);
  });
  return fc.oneof({ arbitrary: existing, weight: 3 }, { arbitrary: generated, weight: 1 });
};

const numberArbitrary = (schema: Schema): fc.Arbitrary<number> => {
  const min = Number(requirementOf(schema, 'min_value') ?? -1_000);
  const max = Number(requirementOf(schema, 'max_value') ?? min + 1_000);
  return (schema.pipe ?? []).some(({ type }) => type === 'integer')
    ? fc.integer({ min, max: Math.min(max, min + 100_000) })
    : fc.double({ min, max, noNaN: true });
};

const bytesArbitrary = (knownValues: KnownValues): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { arbitrary: fc.uint8Array({ minLength: 1, maxLength: 400 }), weight: 3 },
    { arbitrary: fc.constantFrom(...knownValues.bytes), weight: 1 },
  );

const objectArbitrary = (
  entries: Readonly<Record<string, Schema>>,
  knownValues: KnownValues,
): fc.Arbitrary<unknown> => {
  const names = Object.keys(entries);
  const isOptional = (name: string): boolean =>
    ['exact_optional', 'optional'].includes(entries[name]?.type ?? '');
  return fc.record(
    Object.fromEntries(
      names.map((name) => [
        name,
        valueArbitrary(entries[name] ?? { type: 'undefined' }, knownValues),
      ]),
    ),
    { requiredKeys: names.filter((name) => !isOptional(name)), noNullPrototype: true },
  );
};

/** Generates valid values of a schema. Throws for an unsupported type, so that no call is left out by mistake. */
const valueArbitrary = (schema: Schema, knownValues: KnownValues): fc.Arbitrary<unknown> => {
  switch (schema.type) {
    case 'undefined':
      return fc.constant(undefined);
    case 'string':
      return textArbitrary(schema, knownValues);
    case 'number':
      return numberArbitrary(schema);
    case 'boolean':
      return fc.boolean();
    case 'picklist':
      return fc.constantFrom(...(schema.options ?? []));
    case 'instance':
      return bytesArbitrary(knownValues);
    case 'array':
      return fc.array(valueArbitrary(schema.item ?? { type: '' }, knownValues), {
        maxLength: Number(requirementOf(schema, 'max_length') ?? 5),
      });
    case 'strict_tuple':
      return fc.tuple(...(schema.items ?? []).map((item) => valueArbitrary(item, knownValues)));
    case 'nullable':
      return fc.option(valueArbitrary(schema.wrapped ?? { type: '' }, knownValues));
    case 'optional':
    case 'exact_optional':
      return valueArbitrary(schema.wrapped ?? { type: '' }, knownValues);
    case 'literal':
      return fc.constant(schema.literal);
    case 'variant':
      return fc.oneof(
        ...((schema.options ?? []) as Schema[]).map((option) =>
          valueArbitrary(option, knownValues),
        ),
      );
    case 'strict_object':
    case 'object':
      return objectArbitrary(schema.entries ?? {}, knownValues);
    default:
      throw new Error(`no values for a schema of type "${schema.type}"`);
  }
};

export const validValue = (
  schema: v.GenericSchema,
  knownValues: KnownValues,
): fc.Arbitrary<unknown> => valueArbitrary(schema, knownValues);

type Mutation = (value: Record<string, unknown>, key: string, hostile: unknown) => unknown;

/** Copies an object with one more own key. It is defined, because an assignment to `__proto__` sets the prototype. */
const withOwnKey = (value: object, key: string, hostile: unknown): object =>
  Object.defineProperty({ ...value }, key, {
    value: hostile,
    enumerable: true,
    configurable: true,
    writable: true,
  });

const mutations: readonly Mutation[] = [
  (value, key, hostile) => withOwnKey(value, key, hostile),
  (value, _key, hostile) => {
    const [name] = Object.keys(value);
    return name === undefined ? hostile : withOwnKey(value, name, hostile);
  },
  (value, _key, hostile) => {
    const name = Object.keys(value).at(-1);
    return name === undefined ? hostile : withOwnKey(value, name, hostile);
  },
  (value) => {
    const [name = '', ...remaining] = Object.keys(value);
    return name === '' ? [value] : Object.fromEntries(remaining.map((key) => [key, value[key]]));
  },
  (value) => [value],
  (value) => Object.assign(Object.create({ id: MARKER }) as object, value),
  (value, key) =>
    Object.fromEntries(Object.entries(value).map(([name, item]) => [name + key, item])),
  (value) => new Map(Object.entries(value)),
  (value) => JSON.stringify(value),
];

/** Generates valid values with one fault: a foreign key, a missing key, a wrong type of a member, another container. */
export const nearValidValue = (
  schema: v.GenericSchema,
  knownValues: KnownValues,
): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      validValue(schema, knownValues),
      fc.constantFrom(...mutations),
      hostileKey,
      hostileValue,
      fc.boolean(),
    )
    .map(([value, mutate, key, hostile, isInMember]) => {
      if (typeof value !== 'object' || value === null) return hostile;
      const members = value as Record<string, unknown>;
      const member = Object.entries(members).find(
        (entry): entry is [string, Record<string, unknown>] =>
          typeof entry[1] === 'object' && entry[1] !== null && !ArrayBuffer.isView(entry[1]),
      );
      return isInMember && member
        ? { ...members, [member[0]]: mutate(member[1], key, hostile) }
        : mutate(members, key, hostile);
    });
