/** Converts the values of a registry key to the JSON structure of the policy file. */
import type * as v from 'valibot';
import type { RawSettings } from '#main/settings/parse-settings.ts';
import type { RegistryData, RegistryKey } from './registry-key.ts';
import { valueKindOf, type ValueKind } from './value-kind.ts';

/** Replaces a value of a wrong type. No schema accepts it, so that the validation reports the path of the value. */
const WRONG_TYPE = Symbol('wrong type');

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return WRONG_TYPE;
  }
};

const toBoolean = (data: number): unknown => (data === 0 || data === 1 ? data === 1 : WRONG_TYPE);

/** Converts the data of a value to the type of its schema. */
const convertData = (data: RegistryData, { kind }: ValueKind): unknown => {
  if (kind === 'switch') return typeof data === 'number' ? toBoolean(data) : WRONG_TYPE;
  if (kind === 'json') {
    if (typeof data === 'string') return parseJson(data);
    return Array.isArray(data) ? parseJson(data.join('\n')) : WRONG_TYPE;
  }
  if (kind === 'lines') return Array.isArray(data) ? data : WRONG_TYPE;
  // The other kinds are text or numbers; the schema distinguishes them.
  return typeof data === 'string' || typeof data === 'number' ? data : WRONG_TYPE;
};

type Entries = Readonly<Record<string, v.GenericSchema>>;

/**
 * The spelling of a name in the schema, because names in the registry are case-insensitive. Unknown names are returned unchanged.
 */
const canonicalName = (entries: Entries, name: string): string =>
  Object.keys(entries).find((entryName) => entryName.toLowerCase() === name.toLowerCase()) ?? name;

/**
 * Converts a key of the registry to the structure of the policy file. Unknown names and values of a wrong type are included, so that
 * the validation of the policy reports them.
 * @param entries the policy's schemas by name.
 */
export const policyFromRegistry = (key: RegistryKey, entries: Entries): RawSettings => {
  const kindOf = (name: string): ValueKind | null => {
    const schema = entries[name];
    return schema ? valueKindOf(schema) : null;
  };
  const groups = [...key.keys].flatMap(([registryName, subkey]) => {
    const name = canonicalName(entries, registryName);
    const kind = kindOf(name);
    const values =
      kind?.kind === 'group'
        ? policyFromRegistry(subkey, kind.entries)
        : policyFromRegistry(subkey, {});
    // Group Policy leaves empty keys behind after a policy was removed.
    return Object.keys(values).length === 0 ? [] : [[name, values] as const];
  });
  const values = [...key.values].map(([registryName, data]) => {
    const name = canonicalName(entries, registryName);
    const kind = kindOf(name);
    return [name, kind ? convertData(data, kind) : data] as const;
  });
  return Object.fromEntries([...groups, ...values]);
};
