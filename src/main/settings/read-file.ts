/** Reads the settings file value by value: an invalid value does not affect the others. */
import * as v from 'valibot';
import { settingsSchema, type SettingsValues } from './schema.ts';

export type SettingsKey = keyof SettingsValues;

export const settingsKeys = Object.keys(settingsSchema.entries) as SettingsKey[];

/** Required for any registration: they are on the slip and in the reference, or set where a registration is sent. */
export const requiredKeys = [
  'bank',
  'branch',
  'branchCode',
  'counterNumber',
  'serviceUrl',
] as const satisfies readonly SettingsKey[];
export type RequiredKey = (typeof requiredKeys)[number];

/** Content of the file as it is, including invalid values and names that this version does not support. */
export type RawSettings = Readonly<Record<string, unknown>>;

/** @returns null when it is no JSON object. */
export const parseRaw = (text: string): RawSettings | null => {
  try {
    // Windows editors often write a byte order mark.
    const json: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return json !== null && typeof json === 'object' && !Array.isArray(json)
      ? (json as RawSettings)
      : null;
  } catch {
    return null;
  }
};

export interface ReadSettings {
  readonly values: SettingsValues;
  readonly wrong: readonly SettingsKey[];
  readonly hasUnknownKeys: boolean;
}

export const readValues = (raw: RawSettings): ReadSettings => {
  const isFine = (key: SettingsKey): boolean =>
    !Object.hasOwn(raw, key) || v.is(settingsSchema.entries[key], raw[key]);
  const wrong = settingsKeys.filter((key) => !isFine(key));
  const fine = Object.fromEntries(
    settingsKeys
      .filter((key) => Object.hasOwn(raw, key) && !wrong.includes(key))
      .map((key) => [key, raw[key]]),
  );
  const values = v.parse(settingsSchema, fine);
  return {
    // An invalid address is never replaced by the built-in one, which might be another bank's service.
    values: wrong.includes('serviceUrl') ? { ...values, serviceUrl: '' } : values,
    wrong,
    hasUnknownKeys: Object.keys(raw).some((key) => !Object.hasOwn(settingsSchema.entries, key)),
  };
};

/** Values of `requiredKeys` that are not set. */
export const missingFrom = (values: SettingsValues): RequiredKey[] =>
  requiredKeys.filter((key) => {
    const value = values[key];
    return typeof value === 'string' ? value === '' : value.en === '' || value.bn === '';
  });
