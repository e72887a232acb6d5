import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locationOf } from '#main/settings/location.ts';
import { createSettings } from '#main/settings/settings.ts';
import { err, ok } from '#shared/result.ts';

let dataDir = '';
let file = '';
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'settings-'));
  file = path.join(dataDir, 'settings.json');
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const openSettings = (env: Record<string, string> = {}) =>
  createSettings({ dataDir, env, now: () => Date.UTC(2026, 10, 23) });
const readSavedSettings = (): Record<string, unknown> =>
  JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

const defaults = {
  serviceUrl: 'https://ekyc.gigatechltd.com',
  locale: 'bn',
  bank: { en: '', bn: '' },
  branch: { en: '', bn: '' },
  branchCode: '',
  counterNumber: '',
  helpline: '',
  scanner: { id: null, dpi: 400 },
  saneOptions: {},
  esclScanners: [],
  scanFolder: null,
  exchangeFolders: [],
  logExport: 'masked',
  wedge: { prefix: '', suffix: '' },
  camera: null,
  printer: null,
  slipSize: '80mm',
  autoPrintSlip: false,
  textSize: 100,
  contrast: 'system',
  customerDisplay: 'off',
  onScreenKeyboard: 'touch',
  sounds: false,
  setup: { offered: true, skipped: [], tested: false },
  sessionHours: 12,
  shellLauncher: false,
  idleLockMinutes: 5,
  training: false,
  quietPeriodMs: 900_000,
  purgeGraceMs: 86_400_000,
  retentionDays: 30,
  professions: null,
  nomineeRelations: null,
};

describe('settings', () => {
  it('have defaults and are not written before a change', async () => {
    const settings = await openSettings();
    expect(settings.get()).toEqual(defaults);
    expect(settings.problems).toEqual([]);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('are saved and restored at the next start', async () => {
    const settings = await openSettings();
    expect(await settings.update({ scanner: { id: 'sane:pixma:1', dpi: 600 } })).toEqual(
      ok(undefined),
    );
    expect(await settings.update({ locale: 'en', counterNumber: '7' })).toEqual(ok(undefined));
    const expected = {
      ...defaults,
      locale: 'en',
      counterNumber: '7',
      scanner: { id: 'sane:pixma:1', dpi: 600 },
    };
    expect(settings.get()).toEqual(expected);
    expect((await openSettings()).get()).toEqual(expected);
    expect(readdirSync(dataDir)).toEqual(['settings.json']);
  });

  it('use defaults for missing values and accept a byte order mark', async () => {
    writeFileSync(file, '\ufeff{"branchCode":"0077","scanner":{"id":"sane:x"}}');
    const settings = await openSettings();
    expect(settings.get()).toEqual({
      ...defaults,
      branchCode: '0077',
      scanner: { id: 'sane:x', dpi: 400 },
    });
    expect(settings.problems).toEqual([]);
  });

  it('use a valid idle lock in seconds of the environment', async () => {
    expect((await openSettings({ KIOSK_IDLE_LOCK_SECONDS: '90' })).get().idleLockMinutes).toBe(1.5);
    expect((await openSettings({ KIOSK_IDLE_LOCK_SECONDS: '0' })).get().idleLockMinutes).toBe(0);
    for (const invalidValue of ['', '-1', 'soon', '1e9', '999999']) {
      expect(
        (await openSettings({ KIOSK_IDLE_LOCK_SECONDS: invalidValue })).get().idleLockMinutes,
      ).toBe(5);
    }
    expect((await openSettings({ KIOSK_IDLE_LOCK_SECONDS: '99999' })).get().idleLockMinutes).toBe(
      240,
    );
  });

  it('keep the newest of many concurrent changes', async () => {
    const settings = await openSettings();
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => settings.update({ counterNumber: String(index) })),
    );
    expect(readSavedSettings()['counterNumber']).toBe('29');
    expect(readdirSync(dataDir)).toEqual(['settings.json']);
  });

  it('create the data folder when it is missing', async () => {
    const settings = await createSettings({ dataDir: path.join(dataDir, 'new', 'er'), env: {} });
    expect(await settings.update({ locale: 'en' })).toEqual(ok(undefined));
    expect(existsSync(path.join(dataDir, 'new', 'er', 'settings.json'))).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('are readable by their owner only', async () => {
    await (await openSettings()).update({ locale: 'en' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

const location = {
  bank: { en: 'A Bank', bn: 'ক ব্যাংক' },
  branch: { en: 'B', bn: 'খ' },
  branchCode: '0077',
  counterNumber: '9',
};

describe('settings file with invalid values', () => {
  it.each([
    ['locale', 'fr'],
    ['scanner', { dpi: 50 }],
    ['branchCode', '../..'],
    ['training', 'yes'],
    ['idleLockMinutes', '5'],
    ['bank', { en: 'Only English' }],
    ['counterNumber', 3],
    ['serviceUrl', 17],
    ['retentionDays', -1],
  ])('reports %s, uses its default and keeps the other values', async (key, invalidValue) => {
    const content = {
      ...location,
      serviceUrl: 'https://a.example',
      helpline: '01300009999',
      [key]: invalidValue,
    };
    writeFileSync(file, JSON.stringify(content));
    const settings = await openSettings();
    const valueInUse = key === 'serviceUrl' ? '' : defaults[key as keyof typeof defaults];
    expect(settings.get()).toEqual({ ...defaults, ...content, [key]: valueInUse });
    expect(settings.invalidKeys()).toEqual([key]);
    expect(settings.missingKeys()).toEqual(
      ['bank', 'branch', 'branchCode', 'counterNumber', 'serviceUrl'].filter(
        (name) => name === key,
      ),
    );
    expect(settings.problems).toEqual(['wrong-values']);
    expect(readdirSync(dataDir)).toEqual(['settings.json']);
  });

  it('stays unchanged when another value is changed', async () => {
    writeFileSync(file, '{"idleLockMinutes":"five","colour":"red","counterNumber":"9"}');
    expect(await (await openSettings()).update({ locale: 'en' })).toEqual(ok(undefined));
    expect(readSavedSettings()).toEqual({
      idleLockMinutes: 'five',
      colour: 'red',
      counterNumber: '9',
      locale: 'en',
    });
    expect((await openSettings()).invalidKeys()).toEqual(['idleLockMinutes']);
  });

  it('is valid again once the invalid value is replaced', async () => {
    writeFileSync(file, '{"scanner":{"dpi":50}}');
    const settings = await openSettings();
    await settings.update({ scanner: { id: 'sane:x', dpi: 300 } });
    expect(settings.invalidKeys()).toEqual([]);
  });
});

describe('required settings', () => {
  it('are reported while they are missing, without example names', async () => {
    expect((await openSettings()).missingKeys()).toEqual([
      'bank',
      'branch',
      'branchCode',
      'counterNumber',
    ]);
    writeFileSync(file, JSON.stringify(location));
    expect((await openSettings()).missingKeys()).toEqual([]);
    writeFileSync(file, JSON.stringify({ ...location, branch: undefined }));
    expect((await openSettings()).missingKeys()).toEqual(['branch']);
  });

  it('have placeholder names in training mode only', async () => {
    const values = (await openSettings()).get();
    expect(locationOf(values, true)).toMatchObject({ branchCode: 'T', bank: { en: 'Training' } });
    expect(locationOf(values, false)).toMatchObject({ branchCode: '', bank: { en: '' } });
    writeFileSync(file, JSON.stringify(location));
    expect(locationOf((await openSettings()).get(), true)).toEqual(location);
  });
});

describe('unusable settings file', () => {
  it.each(['', '{', 'null', '[]', '"text"'])(
    '%s is kept until the first change, then set aside, and yields no service address',
    async (text) => {
      writeFileSync(file, text);
      const settings = await openSettings();
      expect(settings.get()).toEqual({ ...defaults, serviceUrl: '' });
      expect(settings.missingKeys()).toEqual([
        'bank',
        'branch',
        'branchCode',
        'counterNumber',
        'serviceUrl',
      ]);
      expect(settings.problems).toEqual(['file-not-json']);
      expect(readFileSync(file, 'utf8')).toBe(text);
      expect(await settings.update({ locale: 'en' })).toEqual(ok(undefined));
      const setAsideFile = 'settings.json.bad-2026-11-23T000000.000Z';
      expect(readdirSync(dataDir).sort()).toEqual(['settings.json', setAsideFile]);
      expect(readFileSync(path.join(dataDir, setAsideFile), 'utf8')).toBe(text);
      // The file still contains no service address at the next start.
      expect((await openSettings()).missingKeys()).toContain('serviceUrl');
    },
  );

  it('does not prevent the use of the address in the environment', async () => {
    writeFileSync(file, '{');
    const settings = await openSettings({ EKYC_BASE_URL: 'https://a.example' });
    expect(settings.get().serviceUrl).toBe('https://a.example');
    expect(settings.missingKeys()).not.toContain('serviceUrl');
    expect(settings.invalidKeys()).toEqual([]);
  });

  it('is reported and does not prevent the start when it is not a file', async () => {
    mkdirSync(path.join(file, 'in-it'), { recursive: true });
    const settings = await openSettings();
    expect(settings.problems).toEqual(['file-unreadable']);
    expect(settings.missingKeys()).toContain('bank');
    expect(await settings.update({ locale: 'en' })).toEqual(ok(undefined));
    expect(settings.get().locale).toBe('en');
    expect(readdirSync(dataDir).sort()).toEqual([
      'settings.json',
      'settings.json.bad-2026-11-23T000000.000Z',
    ]);
  });

  it('of a newer version is used without its unknown keys', async () => {
    writeFileSync(file, '{"counterNumber":"9","colour":"red"}');
    const settings = await openSettings();
    expect(settings.get()).toEqual({ ...defaults, counterNumber: '9' });
    expect(settings.problems).toEqual(['unknown-keys']);
  });

  it('with an unusable service address keeps this address', async () => {
    writeFileSync(file, '{"serviceUrl":"htp:/wrong"}');
    expect((await openSettings()).get().serviceUrl).toBe('htp:/wrong');
  });
});

describe('environment variables', () => {
  it('override the file without being saved in it', async () => {
    writeFileSync(
      file,
      '{"serviceUrl":"https://a.example","training":true,"saneOptions":{"x":["-l","0"]}}',
    );
    const options = '{"pnm:0":["--filename","/a"]}';
    const settings = await openSettings({
      EKYC_BASE_URL: ' http://127.0.0.1:8080 ',
      KIOSK_TRAINING: '0',
      KIOSK_SANE_OPTIONS: options,
    });
    const environmentValues = {
      serviceUrl: 'http://127.0.0.1:8080',
      training: false,
      saneOptions: { 'pnm:0': ['--filename', '/a'] },
    };
    expect(settings.get()).toMatchObject(environmentValues);
    await settings.update({ counterNumber: '4' });
    expect(settings.get()).toMatchObject({ ...environmentValues, counterNumber: '4' });
    expect(readSavedSettings()).toMatchObject({
      serviceUrl: 'https://a.example',
      training: true,
      saneOptions: { x: ['-l', '0'] },
      counterNumber: '4',
    });
  });

  it('turn the training mode on', async () => {
    expect((await openSettings({ KIOSK_TRAINING: '1' })).get().training).toBe(true);
    expect((await openSettings({ KIOSK_TRAINING: 'yes' })).get().training).toBe(false);
  });

  it('set the initial language, which the clerk can change', async () => {
    writeFileSync(file, '{"locale":"bn"}');
    const settings = await openSettings({ KIOSK_LOCALE: 'en' });
    expect(settings.get().locale).toBe('en');
    await settings.update({ counterNumber: '4' });
    expect(settings.get().locale).toBe('en');
    await settings.update({ locale: 'bn' });
    expect(settings.get().locale).toBe('bn');
    expect((await openSettings({ KIOSK_LOCALE: 'xx' })).get().locale).toBe('bn');
  });

  it.each(['{', '[]', '{"a":"b"}', '{"a":[1]}', 'null'])(
    'with invalid scanner options are ignored and reported (%s)',
    async (json) => {
      const settings = await openSettings({ KIOSK_SANE_OPTIONS: json });
      expect(settings.get().saneOptions).toEqual({});
      expect(settings.problems).toEqual(['sane-options-unreadable']);
    },
  );
});

describe('saving of settings', () => {
  it.runIf(existsSync('/dev/full'))(
    'leaves the old file complete when the new one cannot be written completely',
    async () => {
      const settings = await openSettings();
      await settings.update({ counterNumber: '1' });
      // The temporary file is a link to a device that is always full.
      symlinkSync('/dev/full', `${file}.tmp`);
      expect(await settings.update({ counterNumber: '2' })).toEqual(err('STORE-FULL'));
      expect(readSavedSettings()['counterNumber']).toBe('1');
      expect(await settings.update({ counterNumber: '3' })).toEqual(ok(undefined));
      expect(readSavedSettings()['counterNumber']).toBe('3');
    },
  );
});

describe('network scanner settings', () => {
  const deskScanner = { url: 'https://10.1.2.3/eSCL', name: 'Front desk', pin: 'ab'.repeat(32) };

  it('are read from the file and overridden by the environment', async () => {
    writeFileSync(file, JSON.stringify({ esclScanners: [deskScanner], scanFolder: '/srv/scans' }));
    expect((await openSettings()).get()).toMatchObject({
      esclScanners: [deskScanner],
      scanFolder: '/srv/scans',
    });
    const other = [{ url: 'http://10.9.9.9', name: 'Other' }];
    const settings = await openSettings({
      KIOSK_ESCL: JSON.stringify(other),
      KIOSK_SCAN_FOLDER: '/mnt/other',
    });
    expect(settings.get()).toMatchObject({ esclScanners: other, scanFolder: '/mnt/other' });
    expect(settings.problems).toEqual([]);
  });

  it.each([
    '{',
    '{}',
    '"text"',
    '[{"url":"http://10.9.9.9"}]',
    '[{"url":"","name":"x"}]',
    '[null]',
  ])('are ignored and reported in the environment when they are %s', async (json) => {
    const settings = await openSettings({ KIOSK_ESCL: json });
    expect(settings.get().esclScanners).toEqual([]);
    expect(settings.problems).toEqual(['escl-unreadable']);
  });

  it('do not invalidate the file when one scanner is invalid', async () => {
    writeFileSync(
      file,
      JSON.stringify({
        counterNumber: '9',
        esclScanners: [{ url: 'front desk', name: 'x', pin: 'short' }],
      }),
    );
    const settings = await openSettings();
    expect(settings.problems).toEqual([]);
    expect(settings.get().counterNumber).toBe('9');
  });
});
