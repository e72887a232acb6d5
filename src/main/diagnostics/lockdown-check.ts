/**
 * Checks the lockdown of the operating system. On Windows it reads the values that show whether the scripts of `build/windows`
 * have run; whether Windows enforces them cannot be tested by a program. On Linux it checks the account and the limit for core dumps.
 */
import type { CheckResult } from '#shared/domain/checks.ts';

export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
}

export interface LockdownDeps {
  readonly platform: NodeJS.Platform;
  /** Whether this is a counter under lockdown. False during development; the check is then not performed. */
  readonly lockdown: boolean;
  /** Runs `reg.exe` or `whoami.exe`. Never rejects. */
  readonly runProgram: (program: string, args: readonly string[]) => Promise<CommandResult>;
  /** Linux: the effective user id. */
  readonly userId: number;
  /** Linux: the text of `/proc/self/limits`. */
  readonly readLimits: () => Promise<string>;
}

/** Expected number in the registry, and the script of `build/windows` that sets it. */
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
    script: 'Set-KioskPolicies.ps1',
  },
  {
    name: 'cross-device-clipboard',
    key: String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\System`,
    value: 'AllowCrossDeviceClipboard',
    data: 0,
    script: 'Set-KioskPolicies.ps1',
  },
  {
    name: 'edge-swipe',
    key: String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\EdgeUI`,
    value: 'AllowEdgeSwipe',
    data: 0,
    script: 'Set-KioskPolicies.ps1',
  },
  {
    name: 'task-manager',
    // A user policy: the kiosk reads the registry of its own account.
    key: String.raw`HKCU\Software\Microsoft\Windows\CurrentVersion\Policies\System`,
    value: 'DisableTaskMgr',
    data: 1,
    script: 'Set-TaskManagerPolicy.ps1',
  },
];

export const ERROR_REPORTING_KEY = String.raw`HKLM\SOFTWARE\Microsoft\Windows\Windows Error Reporting`;
/** Windows keeps dumps of programs while this key exists, also when Windows Error Reporting is off. */
export const LOCAL_DUMPS_KEY = String.raw`${ERROR_REPORTING_KEY}\LocalDumps`;
const LOCAL_DUMPS_SUBKEY = /\\LocalDumps\s*$/im;

/** Shell Launcher stores the shell of each configured account below this key. */
export const SHELL_LAUNCHER_KEY = String.raw`HKLM\SOFTWARE\Microsoft\Windows Embedded\Shell Launcher`;
const EXECUTABLE = 'ekyc-branch-kiosk.exe';
/** Well-known SID of the group Administrators, which does not depend on the language of Windows. */
const ADMINISTRATORS_SID = 'S-1-5-32-544';

/** Parses the output of `reg query`: `    Disabled    REG_DWORD    0x1`. */
const parseDword = (output: string): number | null => {
  const found = /REG_DWORD\s+0x([0-9a-f]{1,8})/i.exec(output)?.[1];
  return found === undefined ? null : Number.parseInt(found, 16);
};

const findMissingOnWindows = async ({ runProgram: run }: LockdownDeps): Promise<string[]> => {
  const checkShell = async (): Promise<string[]> => {
    const found = await run('reg.exe', ['query', SHELL_LAUNCHER_KEY, '/s', '/d', '/f', EXECUTABLE]);
    return found.exitCode === 0 && found.output.includes(EXECUTABLE) ? [] : ['shell'];
  };
  const checkAccount = async (): Promise<string[]> => {
    const groups = await run('whoami.exe', ['/groups', '/fo', 'csv', '/nh']);
    const isStandardUser = groups.exitCode === 0 && !groups.output.includes(ADMINISTRATORS_SID);
    return isStandardUser ? [] : ['account'];
  };
  const checkLocalDumps = async (): Promise<string[]> => {
    // The parent key is queried, because reg.exe returns the same exit code for a missing key and for an unreadable key.
    const found = await run('reg.exe', ['query', ERROR_REPORTING_KEY]);
    return found.exitCode === 0 && !LOCAL_DUMPS_SUBKEY.test(found.output) ? [] : ['local-dumps'];
  };
  const checkRule = async ({ name, key, value, data }: RegistryRule): Promise<string[]> => {
    const found = await run('reg.exe', ['query', key, '/v', value]);
    return found.exitCode === 0 && parseDword(found.output) === data ? [] : [name];
  };
  return (
    await Promise.all([
      checkShell(),
      checkAccount(),
      checkLocalDumps(),
      ...registryRules.map(checkRule),
    ])
  ).flat();
};

const findMissingOnLinux = async ({
  userId,
  readLimits: limits,
}: LockdownDeps): Promise<string[]> => {
  // Soft and hard limit: "Max core file size        0                    unlimited            bytes"
  const softLimit = /^Max core file size\s+(\S+)/m.exec(await limits())?.[1];
  return [...(userId === 0 ? ['account'] : []), ...(softLimit === '0' ? [] : ['core-dumps'])];
};

/** `facts` of the result lists the missing measures. */
export const checkLockdown = async (deps: LockdownDeps): Promise<CheckResult> => {
  const result = { name: 'lockdown', code: null } as const;
  if (!deps.lockdown) return { ...result, state: 'not-checked', facts: '' };
  const missing = await (deps.platform === 'win32' ? findMissingOnWindows : findMissingOnLinux)(
    deps,
  );
  return missing.length === 0
    ? { ...result, state: 'ok', facts: '' }
    : { ...result, state: 'failed', facts: missing.join(', ') };
};
