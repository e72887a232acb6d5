/**
 * The settings of this counter: a JSON file in the data folder under what the environment of the process says. A file
 * that cannot be used is set aside, never repaired and never a reason not to start.
 */
import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { err, ok, type Result } from '#shared/result.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { esclScanners, saneOptions, settingsSchema, type SettingsValues } from './schema.ts';

export type SettingsProblem = 'file-set-aside' | 'file-unreadable' | 'unknown-keys' | 'sane-options-unreadable' | 'escl-unreadable';

export interface Settings {
  get(): SettingsValues;
  /**
   * Changes and saves. What the environment overrides is saved but not in force. The language is the exception: the
   * environment gives only the one to start with.
   * Failures: STORE-FULL, STORE-WRITE; the change is then in force until the app ends.
   */
  update(change: Partial<SettingsValues>): Promise<Result<undefined>>;
  /** What was wrong with the file and the environment at start. */
  readonly problems: readonly SettingsProblem[];
}

export interface SettingsDeps {
  readonly dataDir: string;
  /** `EKYC_BASE_URL`, `KIOSK_LOCALE`, `KIOSK_TRAINING` (1 or 0), `KIOSK_IDLE_LOCK_SECONDS` (0 is never),
   * `KIOSK_SANE_OPTIONS` and `KIOSK_ESCL` (JSON) and `KIOSK_SCAN_FOLDER` are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now?: () => number;
}

const FILE = 'settings.json';

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const parseFile = (text: string): { values: SettingsValues; unknownKeys: boolean } | null => {
  try {
    // Editors on Windows like to begin a file with a byte order mark.
    const json: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    const parsed = v.safeParse(settingsSchema, json);
    if (!parsed.success || Array.isArray(json)) return null;
    return { values: parsed.output, unknownKeys: Object.keys(json as object).some((key) => !Object.hasOwn(settingsSchema.entries, key)) };
  } catch {
    return null;
  }
};

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

const readOverrides = (env: SettingsDeps['env'], problems: SettingsProblem[]): Partial<SettingsValues> => {
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
export const createSettings = async ({ dataDir, env, now = Date.now }: SettingsDeps): Promise<Settings> => {
  const file = path.join(dataDir, FILE);
  const problems: SettingsProblem[] = [];

  const readSaved = async (): Promise<SettingsValues> => {
    const defaults = v.parse(settingsSchema, {});
    try {
      const parsed = parseFile(await readFile(file, 'utf8'));
      if (parsed?.unknownKeys) problems.push('unknown-keys');
      if (parsed) return parsed.values;
      problems.push('file-set-aside');
      await rename(file, `${file}.bad-${new Date(now()).toISOString().replaceAll(':', '')}`);
    } catch (error) {
      // A file that could not even be moved is overwritten by the next change.
      if (codeOf(error) !== 'ENOENT') problems.push('file-unreadable');
    }
    return defaults;
  };

  let saved = await readSaved();
  let overrides = readOverrides(env, problems);
  let saving: Promise<unknown> = Promise.resolve();

  const save = async (): Promise<Result<undefined>> => {
    try {
      await mkdir(dataDir, { recursive: true, mode: 0o700 });
      await writeFileAtomically(file, `${JSON.stringify(saved, null, 2)}\n`);
      return ok(undefined);
    } catch (error) {
      return err(['ENOSPC', 'EDQUOT'].includes(codeOf(error)) ? 'STORE-FULL' : 'STORE-WRITE');
    }
  };

  return {
    problems,
    get: () => ({ ...saved, ...overrides }),
    update: (change) => {
      saved = v.parse(settingsSchema, { ...saved, ...change });
      if (change.locale) {
        const { locale: _started, ...rest } = overrides;
        overrides = rest;
      }
      // One write at a time: each one takes the newest values, so the last to finish is never an older one.
      const result = saving.then(save);
      saving = result;
      return result;
    },
  };
};
