/**
 * Settings of this counter: a JSON file in the data folder, overridden by the environment of the process, overridden by the
 * machine-wide policy. Invalid values of the file are reported and replaced by defaults without changing the file. A file that
 * is not JSON is renamed at the first change. No such error prevents the start of the app.
 */
import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { settingLocks, settingSources } from '#shared/ipc/schemas/settings.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { writeFileAtomically } from '#main/files/write-file-atomically.ts';
import {
  missingFrom,
  parseRaw,
  readValues,
  type RawSettings,
  type RequiredKey,
  type SettingsKey,
} from './read-file.ts';
import type { PolicyState } from './policy/read-policy.ts';
import type { LockableKey } from './policy/schema.ts';
import { withCurrentKeys } from './renames.ts';
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
   * Changes and saves. A value that the environment overrides is saved but not in force, except the language: the environment
   * only sets the initial one.
   * Failures: CFG-LOCKED when a value cannot be changed here; nothing is changed then. STORE-FULL, STORE-WRITE: the change is
   * in force until the app ends.
   */
  update(change: Partial<SettingsValues>): Promise<Result<undefined>>;
  /** Like `update`, but a change that could not be saved is reverted. */
  updateDurably(change: Partial<SettingsValues>): Promise<Result<undefined>>;
  /** Source of the value in force. */
  sourceOf(key: SettingsKey): SettingSource;
  /** Why the value cannot be changed at the counter; null when it can. */
  lockOf(key: SettingsKey): SettingLock | null;
  /** Longest idle lock that the settings file may set, in minutes; null: any, including never. */
  readonly longestIdleLock: number | null;
  /** Problems of the file, the environment and the policy at start. */
  readonly problems: readonly SettingsProblem[];
  /** Keys with an invalid value in the file. Their defaults apply, except for `serviceUrl`, which stays empty. */
  invalidKeys(): readonly SettingsKey[];
  /** Keys that must be set before a registration can be started. */
  missing(): readonly RequiredKey[];
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
  /** A packaged app ignores values of the file that weaken security, because the kiosk's account can write the file. */
  readonly packaged?: boolean;
  readonly now?: () => number;
}

/** A packaged app reads these from the policy or uses their defaults. */
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

const isProtected = (key: string): boolean => (protectedKeys as readonly string[]).includes(key);
const { idleLockMinutes: defaultIdleLock } = v.getDefaults(settingsSchema);
/** A packaged counter may lock earlier than by default, but not later and not never (0). */
const exceedsDefaultIdleLock = (idleMinutes: unknown): boolean =>
  typeof idleMinutes === 'number' && (idleMinutes === 0 || idleMinutes > defaultIdleLock);

/** The values of the file that a packaged app may use. */
const withoutProtected = (raw: RawSettings, problems: SettingsProblem[]): RawSettings => {
  const permitted = Object.entries(raw).filter(
    ([key, value]) =>
      !isProtected(key) && !(key === 'idleLockMinutes' && exceedsDefaultIdleLock(value)),
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

const readOverrides = (
  env: SettingsDeps['env'],
  problems: SettingsProblem[],
): Partial<SettingsValues> => {
  const overrides: { -readonly [K in keyof SettingsValues]?: SettingsValues[K] } = {};
  const url = env['EKYC_BASE_URL']?.trim();
  if (url) overrides.serviceUrl = url;
  const locale = env['KIOSK_LOCALE'];
  if (locale === 'bn' || locale === 'en') overrides.locale = locale;
  const idle = env['KIOSK_IDLE_LOCK_SECONDS'];
  if (idle && /^\d{1,5}$/.test(idle)) overrides.idleLockMinutes = Math.min(Number(idle) / 60, 240);
  const training = env['KIOSK_TRAINING'];
  if (training === '1' || training === '0') overrides.training = training === '1';
  const json = env['KIOSK_SANE_OPTIONS'];
  if (json) {
    const options = parseSaneOptions(json);
    if (options) overrides.saneOptions = options;
    else problems.push('sane-options-unreadable');
  }
  const escl = env['KIOSK_ESCL'];
  if (escl) {
    const scanners = parseEsclScanners(escl);
    if (scanners) overrides.esclScanners = scanners;
    else problems.push('escl-unreadable');
  }
  const folder = env['KIOSK_SCAN_FOLDER'];
  if (folder) overrides.scanFolder = folder;
  return overrides;
};

/** Reads the file, or uses the defaults. Never rejects. */
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
  const readRaw = async (): Promise<RawSettings | null> => {
    try {
      const found = parseRaw(await readFile(file, 'utf8'));
      if (!found) problems.push('file-not-json');
      return found && withCurrentKeys(found);
    } catch (error) {
      if (errorCodeOf(error) === 'ENOENT') return {};
      problems.push('file-unreadable');
      return null;
    }
  };

  const found = await readRaw();
  /** An unusable file is renamed only at the first change, so that IT finds it unchanged until then. */
  let mustSetAside = found === null;
  // An unusable file may have had another service address, so the built-in one must not be used: null is invalid.
  let raw: RawSettings = found ?? (packaged ? {} : { serviceUrl: null });
  const readRawValues = (problemsFound: SettingsProblem[]) =>
    readValues(packaged ? withoutProtected(raw, problemsFound) : raw);
  let read = readRawValues(problems);
  if (policy.kind === 'unusable') problems.push('policy-unusable');
  if (read.hasUnknownKeys) problems.push('unknown-keys');
  if (found && read.invalidKeys.length > 0) problems.push('wrong-values');
  let overrides = readOverrides(env, problems);
  let saving: Promise<unknown> = Promise.resolve();

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
  const fixed: Partial<SettingsValues> =
    policy.kind === 'in-force'
      ? Object.fromEntries(locked.map((key) => [key, policy.policy.settings[key]]))
      : // The policy may set another service, so without a readable policy none is used.
        policy.kind === 'unusable'
        ? { serviceUrl: '', training: false }
        : {};
  const get = (): SettingsValues => ({ ...read.values, ...overrides, ...fixed });

  const lockOf: Settings['lockOf'] = (key) => {
    if (policy.kind === 'unusable' && Object.hasOwn(fixed, key)) return policy.source;
    const policyLock = policyLocks[key as LockableKey];
    if (policyLock !== undefined) return policyLock;
    // The environment sets only the initial language.
    if (Object.hasOwn(overrides, key) && key !== 'locale') return 'environment';
    return packaged && isProtected(key) ? 'installation' : null;
  };
  const isRefused = ([key, value]: readonly [string, unknown]): boolean => {
    const lock = lockOf(key as SettingsKey);
    if (lock !== null && lock !== 'environment') return true;
    return packaged && key === 'idleLockMinutes' && exceedsDefaultIdleLock(value);
  };

  /** Writes are serialised, and each writes the newest values, so that an older state never overwrites a newer one. */
  const saveSerialised = (): Promise<Result<undefined>> => {
    const result = saving.then(save);
    saving = result;
    return result;
  };
  const applyChange = (change: RawSettings): void => {
    raw = { ...raw, ...change };
    read = readRawValues([]);
  };
  const update: Settings['update'] = (change) => {
    if (Object.entries(change).some(isRefused)) return Promise.resolve(err('CFG-LOCKED'));
    const parsed = Object.entries(change).map(([key, value]) => [
      key,
      v.parse(settingsSchema.entries[key as SettingsKey] as v.GenericSchema, value),
    ]);
    applyChange(Object.fromEntries(parsed) as RawSettings);
    if (change.locale) {
      const { locale: _initial, ...rest } = overrides;
      overrides = rest;
    }
    return saveSerialised();
  };
  const updateDurably: Settings['updateDurably'] = async (change) => {
    const before = { raw, overrides };
    const result = await update(change);
    if (result.ok || result.error.code === 'CFG-LOCKED') return result;
    // Only these values are reverted, because others may have changed in the meantime.
    const unaffected = Object.entries(raw).filter(([key]) => !Object.hasOwn(change, key));
    const earlier = Object.entries(before.raw).filter(([key]) => Object.hasOwn(change, key));
    raw = Object.fromEntries([...unaffected, ...earlier]);
    if (change.locale) overrides = before.overrides;
    read = readRawValues([]);
    return result;
  };

  return {
    problems,
    get,
    policy,
    locked,
    lockOf,
    sourceOf: (key) => {
      if (Object.hasOwn(fixed, key)) return 'policy';
      if (Object.hasOwn(overrides, key)) return 'environment';
      const isInFile = Object.hasOwn(packaged ? withoutProtected(raw, []) : raw, key);
      return isInFile && !read.invalidKeys.includes(key) ? 'counter' : 'default';
    },
    longestIdleLock: packaged ? defaultIdleLock : null,
    invalidKeys: () =>
      read.invalidKeys.filter(
        (key) => !Object.hasOwn(overrides, key) && !Object.hasOwn(fixed, key),
      ),
    missing: () => missingFrom(get()),
    update,
    updateDurably,
  };
};
