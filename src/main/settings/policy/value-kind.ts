/**
 * Maps the schema of the policy to types of registry values, for reading the registry and for generating the templates for
 * Group Policy. Deriving them from the schema keeps both consistent with it.
 */
import type * as v from 'valibot';

export type ValueKind =
  /** A subkey with values of its own. */
  | { readonly kind: 'group'; readonly entries: Readonly<Record<string, v.GenericSchema>> }
  /** REG_SZ. */
  | { readonly kind: 'text'; readonly most: number | null }
  /** REG_DWORD. */
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
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

/** Removes `optional` and `nullable`, because the registry represents an absent value by a missing one. */
const unwrap = (schema: SchemaParts): SchemaParts =>
  schema.wrapped ? unwrap(schema.wrapped) : schema;

const limitOf = ({ pipe = [] }: SchemaParts, type: string): number | null => {
  const requirement = pipe.find((each) => each.type === type)?.requirement;
  return typeof requirement === 'number' ? requirement : null;
};

const isText = (schema: SchemaParts | undefined): boolean => {
  const { type, options = [] } = schema ? unwrap(schema) : { type: '' };
  return type === 'string' || (type === 'picklist' && typeof options[0] === 'string');
};

/** @throws for a schema type that is not mapped yet. */
export const valueKindOf = (schema: v.GenericSchema): ValueKind => {
  const parts = unwrap(schema);
  switch (parts.type) {
    case 'object':
    case 'strict_object':
      return { kind: 'group', entries: parts.entries ?? {} };
    case 'string':
      return { kind: 'text', most: limitOf(parts, 'max_length') };
    case 'number':
      return {
        kind: 'number',
        least: limitOf(parts, 'min_value') ?? 0,
        most: limitOf(parts, 'max_value') ?? MAX_DWORD,
      };
    case 'boolean':
      return { kind: 'switch' };
    case 'picklist':
      return { kind: 'choice', options: parts.options ?? [] };
    case 'array':
      return isText(parts.item) ? { kind: 'lines' } : { kind: 'json' };
    case 'record':
      return { kind: 'json' };
    default:
      throw new Error(`A policy value of the type ${parts.type} has no form in the registry`);
  }
};
