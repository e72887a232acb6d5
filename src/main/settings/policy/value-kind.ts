/**
 * Maps the schema of the policy to types of registry values. They are used for reading the registry and for generating the templates
 * for Group Policy, and are derived from the schema, so that both are consistent with it.
 */
import type * as v from 'valibot';

export type ValueKind =
  /** A subkey with values of its own. */
  | { readonly kind: 'group'; readonly entries: Readonly<Record<string, v.GenericSchema>> }
  /** REG_SZ. */
  | { readonly kind: 'text'; readonly max: number | null }
  /** REG_DWORD. */
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  /** REG_DWORD, 0 or 1. */
  | { readonly kind: 'switch' }
  /** REG_SZ or REG_DWORD, depending on the type of the options. */
  | { readonly kind: 'choice'; readonly options: readonly (string | number)[] }
  /** REG_MULTI_SZ, one text per line. */
  | { readonly kind: 'lines' }
  /** JSON in a REG_SZ or REG_MULTI_SZ, for records and lists of objects, which registry types cannot represent. */
  | { readonly kind: 'json' };

/** The properties of valibot's schemas that are used here. */
interface SchemaParts {
  readonly type: string;
  readonly wrapped?: SchemaParts;
  readonly entries?: Readonly<Record<string, v.GenericSchema>>;
  readonly item?: SchemaParts;
  readonly options?: readonly (string | number)[];
  readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[];
}

const MAX_DWORD = 0xffff_ffff;

/** Removes `optional` and `nullable`, because the registry has no null: an absent value is not in the key. */
const unwrap = (schema: SchemaParts): SchemaParts =>
  schema.wrapped ? unwrap(schema.wrapped) : schema;

/** The requirement of the validation action `type`, for example `max_length`; null when the schema has none. */
const limitOf = ({ pipe = [] }: SchemaParts, type: string): number | null => {
  const requirement = pipe.find((action) => action.type === type)?.requirement;
  return typeof requirement === 'number' ? requirement : null;
};

const isText = (schema: SchemaParts | undefined): boolean => {
  const { type, options = [] } = schema ? unwrap(schema) : { type: '' };
  return type === 'string' || (type === 'picklist' && typeof options[0] === 'string');
};

/** The kind of registry value for a schema. @throws for a type of schema that is not mapped. */
export const valueKindOf = (schema: v.GenericSchema): ValueKind => {
  const unwrapped = unwrap(schema);
  switch (unwrapped.type) {
    case 'object':
    case 'strict_object':
      return { kind: 'group', entries: unwrapped.entries ?? {} };
    case 'string':
      return { kind: 'text', max: limitOf(unwrapped, 'max_length') };
    case 'number':
      return {
        kind: 'number',
        min: limitOf(unwrapped, 'min_value') ?? 0,
        max: limitOf(unwrapped, 'max_value') ?? MAX_DWORD,
      };
    case 'boolean':
      return { kind: 'switch' };
    case 'picklist':
      return { kind: 'choice', options: unwrapped.options ?? [] };
    case 'array':
      return isText(unwrapped.item) ? { kind: 'lines' } : { kind: 'json' };
    case 'record':
      return { kind: 'json' };
    default:
      throw new Error(`A policy value of the type ${unwrapped.type} has no form in the registry`);
  }
};
