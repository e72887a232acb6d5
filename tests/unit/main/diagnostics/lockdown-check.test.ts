import { describe, expect, it } from 'vitest';
import {
  ERROR_REPORTING_KEY,
  LOCAL_DUMPS_KEY,
  checkLockdown,
  registryRules,
  SHELL_LAUNCHER_KEY,
  type CommandResult,
  type LockdownDeps,
} from '#main/diagnostics/lockdown-check.ts';

const CORE_FILE_LIMIT =
  'Max core file size        0                    unlimited            bytes\n';

const missingKeyResult: CommandResult = {
  exitCode: 1,
  output: 'ERROR: The system was unable to find the key.',
};

/** Checks a machine with complete settings. `replacedResults` replaces the results of the commands that contain its keys. */
const checkMachine = (
  replacedResults: Readonly<Record<string, CommandResult>> = {},
  deps: Partial<LockdownDeps> = {},
) =>
  checkLockdown({
    platform: 'win32',
    lockdown: true,
    runProgram: async (program, args) => {
      const command = [program, ...args].join(' ');
      const replacement = Object.entries(replacedResults).find(([part]) => command.includes(part));
      if (replacement) return replacement[1];
      if (program === 'whoami.exe')
        return { exitCode: 0, output: '"BUILTIN\\Users","S-1-5-32-545"' };
      if (command.includes(SHELL_LAUNCHER_KEY))
        return {
          exitCode: 0,
          output: '    Shell    REG_SZ    "C:\\Program Files\\X\\ekyc-branch-kiosk.exe"',
        };
      if (args[1] === ERROR_REPORTING_KEY)
        return { exitCode: 0, output: `\r\n${ERROR_REPORTING_KEY}\\Hangs\r\n` };
      const rule = registryRules.find(({ key, value }) => args[1] === key && args[3] === value);
      const data = rule?.data.toString(16) ?? 'no such rule';
      return {
        exitCode: 0,
        output: `\r\n${rule?.key}\r\n    ${rule?.value}    REG_DWORD    0x${data}\r\n`,
      };
    },
    userId: 1_000,
    readLimits: async () => CORE_FILE_LIMIT,
    ...deps,
  });

describe('checkLockdown on Windows', () => {
  it('returns ok when every value is set', async () => {
    expect(await checkMachine()).toEqual({ name: 'lockdown', state: 'ok', code: null, facts: '' });
  });

  it.each(registryRules.map((rule) => [rule.name, rule] as const))(
    'names %s when its value is missing or differs',
    async (name, { key, value, data }) => {
      const query = `${key} /v ${value}`;
      expect(await checkMachine({ [query]: missingKeyResult })).toMatchObject({
        state: 'failed',
        facts: name,
      });
      const differingValue = {
        exitCode: 0,
        output: `    ${value}    REG_DWORD    0x${String(data + 3)}`,
      };
      expect(await checkMachine({ [query]: differingValue })).toMatchObject({
        state: 'failed',
        facts: name,
      });
    },
  );

  it('names the shell when Shell Launcher starts another program, or none', async () => {
    const explorer = { exitCode: 0, output: '    Shell    REG_SZ    explorer.exe' };
    for (const result of [explorer, missingKeyResult])
      expect(await checkMachine({ [SHELL_LAUNCHER_KEY]: result })).toMatchObject({
        facts: 'shell',
      });
  });

  it('names the account when it is an administrator, or cannot be determined', async () => {
    const administrator = { exitCode: 0, output: '"BUILTIN\\Administrators","S-1-5-32-544"' };
    for (const result of [administrator, { exitCode: -1, output: '' }])
      expect(await checkMachine({ whoami: result })).toMatchObject({ facts: 'account' });
  });

  it('names the local dumps when they are configured, or cannot be determined', async () => {
    const configured = { exitCode: 0, output: `\r\n${LOCAL_DUMPS_KEY}\r\n` };
    // `reg.exe` returns the same exit code for an unreadable key and for a missing key.
    for (const result of [configured, missingKeyResult, { exitCode: -1, output: '' }])
      expect(await checkMachine({ [ERROR_REPORTING_KEY]: result })).toMatchObject({
        facts: 'local-dumps',
      });
  });

  it('names everything that is missing', async () => {
    const result = await checkMachine({ 'reg.exe': missingKeyResult });
    const rules = registryRules.map(({ name }) => name);
    expect(result.facts).toBe(['shell', 'local-dumps', ...rules].join(', '));
  });
});

describe('checkLockdown outside Windows', () => {
  const linux = { platform: 'linux' } as const;
  it('checks the account and core dumps on Linux', async () => {
    expect(await checkMachine({}, linux)).toMatchObject({ state: 'ok', facts: '' });
    expect(await checkMachine({}, { ...linux, userId: 0 })).toMatchObject({ facts: 'account' });
    const limits = async () => CORE_FILE_LIMIT.replace(' 0 ', ' unlimited ');
    expect(await checkMachine({}, { ...linux, readLimits: limits })).toMatchObject({
      facts: 'core-dumps',
    });
  });
  it('checks nothing in a development run', async () => {
    expect(await checkMachine({ 'reg.exe': missingKeyResult }, { lockdown: false })).toMatchObject({
      state: 'not-checked',
    });
  });
});
