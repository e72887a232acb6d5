/** Converts object literals to registry keys. An object becomes a subkey, anything else a value. */
import type { RegistryData, RegistryKey } from '#main/settings/policy/registry-key.ts';

export interface SampleKey {
  readonly [name: string]: RegistryData | SampleKey;
}

const isKey = (entry: RegistryData | SampleKey): entry is SampleKey =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry);

export const createRegistryKey = (sample: SampleKey): RegistryKey => {
  const entries = Object.entries(sample);
  return {
    values: new Map(entries.filter((entry): entry is [string, RegistryData] => !isKey(entry[1]))),
    keys: new Map(
      entries.flatMap(([name, entry]) => (isKey(entry) ? [[name, createRegistryKey(entry)]] : [])),
    ),
  };
};
