/** Tests the lockdown check with the exit codes and output of `reg.exe` on Windows (Wine). */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import {
  ERROR_REPORTING_KEY,
  LOCAL_DUMPS_KEY,
  checkLockdown,
  registryRules,
  type CommandResult,
} from '#main/diagnostics/lockdown-check.ts';
import { windowsPath } from '#tests/support/wine/windows.ts';

const runReg = (args: readonly string[]): Promise<CommandResult> =>
  new Promise((resolve) => {
    const { DISPLAY: _display, ...environment } = process.env;
    const env = { ...environment, WINEPREFIX: inject('winePrefix'), WINEDEBUG: '-all' };
    execFile('wine', ['reg', ...args], { env }, (error, output) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output });
    });
  });

/** Imports all keys with one call, because each call starts Wine again. */
const importKeys = async (lines: readonly string[]): Promise<void> => {
  const file = path.join(inject('winePrefix'), 'lockdown.reg');
  const text = ['Windows Registry Editor Version 5.00', '', ...lines, ''].join('\r\n');
  await writeFile(file, `\ufeff${text}`, 'utf16le');
  expect(await runReg(['import', windowsPath(file)])).toMatchObject({ exitCode: 0 });
};
/** Replaces the abbreviation of the root key by its full name, as .reg files contain it. */
const expandRootKey = (key: string): string =>
  key.replace(/^HKLM/, 'HKEY_LOCAL_MACHINE').replace(/^HKCU/, 'HKEY_CURRENT_USER');

const readMissingMeasures = async (): Promise<readonly string[]> => {
  const { facts } = await checkLockdown({
    platform: 'win32',
    lockdown: true,
    runProgram: async (program, args) => {
      // Wine's account is an administrator, and Wine's `reg query` has no /f, with which the check searches for the shell.
      if (program === 'whoami.exe') return { exitCode: 0, output: '"S-1-5-32-545"' };
      return args.includes('/f') ? { exitCode: 1, output: '' } : runReg(args);
    },
    userId: -1,
    readLimits: async () => '',
  });
  return facts.split(', ');
};

describe('checkLockdown with the registry of Windows', () => {
  it('reports all missing measures, and only local dumps once they are set up and every other value is set', async () => {
    // Windows has this key by default.
    await importKeys([`[${expandRootKey(ERROR_REPORTING_KEY)}]`]);
    expect(await readMissingMeasures()).toEqual([
      'shell',
      ...registryRules.map(({ name }) => name),
    ]);
    await importKeys([
      `[${expandRootKey(LOCAL_DUMPS_KEY)}\\other.exe]`,
      ...registryRules.flatMap(({ key, value, data }) => [
        `[${expandRootKey(key)}]`,
        `"${value}"=dword:${data}`,
      ]),
    ]);
    expect(await readMissingMeasures()).toEqual(['shell', 'local-dumps']);
  });
});
