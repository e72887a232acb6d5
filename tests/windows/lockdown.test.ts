/** The check of the lockdown with the `reg.exe` of Windows (Wine): exit codes and output. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import {
  ERROR_REPORTING_KEY,
  LOCAL_DUMPS_KEY,
  lockdownCheck,
  registryRules,
  type CommandResult,
} from '#main/diagnostics/lockdown-check.ts';
import { windowsPath } from '#tests/support/wine/windows.ts';

const reg = (args: readonly string[]): Promise<CommandResult> =>
  new Promise((resolve) => {
    const { DISPLAY: _display, ...rest } = process.env;
    const env = { ...rest, WINEPREFIX: inject('winePrefix'), WINEDEBUG: '-all' };
    execFile('wine', ['reg', ...args], { env }, (error, output) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output });
    });
  });

/** Sets everything with one call, because each starts Wine anew. */
const importKeys = async (lines: readonly string[]): Promise<void> => {
  const file = path.join(inject('winePrefix'), 'lockdown.reg');
  const text = ['Windows Registry Editor Version 5.00', '', ...lines, ''].join('\r\n');
  await writeFile(file, `\ufeff${text}`, 'utf16le');
  expect(await reg(['import', windowsPath(file)])).toMatchObject({ exitCode: 0 });
};
const fullKey = (key: string): string =>
  key.replace(/^HKLM/, 'HKEY_LOCAL_MACHINE').replace(/^HKCU/, 'HKEY_CURRENT_USER');

const missing = async (): Promise<readonly string[]> => {
  const { facts } = await lockdownCheck({
    platform: 'win32',
    lockdown: true,
    run: async (program, args) => {
      // Wine's account is an administrator, and its `reg query` has no search, which finds the shell.
      if (program === 'whoami.exe') return { exitCode: 0, output: '"S-1-5-32-545"' };
      return args.includes('/f') ? { exitCode: 1, output: '' } : reg(args);
    },
    userId: -1,
    limits: async () => '',
  });
  return facts.split(', ');
};

describe('the lockdown in the registry of Windows', () => {
  it('lacks what is not set, then only the local dumps, which are', async () => {
    // Windows has this key from the start.
    await importKeys([`[${fullKey(ERROR_REPORTING_KEY)}]`]);
    expect(await missing()).toEqual(['shell', ...registryRules.map(({ name }) => name)]);
    await importKeys([
      `[${fullKey(LOCAL_DUMPS_KEY)}\\other.exe]`,
      ...registryRules.flatMap(({ key, value, data }) => [
        `[${fullKey(key)}]`,
        `"${value}"=dword:${data}`,
      ]),
    ]);
    expect(await missing()).toEqual(['shell', 'local-dumps']);
  });
});
