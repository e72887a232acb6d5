/** Values that a packaged app takes from the policy and from the settings file of its account. */
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

const write = (name: string, content: object): string => {
  const file = path.join(dataDir, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
};
const policyOf = (content: object): PolicyState =>
  readPolicy({ file: write('policy.json', content), mustBeAdminOnly: false });
const open = (policy: PolicyState = { kind: 'none' }) =>
  createSettings({ dataDir, env: {}, policy, packaged: true });

describe('settings of a packaged app', () => {
  it('ignore the service, training, locking, retention, exchange folders and exports in the settings file', async () => {
    write('settings.json', {
      serviceUrl: 'https://evil.example',
      training: true,
      idleLockMinutes: 0,
      retentionDays: 3_650,
      exchangeFolders: ['/'],
      logExport: 'full',
      branchCode: '0142',
    });
    const settings = await open();
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

  it('let a counter lock earlier than by default', async () => {
    write('settings.json', { idleLockMinutes: 2 });
    expect((await open()).get().idleLockMinutes).toBe(2);
  });

  it('give way to the policy, which may also lock later', async () => {
    write('settings.json', { branchCode: '0142', idleLockMinutes: 2 });
    const settings = await open(
      policyOf({ settings: { branchCode: '0777', idleLockMinutes: 15, retentionDays: 7 } }),
    );
    expect(settings.get()).toMatchObject({
      branchCode: '0777',
      idleLockMinutes: 15,
      retentionDays: 7,
    });
    expect(settings.locked).toEqual(['branchCode', 'idleLockMinutes', 'retentionDays']);
  });

  it('return CFG-LOCKED for a change of what the policy fixes, and change nothing', async () => {
    const settings = await open(policyOf({ settings: { counterNumber: '4' } }));
    expect(await settings.update({ counterNumber: '5', branchCode: '0142' })).toEqual(
      err('CFG-LOCKED'),
    );
    expect(settings.get()).toMatchObject({ counterNumber: '4', branchCode: '' });
    expect(await settings.update({ branchCode: '0142' })).toEqual(ok(undefined));
    const saved = JSON.parse(readFileSync(path.join(dataDir, 'settings.json'), 'utf8')) as object;
    expect(saved).toEqual({ branchCode: '0142' });
  });

  it('use no service at all when the policy cannot be used', async () => {
    const settings = await open(policyOf({ settings: { serviceUrl: 5 } }));
    expect(settings.get()).toMatchObject({ serviceUrl: '', training: false });
    expect(settings.problems).toEqual(['policy-unusable']);
  });
});
