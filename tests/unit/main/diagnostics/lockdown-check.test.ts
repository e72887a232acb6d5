import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT_CODE_LEFT } from '#main/app/exit-guard.ts';
import {
  lockdownCheck,
  registryRules,
  SHELL_LAUNCHER_KEY,
  type CommandResult,
  type LockdownDeps,
} from '#main/diagnostics/lockdown-check.ts';
import { targets } from '#build/target.ts';

const SCRIPTS = path.resolve(import.meta.dirname, '../../../../build/windows');
const scripts = readdirSync(SCRIPTS).filter((name) => name.endsWith('.ps1'));
const textOf = (script: string): string => readFileSync(path.join(SCRIPTS, script), 'utf8');

const LINUX = 'Max core file size        0                    unlimited            bytes\n';

/** A machine on which everything is set, but for what the test names. */
const check = (
  differs: Readonly<Record<string, CommandResult>> = {},
  deps: Partial<LockdownDeps> = {},
) =>
  lockdownCheck({
    platform: 'win32',
    lockdown: true,
    run: async (program, args) => {
      const asked = [program, ...args].join(' ');
      const found = Object.entries(differs).find(([part]) => asked.includes(part));
      if (found) return found[1];
      if (program === 'whoami.exe')
        return { exitCode: 0, output: '"BUILTIN\\Users","S-1-5-32-545"' };
      if (asked.includes(SHELL_LAUNCHER_KEY))
        return {
          exitCode: 0,
          output: '    Shell    REG_SZ    "C:\\Program Files\\X\\ekyc-branch-kiosk.exe"',
        };
      const rule = registryRules.find(({ key, value }) => args[1] === key && args[3] === value);
      const data = rule?.data.toString(16) ?? 'no such rule';
      return {
        exitCode: 0,
        output: `\r\n${rule?.key}\r\n    ${rule?.value}    REG_DWORD    0x${data}\r\n`,
      };
    },
    userId: 1_000,
    limits: async () => LINUX,
    ...deps,
  });
const absent: CommandResult = {
  exitCode: 1,
  output: 'ERROR: The system was unable to find the key.',
};

describe('lockdownCheck on Windows', () => {
  it('is in order when every value is set', async () => {
    expect(await check()).toEqual({ name: 'lockdown', state: 'ok', code: null, facts: '' });
  });

  it.each(registryRules.map((rule) => [rule.name, rule] as const))(
    'names %s when its value is missing or another one',
    async (name, { key, value, data }) => {
      const query = `${key} /v ${value}`;
      expect(await check({ [query]: absent })).toMatchObject({ state: 'failed', facts: name });
      const other = { exitCode: 0, output: `    ${value}    REG_DWORD    0x${String(data + 3)}` };
      expect(await check({ [query]: other })).toMatchObject({ state: 'failed', facts: name });
    },
  );

  it('names the shell when Shell Launcher starts another program, or none', async () => {
    const explorer = { exitCode: 0, output: '    Shell    REG_SZ    explorer.exe' };
    for (const answer of [explorer, absent])
      expect(await check({ [SHELL_LAUNCHER_KEY]: answer })).toMatchObject({ facts: 'shell' });
  });

  it('names the account when it is an administrator, or cannot be known', async () => {
    const administrator = { exitCode: 0, output: '"BUILTIN\\Administrators","S-1-5-32-544"' };
    for (const answer of [administrator, { exitCode: -1, output: '' }])
      expect(await check({ whoami: answer })).toMatchObject({ facts: 'account' });
  });

  it('names everything that is missing', async () => {
    const result = await check({ 'reg.exe': absent });
    expect(result.facts).toBe(['shell', ...registryRules.map(({ name }) => name)].join(', '));
  });
});

describe('lockdownCheck elsewhere', () => {
  const linux = { platform: 'linux' } as const;
  it('checks the account and core dumps on Linux', async () => {
    expect(await check({}, linux)).toMatchObject({ state: 'ok', facts: '' });
    expect(await check({}, { ...linux, userId: 0 })).toMatchObject({ facts: 'account' });
    const limits = async () => LINUX.replace(' 0 ', ' unlimited ');
    expect(await check({}, { ...linux, limits })).toMatchObject({ facts: 'core-dumps' });
  });
  it('checks nothing in a development run', async () => {
    expect(await check({ 'reg.exe': absent }, { lockdown: false })).toMatchObject({
      state: 'not-checked',
    });
  });
});

describe('the scripts in build/windows', () => {
  it.each(scripts)(
    '%s needs an administrator, can be tried and stops at the first error',
    (name) => {
      const text = textOf(name);
      expect(text).toContain('#Requires -RunAsAdministrator');
      expect(text).toContain('[CmdletBinding(SupportsShouldProcess)]');
      expect(text).toContain('ShouldProcess(');
      expect(text).toContain("$ErrorActionPreference = 'Stop'");
      expect(text).toMatch(/\.SYNOPSIS[\s\S]+\.DESCRIPTION[\s\S]+\.EXAMPLE/);
    },
  );

  it.each(registryRules.filter(({ key }) => key.includes('\\Policies\\')))(
    'set the value that Diagnostics checks: $name',
    ({ key, value, script }) => {
      if (script === 'Set-AppLocker.ps1') {
        expect(textOf(script)).toContain('Type=`"Exe`" EnforcementMode=`"Enabled`"');
        return;
      }
      expect(textOf(script)).toContain(key.replace('HKLM\\', 'HKLM:\\'));
      expect(textOf(script)).toContain(value);
    },
  );

  it('start the services that Diagnostics checks', () => {
    expect(textOf('Set-KeyboardFilter.ps1')).toContain("$serviceName = 'MsKeyboardFilter'");
    expect(textOf('Set-AppLocker.ps1')).toContain('config AppIDSvc start= auto');
  });

  it('contain the exit code of "Leave the kiosk" and the name of the program', () => {
    const text = textOf('Set-ShellLauncher.ps1');
    expect(text).toContain(`$exitLeft = ${EXIT_CODE_LEFT}\n`);
    expect(text).toContain(targets.win.executable);
  });
});
