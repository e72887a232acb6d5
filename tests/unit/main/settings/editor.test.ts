/** The settings as the branch lead reads and changes them, on a real settings file. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LeadPinState } from '#main/pin/port.ts';
import { createSettingsEditor } from '#main/settings/editor.ts';
import { readPolicy } from '#main/settings/policy/read-policy.ts';
import { createSettings, type SettingsDeps } from '#main/settings/settings.ts';
import { err, ok, type Result } from '#shared/result.ts';

const LEAD = '246802';
let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'editor-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

interface RigOptions extends Partial<Omit<SettingsDeps, 'policy'>> {
  readonly policy?: object;
  readonly file?: object;
  readonly training?: boolean;
  readonly leadPin?: LeadPinState;
  readonly service?: Result<unknown>;
}

const rig = async ({ policy, file, training = false, ...more }: RigOptions = {}) => {
  const policyFile = path.join(dataDir, 'policy.json');
  if (policy) writeFileSync(policyFile, JSON.stringify(policy));
  if (file) writeFileSync(path.join(dataDir, 'settings.json'), JSON.stringify(file));
  const lines: string[] = [];
  const write = (event: string, fields: object): void =>
    void lines.push(JSON.stringify({ event, ...fields }));
  const reached: string[] = [];
  const settings = await createSettings({
    dataDir,
    env: {},
    policy: readPolicy({ file: policy ? policyFile : null, mustBeAdminOnly: false }),
    ...more,
  });
  const editor = createSettingsEditor({
    settings,
    pins: {
      checkLead: async (pin) => (pin === LEAD ? ok(undefined) : err('LEAD-PIN-WRONG')),
      leadState: async () => more.leadPin ?? 'chosen',
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
      reached.push(url);
      return more.service ?? ok(undefined);
    },
    missing: settings.missing,
    update: () => '1.2.0',
    training,
    log: { info: write, warn: write, error: write },
  });
  return { settings, editor, lines, reached };
};
const saved = (): unknown =>
  JSON.parse(readFileSync(path.join(dataDir, 'settings.json'), 'utf8')) as unknown;

describe('settings for the branch lead', () => {
  it('give and change nothing without the right lead PIN', async () => {
    const { editor, settings, reached } = await rig();
    const refused = err('LEAD-PIN-WRONG');
    expect(await editor.read('111111')).toEqual(refused);
    expect(await editor.save('111111', { slipSize: 'a4' })).toEqual(refused);
    expect(await editor.testService('111111', 'https://x.example')).toEqual(refused);
    expect(settings.get().slipSize).toBe('80mm');
    expect(reached).toEqual([]);
  });

  it('state the source of each value and what fixed it', async () => {
    const { editor } = await rig({
      env: { EKYC_BASE_URL: 'http://127.0.0.1:9' },
      file: { counterNumber: '7', idleLockMinutes: 2 },
      policy: {
        organisation: { en: 'Bank IT', bn: 'ব্যাংক IT' },
        contact: '01300009999',
        settings: { branchCode: '0142', idleLockMinutes: 15 },
      },
    });
    const read = await editor.read(LEAD);
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
    const { editor, settings } = await rig({
      policy: { settings: { nomineeRelations: [{ en: 'Son', bn: 'পুত্র' }] } },
    });
    expect(await editor.save(LEAD, { professions, sessionHours: 8 })).toMatchObject({ ok: true });
    expect(settings.get()).toMatchObject({ professions, sessionHours: 8 });
    expect(saved()).toEqual({ professions, sessionHours: 8 });
    expect(await editor.save(LEAD, { professions: null })).toMatchObject({ ok: true });
    expect(settings.get().professions).toBeNull();
    expect(await editor.save(LEAD, { nomineeRelations: null })).toEqual(err('CFG-LOCKED'));
  });

  it('are saved together, in force at once, and logged without a value', async () => {
    const { editor, settings, lines } = await rig({ file: { counterNumber: '7', colour: 'red' } });
    const answer = await editor.save(LEAD, {
      textSize: 150,
      helpline: '01300009999',
      counterNumber: '7',
    });
    expect(answer).toMatchObject({ ok: true, data: { values: { textSize: 150 } } });
    expect(settings.get()).toMatchObject({ textSize: 150, helpline: '01300009999' });
    expect(saved()).toEqual({
      counterNumber: '7',
      colour: 'red',
      textSize: 150,
      helpline: '01300009999',
    });
    expect(lines).toEqual(['{"event":"settings.changed","count":2}']);
  });

  it('return CFG-LOCKED for a value that the policy or the environment fixes, and save nothing', async () => {
    const { editor } = await rig({
      env: { KIOSK_TRAINING: '0' },
      file: {},
      policy: { settings: { counterNumber: '4' } },
    });
    for (const change of [{ counterNumber: '5' }, { training: true }])
      expect(await editor.save(LEAD, { slipSize: 'a4', ...change })).toEqual(err('CFG-LOCKED'));
    expect(saved()).toEqual({});
    // A value that is the same is no change.
    expect(await editor.save(LEAD, { counterNumber: '4', slipSize: 'a4' })).toMatchObject({
      ok: true,
    });
  });

  it('list changes that need a restart until they are reverted', async () => {
    const { editor } = await rig();
    const restart = async (retentionDays: number) => {
      const answer = await editor.save(LEAD, { retentionDays, counterNumber: '9' });
      return answer.ok ? answer.data.restart : answer;
    };
    expect(await restart(7)).toEqual(['retentionDays']);
    expect(await restart(30)).toEqual([]);
  });
});

describe('a new service address', () => {
  const url = 'https://kyc.bank.example';

  it('is saved when the service answers there', async () => {
    const { editor, settings, reached } = await rig();
    expect(await editor.testService(LEAD, url)).toEqual(ok(undefined));
    expect(await editor.save(LEAD, { serviceUrl: url })).toMatchObject({
      ok: true,
      data: { restart: ['serviceUrl'] },
    });
    expect(reached).toEqual([url, url]);
    expect(settings.get().serviceUrl).toBe(url);
  });

  it('is not saved while the service does not answer there', async () => {
    const { editor, settings } = await rig({ service: err('NET-DNS') });
    const before = settings.get().serviceUrl;
    expect(await editor.save(LEAD, { serviceUrl: url })).toEqual(err('NET-DNS'));
    expect(settings.get().serviceUrl).toBe(before);
  });

  it('returns CFG-HOST without a connection when the policy does not allow its host', async () => {
    const { editor, reached } = await rig({ policy: { serviceHosts: ['*.bank.example'] } });
    expect(await editor.testService(LEAD, 'https://bank.example.evil.example')).toEqual(
      err('CFG-HOST'),
    );
    expect(await editor.save(LEAD, { serviceUrl: 'https://evil.example' })).toEqual(
      err('CFG-HOST'),
    );
    expect(reached).toEqual([]);
    expect(await editor.testService(LEAD, url)).toEqual(ok(undefined));
  });
});

describe('settings in an installed app', () => {
  it('cannot be weakened at the counter', async () => {
    const { editor, settings } = await rig({ packaged: true });
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
      expect(await editor.save(LEAD, change), JSON.stringify(change)).toEqual(err('CFG-LOCKED'));
    expect(settings.get()).toMatchObject({
      training: false,
      retentionDays: 30,
      idleLockMinutes: 5,
    });
    const read = await editor.read(LEAD);
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
    expect(await editor.save(LEAD, { idleLockMinutes: 2 })).toMatchObject({ ok: true });
  });
});

describe('a settings file that cannot be written', () => {
  it('returns CFG-WRITE and keeps the earlier values in force and on disk', async () => {
    const { editor, settings, lines } = await rig({ file: { counterNumber: '7' } });
    // A folder in the place of the temporary file: refused for root, too.
    mkdirSync(path.join(dataDir, 'settings.json.tmp', 'in the way'), { recursive: true });
    expect(await editor.save(LEAD, { counterNumber: '8', textSize: 125 })).toEqual(
      err('CFG-WRITE'),
    );
    expect(settings.get()).toMatchObject({ counterNumber: '7', textSize: 100 });
    expect(saved()).toEqual({ counterNumber: '7' });
    expect(lines).toEqual(['{"event":"settings.save-failed","code":"CFG-WRITE"}']);
    rmSync(path.join(dataDir, 'settings.json.tmp'), { recursive: true, force: true });
    expect(await editor.save(LEAD, { counterNumber: '8', textSize: 125 })).toMatchObject({
      ok: true,
    });
    expect(saved()).toEqual({ counterNumber: '8', textSize: 125 });
  });
});

describe('the set-up of a counter', () => {
  const location = {
    bank: { en: 'A', bn: 'ক' },
    branch: { en: 'B', bn: 'খ' },
    branchCode: '1',
    counterNumber: '2',
  };

  it('lacks every step on a new machine', async () => {
    const { editor } = await rig({ leadPin: 'none' });
    expect(await editor.setup()).toEqual({
      open: ['lead-pin', 'counter', 'scanner', 'camera', 'printer', 'test'],
      skipped: [],
      devices: { scanner: null, camera: null, printer: null },
    });
  });

  it('records completed and skipped steps, and clears a skip once its step is done', async () => {
    const { editor, settings } = await rig({ file: { ...location, camera: 'Cam' } });
    expect(await editor.recordSetup('printer', 'skipped')).toEqual(ok(undefined));
    expect(await editor.recordSetup('test', 'skipped')).toEqual(ok(undefined));
    expect(await editor.setup()).toMatchObject({
      open: ['scanner', 'printer', 'test'],
      skipped: ['printer', 'test'],
    });
    await editor.recordSetup('test', 'done');
    await settings.update({ scanner: { id: 'sane:x', dpi: 400 } });
    expect(await editor.setup()).toMatchObject({ open: ['printer'], skipped: ['printer'] });
  });

  it('names the chosen devices, and a scanner by its model', async () => {
    const { editor, settings } = await rig({
      file: { ...location, camera: 'Cam', printer: 'Office' },
    });
    await settings.update({ scanner: { id: 'sane:x', dpi: 400 } });
    expect((await editor.setup()).devices).toEqual({
      scanner: 'sane:x',
      camera: 'Cam',
      printer: 'Office',
    });
    await settings.update({ scanner: { id: 'sane:x', dpi: 400, model: 'CanoScan LiDE 300' } });
    expect((await editor.setup()).devices.scanner).toBe('CanoScan LiDE 300');
  });

  it.each<[string, RigOptions]>([
    ['in training', { training: true }],
    ['where the bank does not offer it', { policy: { settings: { setup: { offered: false } } } }],
  ])('lacks nothing %s', async (_where, options) => {
    const { editor } = await rig({ leadPin: 'none', ...options });
    expect((await editor.setup()).open).toEqual([]);
  });
});
