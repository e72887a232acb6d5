/** Tests reading the policy from the registry of Windows (Wine) with advapi32 through the shipped library. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { POLICY_KEY } from '#main/app/machine.ts';
import { windowsPath } from '#tests/support/wine/windows.ts';
import type { PolicyQuestion } from './programs/policy.ts';
import { runOnWindows } from './run.ts';

const execFileAsync = promisify(execFile);
const LOCAL_MACHINE = `HKLM\\${POLICY_KEY}`;

const runReg = async (...args: string[]): Promise<void> => {
  const { DISPLAY: _display, ...environment } = process.env;
  const env = { ...environment, WINEPREFIX: inject('winePrefix'), WINEDEBUG: '-all' };
  await execFileAsync('wine', ['reg', ...args, '/f'], { env });
};
const setValue = (key: string, name: string, type: string, data: string): Promise<void> =>
  runReg('add', `${LOCAL_MACHINE}${key}`, '/v', name, '/t', type, '/d', data);
const readPolicy = async (question: PolicyQuestion = { file: null }): Promise<unknown> =>
  (await runOnWindows('policy.ts', question)).answer;

afterEach(async () => {
  for (const root of ['HKLM', 'HKCU'])
    await runReg('delete', `${root}\\${POLICY_KEY}`).catch(() => undefined);
});

describe('the policy in the registry of Windows', () => {
  it('has the kind none without its key', async () => {
    expect(await readPolicy()).toEqual({ kind: 'none' });
  });

  it('is read with values of every type from HKEY_LOCAL_MACHINE', async () => {
    await setValue('', 'contact', 'REG_SZ', '01300009999');
    await setValue('', 'serviceHosts', 'REG_MULTI_SZ', 'kyc.bank.example\\0*.giga.example');
    await setValue('\\settings', 'idleLockMinutes', 'REG_DWORD', '3');
    await setValue('\\settings', 'training', 'REG_DWORD', '0');
    await setValue('\\settings\\bank', 'en', 'REG_SZ', 'A Bank');
    await setValue('\\settings\\bank', 'bn', 'REG_SZ', '');
    await setValue('\\settings\\setup', 'offered', 'REG_DWORD', '0');
    await setValue('\\settings', 'esclScanners', 'REG_SZ', '[]');
    expect(await readPolicy()).toMatchObject({
      kind: 'in-force',
      policy: {
        contact: '01300009999',
        serviceHosts: ['kyc.bank.example', '*.giga.example'],
        settings: {
          idleLockMinutes: 3,
          training: false,
          bank: { en: 'A Bank', bn: '' },
          setup: { offered: false },
          esclScanners: [],
        },
      },
      locked: { idleLockMinutes: 'group-policy', training: 'group-policy' },
    });
  });

  it('contains Bangla text and long values as Group Policy writes them', async () => {
    const professions = JSON.stringify(
      Array.from({ length: 100 }, (_none, index) => ({ en: `Profession ${index}`, bn: 'পেশা' })),
    );
    const escapedProfessions = professions.replaceAll('"', '\\"');
    const file = path.join(inject('winePrefix'), 'policy.reg');
    const lines = [
      'Windows Registry Editor Version 5.00',
      '',
      `[HKEY_LOCAL_MACHINE\\${POLICY_KEY}\\settings]`,
      `"professions"="${escapedProfessions}"`,
      '"helpline"="০১৩০০০০৯৯৯৯"',
      '',
    ];
    await writeFile(file, `\ufeff${lines.join('\r\n')}`, 'utf16le');
    const { DISPLAY: _display, ...environment } = process.env;
    const env = { ...environment, WINEPREFIX: inject('winePrefix'), WINEDEBUG: '-all' };
    await execFileAsync('wine', ['reg', 'import', windowsPath(file)], { env });
    expect(await readPolicy()).toMatchObject({
      policy: {
        settings: { helpline: '০১৩০০০০৯৯৯৯', professions: JSON.parse(professions) as unknown },
      },
    });
  });

  it('takes precedence over the policy file', async () => {
    const file = path.join(inject('winePrefix'), 'policy.json');
    await writeFile(file, JSON.stringify({ settings: { branchCode: '0001', counterNumber: '4' } }));
    await setValue('\\settings', 'branchCode', 'REG_SZ', '0142');
    expect(await readPolicy({ file: windowsPath(file) })).toMatchObject({
      policy: { settings: { branchCode: '0142', counterNumber: '4' } },
      locked: { branchCode: 'group-policy', counterNumber: 'policy-file' },
    });
  });

  it.each([
    ['a number as text', 'idleLockMinutes', 'REG_SZ', '3'],
    ['a text that names variables', 'serviceUrl', 'REG_EXPAND_SZ', 'https://%COMPUTERNAME%'],
    ['a number of eight bytes', 'retentionDays', 'REG_QWORD', '30'],
    ['a name that no policy has', 'colour', 'REG_SZ', 'red'],
  ])('is unusable with %s', async (_what, name, type, data) => {
    await setValue('\\settings', name, type, data);
    expect(await readPolicy()).toEqual({
      kind: 'unusable',
      source: 'group-policy',
      problem: 'wrong-value',
      valuePath: `settings.${name}`,
    });
  });

  it('is not read from HKEY_CURRENT_USER', async () => {
    await runReg('add', `HKCU\\${POLICY_KEY}`, '/v', 'contact', '/t', 'REG_SZ', '/d', 'x');
    expect(await readPolicy()).toEqual({ kind: 'none' });
  });
});
