/** Converts the values of a registry key to the JSON structure of the policy file. */
import type * as v from 'valibot';
import type { RawSettings } from '#main/settings/read-file.ts';
import type { RegistryData, RegistryKey } from './registry-key.ts';
import { valueKindOf, type ValueKind } from './value-kind.ts';

/** A value that no schema accepts, so that validation reports the path of a value of a wrong type. */
const WRONG_TYPE = Symbol('wrong type');

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return WRONG_TYPE;
  }
};

const booleanOf = (data: number): unknown => (data === 0 || data === 1 ? data === 1 : WRONG_TYPE);

const fromData = (data: RegistryData, { kind }: ValueKind): unknown => {
  if (kind === 'switch') return typeof data === 'number' ? booleanOf(data) : WRONG_TYPE;
  if (kind === 'json') {
    if (typeof data === 'string') return parseJson(data);
    return Array.isArray(data) ? parseJson(data.join('\n')) : WRONG_TYPE;
  }
  if (kind === 'lines') return Array.isArray(data) ? data : WRONG_TYPE;
  // The schema checks the type.
  return typeof data === 'string' || typeof data === 'number' ? data : WRONG_TYPE;
};

type Entries = Readonly<Record<string, v.GenericSchema>>;

/** Names in the registry are case-insensitive: returns the spelling of the schema. Unknown names are returned unchanged. */
const canonicalName = (entries: Entries, name: string): string =>
  Object.keys(entries).find((each) => each.toLowerCase() === name.toLowerCase()) ?? name;

/**
 * Unknown names and values of a wrong type are included, so that the validation of the policy reports them.
 * @param entries the policy's schemas by name.
 */
export const policyFromRegistry = (key: RegistryKey, entries: Entries): RawSettings => {
  const kindOf = (name: string): ValueKind | null => {
    const schema = entries[name];
    return schema ? valueKindOf(schema) : null;
  };
  const groups = [...key.keys].flatMap(([written, inner]) => {
    const name = canonicalName(entries, written);
    const kind = kindOf(name);
    const values =
      kind?.kind === 'group'
        ? policyFromRegistry(inner, kind.entries)
        : policyFromRegistry(inner, {});
    // Group Policy leaves empty keys behind after a policy was removed.
    return Object.keys(values).length === 0 ? [] : [[name, values] as const];
  });
  const values = [...key.values].map(([written, data]) => {
    const name = canonicalName(entries, written);
    const kind = kindOf(name);
    return [name, kind ? fromData(data, kind) : data] as const;
  });
  return Object.fromEntries([...groups, ...values]);
};
