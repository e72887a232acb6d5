/** Tests which values a packaged app accepts from the policy and from the settings file of its account. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPolicy, type PolicyState } from '#main/settings/policy/read-policy.ts';
import { createSettings } from '#main/settings/settings.ts';
import { err, ok } from '#shared/result.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'packaged-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const writeJson = (name: string, content: object): string => {
  const file = path.join(dataDir, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
};
const createPolicy = (content: object): PolicyState =>
  readPolicy({ file: writeJson('policy.json', content), mustBeAdminOnly: false });
const openSettings = (policy: PolicyState = { kind: 'none' }) =>
  createSettings({ dataDir, env: {}, policy, packaged: true });

describe('settings of a packaged app', () => {
  it('ignore the service, training, locking, retention, exchange folders and exports in the settings file', async () => {
    writeJson('settings.json', {
      serviceUrl: 'https://evil.example',
      training: true,
      idleLockMinutes: 0,
      retentionDays: 3_650,
      exchangeFolders: ['/'],
      logExport: 'full',
      branchCode: '0142',
    });
    const settings = await openSettings();
    expect(settings.get()).toMatchObject({
      serviceUrl: 'https://ekyc.gigatechltd.com',
      training: false,
      idleLockMinutes: 5,
      retentionDays: 30,
      exchangeFolders: [],
      logExport: 'masked',
      branchCode: '0142',
    });
    expect(settings.problems).toEqual(['protected-values']);
  });

  it('accept an idle lock in the settings file that is earlier than the default', async () => {
    writeJson('settings.json', { idleLockMinutes: 2 });
    expect((await openSettings()).get().idleLockMinutes).toBe(2);
  });

  it('are overridden by the policy, which is permitted to lock later', async () => {
    writeJson('settings.json', { branchCode: '0142', idleLockMinutes: 2 });
    const settings = await openSettings(
      createPolicy({ settings: { branchCode: '0777', idleLockMinutes: 15, retentionDays: 7 } }),
    );
    expect(settings.get()).toMatchObject({
      branchCode: '0777',
      idleLockMinutes: 15,
      retentionDays: 7,
    });
    expect(settings.locked).toEqual(['branchCode', 'idleLockMinutes', 'retentionDays']);
  });

  it('return CFG-LOCKED and change nothing for a change that contains a fixed value', async () => {
    const settings = await openSettings(createPolicy({ settings: { counterNumber: '4' } }));
    expect(await settings.update({ counterNumber: '5', branchCode: '0142' })).toEqual(
      err('CFG-LOCKED'),
    );
    expect(settings.get()).toMatchObject({ counterNumber: '4', branchCode: '' });
    expect(await settings.update({ branchCode: '0142' })).toEqual(ok(undefined));
    const saved = JSON.parse(readFileSync(path.join(dataDir, 'settings.json'), 'utf8')) as object;
    expect(saved).toEqual({ branchCode: '0142' });
  });

  it('contain no service address when the policy is unusable', async () => {
    const settings = await openSettings(createPolicy({ settings: { serviceUrl: 5 } }));
    expect(settings.get()).toMatchObject({ serviceUrl: '', training: false });
    expect(settings.problems).toEqual(['policy-unusable']);
  });
});
