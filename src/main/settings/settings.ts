/**
 * Settings of this counter: a JSON file in the data folder, above it the environment of the process, above both the
 * machine-wide policy. Wrong values of the file are named and left as they stand, the others hold. A file that is no JSON is
 * set aside at the first change; none is a reason not to start.
 */
import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { settingLocks, settingSources } from '#shared/ipc/schemas/settings.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { writeFileAtomically } from './atomic-file.ts';
import {
  missingFrom,
  parseRaw,
  readValues,
  type RawSettings,
  type RequiredKey,
  type SettingsKey,
} from './read-file.ts';
import type { PolicyState } from './policy/read-policy.ts';
import { withCurrentKeys } from './renames.ts';
import { esclScanners, saneOptions, settingsSchema, type SettingsValues } from './schema.ts';

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
   * Changes and saves. What the environment overrides is saved but not in force. The language is the exception: the
   * environment gives only the one to start with.
   * Failures: CFG-LOCKED when one of them cannot be changed here, and nothing is changed; STORE-FULL, STORE-WRITE: the change is
   * then in force until the app ends.
   */
  update(change: Partial<SettingsValues>): Promise<Result<undefined>>;
  /** As `update`, but a change that could not be saved is not in force either. */
  updateDurably(change: Partial<SettingsValues>): Promise<Result<undefined>>;
  /** Where the value in force comes from. */
  sourceOf(key: SettingsKey): SettingSource;
  /** Why the value cannot be changed at the counter; null when it can. */
  lockOf(key: SettingsKey): SettingLock | null;
  /** Longest idle lock that the settings file may ask for, in minutes; null is any, and never. */
  readonly longestIdleLock: number | null;
  /** What was wrong with the file and the environment at start. */
  readonly problems: readonly SettingsProblem[];
  /** Keys of the file whose value is wrong; what is in force for them is the default, for the service's address nothing. */
  wrong(): readonly SettingsKey[];
  /** What must be set before anything is registered here. */
  missing(): readonly RequiredKey[];
  /** Keys that the policy fixes. */
  readonly locked: readonly SettingsKey[];
  readonly policy: PolicyState;
}

export interface SettingsDeps {
  readonly dataDir: string;
  /** `EKYC_BASE_URL`, `KIOSK_LOCALE`, `KIOSK_TRAINING` (1 or 0), `KIOSK_IDLE_LOCK_SECONDS` (0 is never),
   * `KIOSK_SANE_OPTIONS` and `KIOSK_ESCL` (JSON) and `KIOSK_SCAN_FOLDER` are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly policy?: PolicyState;
  /** A packaged app takes from the settings file nothing that would weaken it: its account can write there. */
  readonly packaged?: boolean;
  readonly now?: () => number;
}

/** In a packaged app these come from the policy or keep their defaults. */
const protectedKeys = [
  'serviceUrl',
  'training',
  'quietPeriodMs',
  'purgeGraceMs',
  'retentionDays',
  'sessionHours',
] as const satisfies readonly SettingsKey[];

const isProtected = (key: string): boolean => (protectedKeys as readonly string[]).includes(key);
const { idleLockMinutes: defaultIdleLock } = v.getDefaults(settingsSchema);
/** A counter may lock earlier than by default, not later and not never. */
const isLate = (idleMinutes: unknown): boolean =>
  typeof idleMinutes === 'number' && (idleMinutes === 0 || idleMinutes > defaultIdleLock);

/** What a packaged app takes of the file. */
const withoutProtected = (raw: RawSettings, problems: SettingsProblem[]): RawSettings => {
  const kept = Object.entries(raw).filter(
    ([key, value]) => !isProtected(key) && !(key === 'idleLockMinutes' && isLate(value)),
  );
  if (kept.length < Object.keys(raw).length) problems.push('protected-values');
  return Object.fromEntries(kept);
};

const FILE = 'settings.json';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const parseSaneOptions = (json: string): Record<string, string[]> | null => {
  try {
    const parsed = v.safeParse(saneOptions, JSON.parse(json));
    return parsed.success && !Array.isArray(JSON.parse(json)) ? parsed.output : null;
  } catch {
    return null;
  }
};

const parseEsclScanners = (json: string): SettingsValues['esclScanners'] | null => {
  try {
    const parsed = v.safeParse(esclScanners, JSON.parse(json));
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

/** Reads the file, or starts from the defaults. Never rejects. */
export const createSettings = async ({
  dataDir,
  env,
  policy = { kind: 'none' },
  packaged = false,
  now = Date.now,
}: SettingsDeps): Promise<Settings> => {
  const file = path.join(dataDir, FILE);
  const problems: SettingsProblem[] = [];

  /** @returns null when there is a file that cannot be used. */
  const readRaw = async (): Promise<RawSettings | null> => {
    try {
      const found = parseRaw(await readFile(file, 'utf8'));
      if (!found) problems.push('file-not-json');
      return found && withCurrentKeys(found);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return {};
      problems.push('file-unreadable');
      return null;
    }
  };

  const found = await readRaw();
  /** Until the first change the file stays where IT looks for it. */
  let mustSetAside = found === null;
  // An address was set but is not readable.
  let raw: RawSettings = found ?? (packaged ? {} : { serviceUrl: null });
  const readRawValues = (seen: SettingsProblem[]) =>
    readValues(packaged ? withoutProtected(raw, seen) : raw);
  let read = readRawValues(problems);
  if (policy.kind === 'unusable') problems.push('policy-unusable');
  if (read.hasUnknownKeys) problems.push('unknown-keys');
  if (found && read.wrong.length > 0) problems.push('wrong-values');
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
      return err(['ENOSPC', 'EDQUOT'].includes(codeOf(error)) ? 'STORE-FULL' : 'STORE-WRITE');
    }
  };

  const locked = policy.kind === 'in-force' ? policy.locked : [];
  const fixed: Partial<SettingsValues> =
    policy.kind === 'in-force'
      ? Object.fromEntries(locked.map((key) => [key, policy.policy.settings[key]]))
      : // The service of an unreadable policy is not known: none is used.
        policy.kind === 'unusable'
        ? { serviceUrl: '', training: false }
        : {};
  const get = (): SettingsValues => ({ ...read.values, ...overrides, ...fixed });

  const lockOf: Settings['lockOf'] = (key) => {
    if (Object.hasOwn(fixed, key)) return 'policy';
    // The environment gives only the language to start with.
    if (Object.hasOwn(overrides, key) && key !== 'locale') return 'environment';
    return packaged && isProtected(key) ? 'installation' : null;
  };
  const isRefused = ([key, value]: readonly [string, unknown]): boolean => {
    const lock = lockOf(key as SettingsKey);
    if (lock === 'policy' || lock === 'installation') return true;
    return packaged && key === 'idleLockMinutes' && isLate(value);
  };

  /** One write at a time: each one takes the newest values, so the last to finish is never an older one. */
  const saveInTurn = (): Promise<Result<undefined>> => {
    const result = saving.then(save);
    saving = result;
    return result;
  };
  const take = (change: RawSettings): void => {
    raw = { ...raw, ...change };
    read = readRawValues([]);
  };
  const update: Settings['update'] = (change) => {
    if (Object.entries(change).some(isRefused)) return Promise.resolve(err('CFG-LOCKED'));
    const parsed = Object.entries(change).map(([key, value]) => [
      key,
      v.parse(settingsSchema.entries[key as SettingsKey] as v.GenericSchema, value),
    ]);
    take(Object.fromEntries(parsed) as RawSettings);
    if (change.locale) {
      const { locale: _started, ...rest } = overrides;
      overrides = rest;
    }
    return saveInTurn();
  };
  const updateDurably: Settings['updateDurably'] = async (change) => {
    const before = { raw, overrides };
    const result = await update(change);
    if (result.ok || result.error.code === 'CFG-LOCKED') return result;
    // Only what was asked for: something else may have been changed meanwhile.
    const kept = Object.entries(raw).filter(([key]) => !Object.hasOwn(change, key));
    const earlier = Object.entries(before.raw).filter(([key]) => Object.hasOwn(change, key));
    raw = Object.fromEntries([...kept, ...earlier]);
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
      const isTaken = Object.hasOwn(packaged ? withoutProtected(raw, []) : raw, key);
      return isTaken && !read.wrong.includes(key) ? 'counter' : 'default';
    },
    longestIdleLock: packaged ? defaultIdleLock : null,
    wrong: () =>
      read.wrong.filter((key) => !Object.hasOwn(overrides, key) && !Object.hasOwn(fixed, key)),
    missing: () => missingFrom(get()),
    update,
    updateDurably,
  };
};
