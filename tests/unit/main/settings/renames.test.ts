import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPolicy } from '#main/settings/policy/read-policy.ts';
import { createSettings } from '#main/settings/settings.ts';
import { ok } from '#shared/result.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'settings-renames-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const writeJson = (name: string, content: object): string => {
  const file = path.join(dataDir, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
};

describe('settings file of an earlier version', () => {
  it('sets `counterNumber` to the value of `counter` and is saved with the current name', async () => {
    const file = writeJson('settings.json', { branchCode: '0077', counter: '9' });
    const settings = await createSettings({ dataDir, env: {} });
    expect(settings.get()).toMatchObject({ branchCode: '0077', counterNumber: '9' });
    expect(settings.problems).toEqual([]);
    expect(await settings.update({ locale: 'en' })).toEqual(ok(undefined));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      branchCode: '0077',
      counterNumber: '9',
      locale: 'en',
    });
  });

  it('keeps the value of the current name when it has both', async () => {
    writeJson('settings.json', { counterNumber: '4', counter: '9' });
    const settings = await createSettings({ dataDir, env: {} });
    expect(settings.get().counterNumber).toBe('4');
    expect(settings.problems).toEqual([]);
  });

  it('reports an invalid value of `counter` as one of `counterNumber`', async () => {
    writeJson('settings.json', { counter: '../..' });
    const settings = await createSettings({ dataDir, env: {} });
    expect(settings.invalidKeys()).toEqual(['counterNumber']);
  });
});

describe('policy of an earlier version', () => {
  it('fixes `counterNumber` with the value of `counter`', () => {
    const file = writeJson('policy.json', { settings: { counter: '9', training: false } });
    expect(readPolicy({ file, mustBeAdminOnly: false })).toMatchObject({
      kind: 'in-force',
      policy: { settings: { counterNumber: '9' } },
      locked: { counterNumber: 'policy-file', training: 'policy-file' },
    });
  });
});
