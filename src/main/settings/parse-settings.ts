/** Parses the settings file. Each value is validated on its own, so that an invalid value does not affect the others. */
import * as v from 'valibot';
import { settingsSchema, type SettingsValues } from './schema.ts';

export type SettingsKey = keyof SettingsValues;

export const settingsKeys = Object.keys(settingsSchema.entries) as SettingsKey[];

/** Settings without which no registration can be started: the slip, the reference and the sender need them. */
export const requiredKeys = [
  'bank',
  'branch',
  'branchCode',
  'counterNumber',
  'serviceUrl',
] as const satisfies readonly SettingsKey[];
export type RequiredKey = (typeof requiredKeys)[number];

/** Content of the file without changes, including invalid values and names that this version does not support. */
export type RawSettings = Readonly<Record<string, unknown>>;

/** @returns null when the text is not a JSON object. */
export const parseRawSettings = (text: string): RawSettings | null => {
  try {
    // Windows editors often write a byte order mark, which JSON.parse rejects.
    const json: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return json !== null && typeof json === 'object' && !Array.isArray(json)
      ? (json as RawSettings)
      : null;
  } catch {
    return null;
  }
};

export interface ValidatedSettings {
  readonly values: SettingsValues;
  readonly invalidKeys: readonly SettingsKey[];
  readonly hasUnknownKeys: boolean;
}

/** Validates the values. Missing and invalid ones are replaced by defaults, except for an invalid `serviceUrl`. */
export const validateSettings = (raw: RawSettings): ValidatedSettings => {
  const isValid = (key: SettingsKey): boolean =>
    !Object.hasOwn(raw, key) || v.is(settingsSchema.entries[key], raw[key]);
  const invalidKeys = settingsKeys.filter((key) => !isValid(key));
  const valid = Object.fromEntries(
    settingsKeys
      .filter((key) => Object.hasOwn(raw, key) && !invalidKeys.includes(key))
      .map((key) => [key, raw[key]]),
  );
  const values = v.parse(settingsSchema, valid);
  return {
    // An invalid address is not replaced by the built-in one, because that may be the service of another bank.
    values: invalidKeys.includes('serviceUrl') ? { ...values, serviceUrl: '' } : values,
    invalidKeys,
    hasUnknownKeys: Object.keys(raw).some((key) => !Object.hasOwn(settingsSchema.entries, key)),
  };
};

/** The required keys without a value. */
export const missingKeysOf = (values: SettingsValues): RequiredKey[] =>
  requiredKeys.filter((key) => {
    const value = values[key];
    return typeof value === 'string' ? value === '' : value.en === '' || value.bn === '';
  });
