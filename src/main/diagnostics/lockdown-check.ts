/**
 * Whether the operating system keeps a person inside the kiosk. On Windows it reads what the scripts of `build/windows` set;
 * what Windows itself enforces cannot be tried from inside. On Linux it looks at the account and at core dumps.
 */
import type { CheckResult } from '#shared/domain/checks.ts';

export interface Command {
  readonly exitCode: number;
  readonly output: string;
}

export interface LockdownDeps {
  readonly platform: NodeJS.Platform;
  /** False for a run of development: nothing is expected of its machine. */
  readonly lockdown: boolean;
  /** Runs a program of Windows (`reg.exe`, `whoami.exe`) with fixed arguments. Never rejects. */
  readonly run: (program: string, args: readonly string[]) => Promise<Command>;
  /** Linux: the effective user. */
  readonly userId: number;
  /** Linux: the text of `/proc/self/limits`. */
  readonly limits: () => Promise<string>;
}

/** A registry value that must be a certain number. Each is set by the script named. */
interface RegistryRule {
  readonly name: string;
  readonly key: string;
  readonly value: string;
  readonly data: number;
  readonly script: string;
}

const AUTOMATIC_START = 2;
const ENFORCED = 1;

export const registryRules: readonly RegistryRule[] = [
  {
    name: 'keyboard-filter',
    key: String.raw`HKLM\SYSTEM\CurrentControlSet\Services\MsKeyboardFilter`,
    value: 'Start',
    data: AUTOMATIC_START,
    script: 'Set-KeyboardFilter.ps1',
  },
  {
    name: 'app-locker-service',
    key: String.raw`HKLM\SYSTEM\CurrentControlSet\Services\AppIDSvc`,
    value: 'Start',
    data: AUTOMATIC_START,
    script: 'Set-AppLocker.ps1',
  },
  {
    name: 'app-locker-rules',
    key: String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2\Exe`,
    value: 'EnforcementMode',
    data: ENFORCED,
    script: 'Set-AppLocker.ps1',
  },
  {
    name: 'error-reporting',
    key: String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\Windows Error Reporting`,
    value: 'Disabled',
    data: 1,
    script: 'Set-ErrorReporting.ps1',
  },
  {
    name: 'clipboard-history',
    key: String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\System`,
    value: 'AllowClipboardHistory',
    data: 0,
    script: 'Set-KioskAccount.ps1',
  },
  {
    name: 'edge-swipe',
    key: String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\EdgeUI`,
    value: 'AllowEdgeSwipe',
    data: 0,
    script: 'Set-KioskAccount.ps1',
  },
];

/** Below this key Windows keeps the shell of each account that Shell Launcher knows. */
export const SHELL_LAUNCHER_KEY = String.raw`HKLM\SOFTWARE\Microsoft\Windows Embedded\Shell Launcher`;
const EXECUTABLE = 'ekyc-branch-kiosk.exe';
const ADMINISTRATORS = 'S-1-5-32-544';

/** `    Disabled    REG_DWORD    0x1` */
const numberIn = (output: string): number | null => {
  const found = /REG_DWORD\s+0x([0-9a-f]{1,8})/i.exec(output)?.[1];
  return found === undefined ? null : Number.parseInt(found, 16);
};

const missingOnWindows = async ({ run }: LockdownDeps): Promise<string[]> => {
  const shell = async (): Promise<string[]> => {
    const found = await run('reg.exe', ['query', SHELL_LAUNCHER_KEY, '/s', '/d', '/f', EXECUTABLE]);
    return found.exitCode === 0 && found.output.includes(EXECUTABLE) ? [] : ['shell'];
  };
  const account = async (): Promise<string[]> => {
    const groups = await run('whoami.exe', ['/groups', '/fo', 'csv', '/nh']);
    const isPlain = groups.exitCode === 0 && !groups.output.includes(ADMINISTRATORS);
    return isPlain ? [] : ['account'];
  };
  const rule = async ({ name, key, value, data }: RegistryRule): Promise<string[]> => {
    const found = await run('reg.exe', ['query', key, '/v', value]);
    return found.exitCode === 0 && numberIn(found.output) === data ? [] : [name];
  };
  return (await Promise.all([shell(), account(), ...registryRules.map(rule)])).flat();
};

const missingOnLinux = async ({ userId, limits }: LockdownDeps): Promise<string[]> => {
  // "Max core file size        0                    unlimited            bytes"
  const soft = /^Max core file size\s+(\S+)/m.exec(await limits())?.[1];
  return [...(userId === 0 ? ['account'] : []), ...(soft === '0' ? [] : ['core-dumps'])];
};

/** `facts` names what is missing. */
export const lockdownCheck = async (deps: LockdownDeps): Promise<CheckResult> => {
  const result = { name: 'lockdown', code: null } as const;
  if (!deps.lockdown) return { ...result, state: 'not-checked', facts: '' };
  const missing = await (deps.platform === 'win32' ? missingOnWindows : missingOnLinux)(deps);
  return missing.length === 0
    ? { ...result, state: 'ok', facts: '' }
    : { ...result, state: 'failed', facts: missing.join(', ') };
};
