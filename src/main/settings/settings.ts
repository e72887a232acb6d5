/**
 * Reads and saves the settings of this counter. They are in a JSON file in the data folder. The environment of the process overrides
 * the file, and the machine-wide policy overrides both. Invalid values of the file are reported and replaced by defaults without
 * changing the file. A file that is not JSON is renamed at the first change. None of these errors prevents the start of the app.
 */
import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { settingLocks, settingSources } from '#shared/ipc/schemas/settings.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { writeFileAtomically } from '#main/files/write-file-atomically.ts';
import {
  missingKeysOf,
  parseRawSettings,
  validateSettings,
  type RawSettings,
  type RequiredKey,
  type SettingsKey,
} from './parse-settings.ts';
import type { PolicyState } from './policy/read-policy.ts';
import type { LockableKey } from './policy/schema.ts';
import { renameOldKeys } from './renames.ts';
import {
  esclScannersSchema,
  saneOptionsSchema,
  settingsSchema,
  type SettingsValues,
} from './schema.ts';

export type SettingsProblem =
  | 'file-not-json'
  | 'wrong-values'
  | 'file-unreadable'
  | 'unknown-keys'
  | 'protected-values'
  | 'policy-unusable'
  | 'sane-options-unreadable'
  | 'escl-unreadable';

export type SettingSource = (typeof settingSources)[number];
export type SettingLock = (typeof settingLocks)[number];

export interface Settings {
  get(): SettingsValues;
  /**
   * Changes and saves values. A value that the environment overrides is saved but not in force. The language is an exception,
   * because the environment sets only the initial language.
   * Failures: CFG-LOCKED when a value cannot be changed at the counter; nothing is changed then. STORE-FULL and STORE-WRITE when
   * the file cannot be written; the change is then in force until the app ends.
   */
  update(change: Partial<SettingsValues>): Promise<Result<undefined>>;
  /** Like `update`, but a change that could not be saved is reverted. */
  updateDurably(change: Partial<SettingsValues>): Promise<Result<undefined>>;
  /** Source of the value in force. */
  sourceOf(key: SettingsKey): SettingSource;
  /** Why the value cannot be changed at the counter; null when it can. */
  lockOf(key: SettingsKey): SettingLock | null;
  /** Longest idle time before locking that the settings file may set, in minutes; null: any time, including never. */
  readonly maxIdleLockMinutes: number | null;
  /** Problems of the file, the environment and the policy at start. */
  readonly problems: readonly SettingsProblem[];
  /** Keys with an invalid value in the file. Their defaults apply, except for `serviceUrl`, which stays empty. */
  invalidKeys(): readonly SettingsKey[];
  /** Keys that must be set before a registration can be started. */
  missingKeys(): readonly RequiredKey[];
  /** Keys that the policy fixes. */
  readonly locked: readonly SettingsKey[];
  readonly policy: PolicyState;
}

export interface SettingsDeps {
  readonly dataDir: string;
  /**
   * `EKYC_BASE_URL`, `KIOSK_LOCALE`, `KIOSK_TRAINING` (1 or 0), `KIOSK_IDLE_LOCK_SECONDS` (0: never), `KIOSK_SANE_OPTIONS` and
   * `KIOSK_ESCL` (JSON), and `KIOSK_SCAN_FOLDER` are read.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly policy?: PolicyState;
  /**
   * Whether the app is packaged. A packaged app ignores values of the file that weaken security, because the kiosk's account can
   * write it.
   */
  readonly packaged?: boolean;
  readonly now?: () => number;
}

/** A packaged app does not use these keys of the file, but those of the policy or the defaults. */
const protectedKeys = [
  'serviceUrl',
  'training',
  'exchangeFolders',
  'quietPeriodMs',
  'purgeGraceMs',
  'retentionDays',
  'sessionHours',
  'logExport',
] as const satisfies readonly SettingsKey[];

const isProtectedKey = (key: string): boolean => (protectedKeys as readonly string[]).includes(key);
const { idleLockMinutes: defaultIdleLockMinutes } = v.getDefaults(settingsSchema);
/**
 * Whether an idle time is longer than the default or disables the lock (0). The file of a packaged app must not set such a time.
 */
const exceedsDefaultIdleLock = (idleMinutes: unknown): boolean =>
  typeof idleMinutes === 'number' && (idleMinutes === 0 || idleMinutes > defaultIdleLockMinutes);

/** The values of the file that a packaged app may use. */
const withoutProtected = (raw: RawSettings, problems: SettingsProblem[]): RawSettings => {
  const permitted = Object.entries(raw).filter(
    ([key, value]) =>
      !isProtectedKey(key) && !(key === 'idleLockMinutes' && exceedsDefaultIdleLock(value)),
  );
  if (permitted.length < Object.keys(raw).length) problems.push('protected-values');
  return Object.fromEntries(permitted);
};

const FILE_NAME = 'settings.json';

const errorCodeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const parseSaneOptions = (json: string): Record<string, string[]> | null => {
  try {
    const parsed = v.safeParse(saneOptionsSchema, JSON.parse(json));
    return parsed.success && !Array.isArray(JSON.parse(json)) ? parsed.output : null;
  } catch {
    return null;
  }
};

const parseEsclScanners = (json: string): SettingsValues['esclScanners'] | null => {
  try {
    const parsed = v.safeParse(esclScannersSchema, JSON.parse(json));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
};

/** The limit of `idleLockMinutes` in the schema. */
const MAX_IDLE_LOCK_MINUTES = 240;

/** Values that the environment sets. Invalid JSON is reported in `problems`. */
const readOverrides = (
  env: SettingsDeps['env'],
  problems: SettingsProblem[],
): Partial<SettingsValues> => {
  const overrides: { -readonly [K in keyof SettingsValues]?: SettingsValues[K] } = {};
  const url = env['EKYC_BASE_URL']?.trim();
  if (url) overrides.serviceUrl = url;
  const locale = env['KIOSK_LOCALE'];
  if (locale === 'bn' || locale === 'en') overrides.locale = locale;
  const idleSeconds = env['KIOSK_IDLE_LOCK_SECONDS'];
  if (idleSeconds && /^\d{1,5}$/.test(idleSeconds))
    overrides.idleLockMinutes = Math.min(Number(idleSeconds) / 60, MAX_IDLE_LOCK_MINUTES);
  const training = env['KIOSK_TRAINING'];
  if (training === '1' || training === '0') overrides.training = training === '1';
  const saneOptions = env['KIOSK_SANE_OPTIONS'];
  if (saneOptions) {
    const options = parseSaneOptions(saneOptions);
    if (options) overrides.saneOptions = options;
    else problems.push('sane-options-unreadable');
  }
  const esclScanners = env['KIOSK_ESCL'];
  if (esclScanners) {
    const scanners = parseEsclScanners(esclScanners);
    if (scanners) overrides.esclScanners = scanners;
    else problems.push('escl-unreadable');
  }
  const folder = env['KIOSK_SCAN_FOLDER'];
  if (folder) overrides.scanFolder = folder;
  return overrides;
};

/** Creates the settings from the file, or from the defaults when it cannot be used. Never rejects. */
export const createSettings = async ({
  dataDir,
  env,
  policy = { kind: 'none' },
  packaged = false,
  now = Date.now,
}: SettingsDeps): Promise<Settings> => {
  const file = path.join(dataDir, FILE_NAME);
  const problems: SettingsProblem[] = [];

  /** @returns null when the file exists but cannot be used. */
  const readRawSettings = async (): Promise<RawSettings | null> => {
    try {
      const found = parseRawSettings(await readFile(file, 'utf8'));
      if (!found) problems.push('file-not-json');
      return found && renameOldKeys(found);
    } catch (error) {
      if (errorCodeOf(error) === 'ENOENT') return {};
      problems.push('file-unreadable');
      return null;
    }
  };

  const found = await readRawSettings();
  /**
   * Whether the file has to be renamed. This happens at the first change, so that the bank's IT finds the file unchanged until
   * then.
   */
  let mustSetAside = found === null;
  // An unusable file may have contained another service address. The invalid value null prevents the use of the built-in address.
  let raw: RawSettings = found ?? (packaged ? {} : { serviceUrl: null });
  const readRawValues = (problemsFound: SettingsProblem[]) =>
    validateSettings(packaged ? withoutProtected(raw, problemsFound) : raw);
  let validated = readRawValues(problems);
  if (policy.kind === 'unusable') problems.push('policy-unusable');
  if (validated.hasUnknownKeys) problems.push('unknown-keys');
  if (found && validated.invalidKeys.length > 0) problems.push('wrong-values');
  let overrides = readOverrides(env, problems);
  let pendingSave: Promise<unknown> = Promise.resolve();

  const save = async (): Promise<Result<undefined>> => {
    try {
      await mkdir(dataDir, { recursive: true, mode: 0o700 });
      if (mustSetAside)
        await rename(file, `${file}.bad-${new Date(now()).toISOString().replaceAll(':', '')}`);
      mustSetAside = false;
      await writeFileAtomically(file, `${JSON.stringify(raw, null, 2)}\n`);
      return ok(undefined);
    } catch (error) {
      return err(['ENOSPC', 'EDQUOT'].includes(errorCodeOf(error)) ? 'STORE-FULL' : 'STORE-WRITE');
    }
  };

  const policyLocks = policy.kind === 'in-force' ? policy.locked : {};
  const locked = Object.keys(policyLocks) as LockableKey[];
  const policyValues: Partial<SettingsValues> =
    policy.kind === 'in-force'
      ? Object.fromEntries(locked.map((key) => [key, policy.policy.settings[key]]))
      : // An unusable policy may set another service, so no service is used without a usable policy.
        policy.kind === 'unusable'
        ? { serviceUrl: '', training: false }
        : {};
  const get = (): SettingsValues => ({ ...validated.values, ...overrides, ...policyValues });

  const lockOf: Settings['lockOf'] = (key) => {
    if (policy.kind === 'unusable' && Object.hasOwn(policyValues, key)) return policy.source;
    const policyLock = policyLocks[key as LockableKey];
    if (policyLock !== undefined) return policyLock;
    // The environment sets only the initial language, so the language can be changed.
    if (Object.hasOwn(overrides, key) && key !== 'locale') return 'environment';
    return packaged && isProtectedKey(key) ? 'installation' : null;
  };
  const isChangeLocked = ([key, value]: readonly [string, unknown]): boolean => {
    const lock = lockOf(key as SettingsKey);
    if (lock !== null && lock !== 'environment') return true;
    return packaged && key === 'idleLockMinutes' && exceedsDefaultIdleLock(value);
  };

  /** Saves after all earlier saves. Each save writes the current values, so that an older state never overwrites a newer one. */
  const saveSerialised = (): Promise<Result<undefined>> => {
    const result = pendingSave.then(save);
    pendingSave = result;
    return result;
  };
  const applyChange = (change: RawSettings): void => {
    raw = { ...raw, ...change };
    validated = readRawValues([]);
  };
  const update: Settings['update'] = (change) => {
    if (Object.entries(change).some(isChangeLocked)) return Promise.resolve(err('CFG-LOCKED'));
    const parsed = Object.entries(change).map(([key, value]) => [
      key,
      v.parse(settingsSchema.entries[key as SettingsKey] as v.GenericSchema, value),
    ]);
    applyChange(Object.fromEntries(parsed) as RawSettings);
    if (change.locale) {
      const { locale: _initialLocale, ...otherOverrides } = overrides;
      overrides = otherOverrides;
    }
    return saveSerialised();
  };
  const updateDurably: Settings['updateDurably'] = async (change) => {
    const previousState = { raw, overrides };
    const result = await update(change);
    if (result.ok || result.error.code === 'CFG-LOCKED') return result;
    // Only the values of this change are reverted, because others may have changed in the meantime.
    const unaffected = Object.entries(raw).filter(([key]) => !Object.hasOwn(change, key));
    const reverted = Object.entries(previousState.raw).filter(([key]) =>
      Object.hasOwn(change, key),
    );
    raw = Object.fromEntries([...unaffected, ...reverted]);
    if (change.locale) overrides = previousState.overrides;
    validated = readRawValues([]);
    return result;
  };

  return {
    problems,
    get,
    policy,
    locked,
    lockOf,
    sourceOf: (key) => {
      if (Object.hasOwn(policyValues, key)) return 'policy';
      if (Object.hasOwn(overrides, key)) return 'environment';
      const isInFile = Object.hasOwn(packaged ? withoutProtected(raw, []) : raw, key);
      return isInFile && !validated.invalidKeys.includes(key) ? 'counter' : 'default';
    },
    maxIdleLockMinutes: packaged ? defaultIdleLockMinutes : null,
    invalidKeys: () =>
      validated.invalidKeys.filter(
        (key) => !Object.hasOwn(overrides, key) && !Object.hasOwn(policyValues, key),
      ),
    missingKeys: () => missingKeysOf(get()),
    update,
    updateDurably,
  };
};
