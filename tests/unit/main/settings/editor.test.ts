/** Tests reading and changing the settings with the lead PIN, with a real settings file. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LeadPinState } from '#main/pin/port.ts';
import { createSettingsEditor } from '#main/settings/editor.ts';
import { readPolicy } from '#main/settings/policy/read-policy.ts';
import { createSettings, type SettingsDeps } from '#main/settings/settings.ts';
import { err, ok, type Result } from '#shared/result.ts';

const LEAD_PIN = '246802';
let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'editor-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

interface FixtureOptions extends Partial<Omit<SettingsDeps, 'policy'>> {
  readonly policy?: object;
  readonly file?: object;
  readonly training?: boolean;
  readonly leadPin?: LeadPinState;
  readonly service?: Result<unknown>;
}

const createFixture = async ({
  policy,
  file,
  training = false,
  ...overrides
}: FixtureOptions = {}) => {
  const policyFile = path.join(dataDir, 'policy.json');
  if (policy) writeFileSync(policyFile, JSON.stringify(policy));
  if (file) writeFileSync(path.join(dataDir, 'settings.json'), JSON.stringify(file));
  const logLines: string[] = [];
  const writeLogLine = (event: string, fields: object): void =>
    void logLines.push(JSON.stringify({ event, ...fields }));
  const inspectedUrls: string[] = [];
  const settings = await createSettings({
    dataDir,
    env: {},
    policy: readPolicy({ file: policy ? policyFile : null, mustBeAdminOnly: false }),
    ...overrides,
  });
  const editor = createSettingsEditor({
    settings,
    pins: {
      checkLeadPin: async (pin) => (pin === LEAD_PIN ? ok(undefined) : err('LEAD-PIN-WRONG')),
      leadPinState: async () => overrides.leadPin ?? 'chosen',
    },
    shippedLists: {
      gender: [],
      profession: [{ en: 'Farmer', bn: 'কৃষক' }],
      nomineeRelation: [
        { en: 'Son', bn: 'পুত্র' },
        { en: 'Wife', bn: 'স্ত্রী' },
      ],
    },
    inspectService: async (url) => {
      inspectedUrls.push(url);
      return overrides.service ?? ok(undefined);
    },
    missingKeys: settings.missingKeys,
    availableUpdate: () => '1.2.0',
    training,
    log: { info: writeLogLine, warn: writeLogLine, error: writeLogLine },
  });
  return { settings, editor, logLines, inspectedUrls };
};
const readSavedSettings = (): unknown =>
  JSON.parse(readFileSync(path.join(dataDir, 'settings.json'), 'utf8')) as unknown;

describe('settings of the editor', () => {
  it('can be neither read nor changed without the correct lead PIN', async () => {
    const { editor, settings, inspectedUrls } = await createFixture();
    const refused = err('LEAD-PIN-WRONG');
    expect(await editor.read('111111')).toEqual(refused);
    expect(await editor.save('111111', { slipSize: 'a4' })).toEqual(refused);
    expect(await editor.testService('111111', 'https://x.example')).toEqual(refused);
    expect(settings.get().slipSize).toBe('80mm');
    expect(inspectedUrls).toEqual([]);
  });

  it('contain the source of each value and what fixed it', async () => {
    const { editor } = await createFixture({
      env: { EKYC_BASE_URL: 'http://127.0.0.1:9' },
      file: { counterNumber: '7', idleLockMinutes: 2 },
      policy: {
        organisation: { en: 'Bank IT', bn: 'ব্যাংক IT' },
        contact: '01300009999',
        settings: { branchCode: '0142', idleLockMinutes: 15 },
      },
    });
    const read = await editor.read(LEAD_PIN);
    expect(read).toMatchObject({
      ok: true,
      data: {
        values: { branchCode: '0142', counterNumber: '7', idleLockMinutes: 15, textSize: 100 },
        sources: {
          serviceUrl: 'environment',
          branchCode: 'policy',
          idleLockMinutes: 'policy',
          counterNumber: 'counter',
          textSize: 'default',
        },
        locks: [
          { key: 'serviceUrl', by: 'environment' },
          { key: 'branchCode', by: 'policy-file' },
          { key: 'idleLockMinutes', by: 'policy-file' },
        ],
        organisation: { en: 'Bank IT', bn: 'ব্যাংক IT' },
        contact: '01300009999',
        maxIdleLockMinutes: null,
        restart: [],
        shippedLists: {
          professions: [{ en: 'Farmer', bn: 'কৃষক' }],
          nomineeRelations: [
            { en: 'Son', bn: 'পুত্র' },
            { en: 'Wife', bn: 'স্ত্রী' },
          ],
        },
      },
    });
  });

  it('have lists that can be saved, reset, and fixed by the policy', async () => {
    const professions = [{ en: 'Nurse', bn: 'নার্স' }];
    const { editor, settings } = await createFixture({
      policy: { settings: { nomineeRelations: [{ en: 'Son', bn: 'পুত্র' }] } },
    });
    expect(await editor.save(LEAD_PIN, { professions, sessionHours: 8 })).toMatchObject({
      ok: true,
    });
    expect(settings.get()).toMatchObject({ professions, sessionHours: 8 });
    expect(readSavedSettings()).toEqual({ professions, sessionHours: 8 });
    expect(await editor.save(LEAD_PIN, { professions: null })).toMatchObject({ ok: true });
    expect(settings.get().professions).toBeNull();
    expect(await editor.save(LEAD_PIN, { nomineeRelations: null })).toEqual(err('CFG-LOCKED'));
  });

  it('are saved together, take effect at once, and are logged without values', async () => {
    const { editor, settings, logLines } = await createFixture({
      file: { counterNumber: '7', colour: 'red' },
    });
    const answer = await editor.save(LEAD_PIN, {
      textSize: 150,
      helpline: '01300009999',
      counterNumber: '7',
    });
    expect(answer).toMatchObject({ ok: true, data: { values: { textSize: 150 } } });
    expect(settings.get()).toMatchObject({ textSize: 150, helpline: '01300009999' });
    expect(readSavedSettings()).toEqual({
      counterNumber: '7',
      colour: 'red',
      textSize: 150,
      helpline: '01300009999',
    });
    expect(logLines).toEqual(['{"event":"settings.changed","count":2}']);
  });

  it('return CFG-LOCKED and save nothing when one value is fixed by the policy or the environment', async () => {
    const { editor } = await createFixture({
      env: { KIOSK_TRAINING: '0' },
      file: {},
      policy: { settings: { counterNumber: '4' } },
    });
    for (const change of [{ counterNumber: '5' }, { training: true }])
      expect(await editor.save(LEAD_PIN, { slipSize: 'a4', ...change })).toEqual(err('CFG-LOCKED'));
    expect(readSavedSettings()).toEqual({});
    // An unchanged value of a fixed setting does not count as a change.
    expect(await editor.save(LEAD_PIN, { counterNumber: '4', slipSize: 'a4' })).toMatchObject({
      ok: true,
    });
  });

  it('list changes that need a restart until they are reverted', async () => {
    const { editor } = await createFixture();
    const saveRetentionDays = async (retentionDays: number) => {
      const answer = await editor.save(LEAD_PIN, { retentionDays, counterNumber: '9' });
      return answer.ok ? answer.data.restart : answer;
    };
    expect(await saveRetentionDays(7)).toEqual(['retentionDays']);
    expect(await saveRetentionDays(30)).toEqual([]);
  });
});

describe('new service address', () => {
  const url = 'https://kyc.bank.example';

  it('is saved when the service answers at it', async () => {
    const { editor, settings, inspectedUrls } = await createFixture();
    expect(await editor.testService(LEAD_PIN, url)).toEqual(ok(undefined));
    expect(await editor.save(LEAD_PIN, { serviceUrl: url })).toMatchObject({
      ok: true,
      data: { restart: ['serviceUrl'] },
    });
    expect(inspectedUrls).toEqual([url, url]);
    expect(settings.get().serviceUrl).toBe(url);
  });

  it('is not saved while the service does not answer at it', async () => {
    const { editor, settings } = await createFixture({ service: err('NET-DNS') });
    const urlBefore = settings.get().serviceUrl;
    expect(await editor.save(LEAD_PIN, { serviceUrl: url })).toEqual(err('NET-DNS'));
    expect(settings.get().serviceUrl).toBe(urlBefore);
  });

  it('returns CFG-HOST without a connection when the policy does not allow its host', async () => {
    const { editor, inspectedUrls } = await createFixture({
      policy: { serviceHosts: ['*.bank.example'] },
    });
    expect(await editor.testService(LEAD_PIN, 'https://bank.example.evil.example')).toEqual(
      err('CFG-HOST'),
    );
    expect(await editor.save(LEAD_PIN, { serviceUrl: 'https://evil.example' })).toEqual(
      err('CFG-HOST'),
    );
    expect(inspectedUrls).toEqual([]);
    expect(await editor.testService(LEAD_PIN, url)).toEqual(ok(undefined));
  });
});

describe('security settings in an installed app', () => {
  it('cannot be weakened at the counter', async () => {
    const { editor, settings } = await createFixture({ packaged: true });
    for (const change of [
      { serviceUrl: 'https://kyc.bank.example' },
      { training: true },
      { retentionDays: 3_000 },
      { sessionHours: 24 },
      { quietPeriodMs: 60_000 },
      { purgeGraceMs: 0 },
      { idleLockMinutes: 0 },
      { idleLockMinutes: 30 },
    ])
      expect(await editor.save(LEAD_PIN, change), JSON.stringify(change)).toEqual(
        err('CFG-LOCKED'),
      );
    expect(settings.get()).toMatchObject({
      training: false,
      retentionDays: 30,
      idleLockMinutes: 5,
    });
    const read = await editor.read(LEAD_PIN);
    expect(read).toMatchObject({
      data: {
        locks: [
          { key: 'serviceUrl', by: 'installation' },
          { key: 'sessionHours', by: 'installation' },
          { key: 'quietPeriodMs', by: 'installation' },
          { key: 'purgeGraceMs', by: 'installation' },
          { key: 'retentionDays', by: 'installation' },
          { key: 'training', by: 'installation' },
        ],
        maxIdleLockMinutes: 5,
      },
    });
    expect(await editor.save(LEAD_PIN, { idleLockMinutes: 2 })).toMatchObject({ ok: true });
  });
});

describe('settings file that cannot be written', () => {
  it('returns CFG-WRITE and keeps the earlier values in memory and on disk', async () => {
    const { editor, settings, logLines } = await createFixture({ file: { counterNumber: '7' } });
    // A folder at the path of the temporary file makes the write fail for the root account, too.
    mkdirSync(path.join(dataDir, 'settings.json.tmp', 'in the way'), { recursive: true });
    expect(await editor.save(LEAD_PIN, { counterNumber: '8', textSize: 125 })).toEqual(
      err('CFG-WRITE'),
    );
    expect(settings.get()).toMatchObject({ counterNumber: '7', textSize: 100 });
    expect(readSavedSettings()).toEqual({ counterNumber: '7' });
    expect(logLines).toEqual(['{"event":"settings.save-failed","code":"CFG-WRITE"}']);
    rmSync(path.join(dataDir, 'settings.json.tmp'), { recursive: true, force: true });
    expect(await editor.save(LEAD_PIN, { counterNumber: '8', textSize: 125 })).toMatchObject({
      ok: true,
    });
    expect(readSavedSettings()).toEqual({ counterNumber: '8', textSize: 125 });
  });
});

describe('set-up of a counter', () => {
  const location = {
    bank: { en: 'A', bn: 'ক' },
    branch: { en: 'B', bn: 'খ' },
    branchCode: '1',
    counterNumber: '2',
  };

  it('has every step open on a new machine', async () => {
    const { editor } = await createFixture({ leadPin: 'none' });
    expect(await editor.readSetup()).toEqual({
      open: ['lead-pin', 'counter', 'scanner', 'camera', 'printer', 'test'],
      skipped: [],
      devices: { scanner: null, camera: null, printer: null },
    });
  });

  it('records completed and skipped steps, and clears a skip once its step is done', async () => {
    const { editor, settings } = await createFixture({ file: { ...location, camera: 'Cam' } });
    expect(await editor.recordSetup('printer', 'skipped')).toEqual(ok(undefined));
    expect(await editor.recordSetup('test', 'skipped')).toEqual(ok(undefined));
    expect(await editor.readSetup()).toMatchObject({
      open: ['scanner', 'printer', 'test'],
      skipped: ['printer', 'test'],
    });
    await editor.recordSetup('test', 'done');
    await settings.update({ scanner: { id: 'sane:x', dpi: 400 } });
    expect(await editor.readSetup()).toMatchObject({ open: ['printer'], skipped: ['printer'] });
  });

  it('returns the chosen devices, with the model of a scanner if known', async () => {
    const { editor, settings } = await createFixture({
      file: { ...location, camera: 'Cam', printer: 'Office' },
    });
    await settings.update({ scanner: { id: 'sane:x', dpi: 400 } });
    expect((await editor.readSetup()).devices).toEqual({
      scanner: 'sane:x',
      camera: 'Cam',
      printer: 'Office',
    });
    await settings.update({ scanner: { id: 'sane:x', dpi: 400, model: 'CanoScan LiDE 300' } });
    expect((await editor.readSetup()).devices.scanner).toBe('CanoScan LiDE 300');
  });

  it.each<[string, FixtureOptions]>([
    ['in training mode', { training: true }],
    ['when the policy does not offer it', { policy: { settings: { setup: { offered: false } } } }],
  ])('has no open step %s', async (_case, options) => {
    const { editor } = await createFixture({ leadPin: 'none', ...options });
    expect((await editor.readSetup()).open).toEqual([]);
  });
});
