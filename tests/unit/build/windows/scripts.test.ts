/** Tests the PowerShell scripts as text, because Windows PowerShell cannot run outside Windows. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { targets } from '#build/target.ts';
import { EXIT_CODE_LEFT } from '#main/app/exit-guard.ts';
import { LOCAL_DUMPS_KEY, registryRules } from '#main/diagnostics/lockdown-check.ts';

const SCRIPTS_FOLDER = path.resolve(import.meta.dirname, '../../../../build/windows');
const scripts = readdirSync(SCRIPTS_FOLDER).filter((name) => name.endsWith('.ps1'));
const lockdownScripts = scripts.filter((name) => name.startsWith('Set-'));
const readScript = (script: string): string =>
  readFileSync(path.join(SCRIPTS_FOLDER, script), 'utf8');
/** Reads a script without its help and comments. */
const readCode = (script: string): string =>
  readScript(script)
    .replaceAll(/<#[\s\S]*?#>/g, '')
    .replaceAll(/^\s*#.*\n/gm, '');

describe('the scripts in build/windows', () => {
  it.each(scripts)(
    '%s needs an administrator, supports -WhatIf and stops at the first error',
    (name) => {
      const text = readScript(name);
      expect(text).toContain('#Requires -RunAsAdministrator');
      expect(text).toContain('[CmdletBinding(SupportsShouldProcess)]');
      expect(text).toContain('ShouldProcess(');
      expect(text).toContain("$ErrorActionPreference = 'Stop'");
      expect(text).toMatch(/\.SYNOPSIS[\s\S]+\.DESCRIPTION[\s\S]+\.EXAMPLE/);
    },
  );

  it('can be undone with -Remove, except for the account', () => {
    const withoutRemove = lockdownScripts.filter(
      (name) => !readCode(name).includes('[switch] $Remove'),
    );
    expect(withoutRemove).toEqual(['Set-KioskAccount.ps1']);
  });

  it('are all in the table and in the example of the README', () => {
    const readme = readFileSync(path.join(SCRIPTS_FOLDER, 'README.md'), 'utf8');
    const listedScripts = [...readme.matchAll(/^\| \d+ \| `(.+?\.ps1)`/gm)].map(([, name]) => name);
    const calledScripts = [...readme.matchAll(/^\.\\(\S+\.ps1)/gm)].map(([, name]) => name);
    expect([...listedScripts].sort()).toEqual(lockdownScripts);
    expect(calledScripts).toEqual(listedScripts);
  });

  it.each(registryRules.filter(({ key }) => key.includes('\\Policies\\')))(
    'set the value that Diagnostics checks: $name',
    ({ key, value, script }) => {
      if (script === 'Set-AppLocker.ps1') {
        expect(readScript(script)).toContain("SetAttribute('EnforcementMode', 'Enabled')");
        return;
      }
      expect(readScript(script)).toContain(key.replace('HKLM\\', 'HKLM:\\').replace('HKCU\\', ''));
      expect(readScript(script)).toContain(value);
    },
  );

  it('start the services that Diagnostics checks', () => {
    expect(readScript('Set-KeyboardFilter.ps1')).toContain("$serviceName = 'MsKeyboardFilter'");
    expect(readScript('Set-AppLocker.ps1')).toContain("Set-ServiceStart 'auto'");
  });

  it('contain the exit code of "Leave the kiosk" and the name of the program', () => {
    const text = readScript('Set-ShellLauncher.ps1');
    expect(text).toContain(`$exitLeft = ${EXIT_CODE_LEFT}\n`);
    expect(text).toContain(targets.win.executable);
  });
});

describe.each(['Set-ShellLauncher.ps1', 'Set-KeyboardFilter.ps1'])('%s', (script) => {
  it('asks for a restart only after it has turned the feature on', () => {
    const code = readCode(script);
    const returnIndex = code.indexOf(
      "if (-not $PSCmdlet.ShouldProcess($featureName, 'Turn the feature on')) { return }",
    );
    const enableIndex = code.indexOf('Enable-WindowsOptionalFeature');
    expect(returnIndex).toBeGreaterThan(0);
    expect(enableIndex).toBeGreaterThan(returnIndex);
    expect(code.indexOf('Restart the computer')).toBeGreaterThan(enableIndex);
  });
});

describe('Set-ShellLauncher.ps1', () => {
  it('checks that account and program exist before it changes anything', () => {
    const code = readCode('Set-ShellLauncher.ps1');
    const firstChangeIndex = code.indexOf('ShouldProcess(');
    for (const condition of ['Get-LocalUser -Name $AccountName', 'Test-Path -LiteralPath $Program'])
      expect(code.slice(0, firstChangeIndex)).toContain(condition);
  });
});

describe('Set-KeyboardFilter.ps1', () => {
  it('exempts administrators before it blocks a key', () => {
    const code = readCode('Set-KeyboardFilter.ps1');
    const exemptIndex = code.indexOf('$setting.Put()');
    expect(exemptIndex).toBeGreaterThan(0);
    expect(code.indexOf('$entry.Put()')).toBeGreaterThan(exemptIndex);
  });
});

describe('Set-AppLocker.ps1', () => {
  const code = readCode('Set-AppLocker.ps1');
  const removeBranch = code.slice(code.indexOf('if ($Remove) {'));

  it('enforces the rules without -Merge, which would keep the enforcement mode of the present policy', () => {
    expect(code).toContain("SetAttribute('EnforcementMode', 'Enabled')");
    expect(code).not.toContain('-Merge');
  });

  it('reverts everything with -Remove, also when the account has been deleted', () => {
    expect(code.indexOf('Get-LocalUser')).toBeGreaterThan(code.indexOf('if ($Remove) {'));
    expect(removeBranch).toContain("Set-ServiceStart 'demand'");
  });

  it('can keep Explorer allowed for an account that has no other shell', () => {
    expect(code).toContain('[switch] $KeepExplorer');
    expect(removeBranch).toContain('if ($KeepExplorer)');
  });
});

describe('Set-KioskAccount.ps1', () => {
  it('sets no value for the whole computer', () => {
    expect(readCode('Set-KioskAccount.ps1')).not.toContain('HKLM:');
  });

  it('does not list the members of a group, which fails for a member whose account was deleted', () => {
    for (const script of scripts) expect(readCode(script)).not.toContain('Get-LocalGroupMember');
  });
});

describe('Set-KioskPolicies.ps1', () => {
  it('sets exactly the values that Diagnostics checks', () => {
    const script = 'Set-KioskPolicies.ps1';
    const calls = readCode(script).matchAll(/^Set-PolicyDword 'HKLM:(.+)' '(.+)' (\d+)$/gm);
    const valuesSet = [...calls].map(([, key, value, data]) => ({
      key,
      value,
      data: Number(data),
    }));
    const valuesChecked = registryRules
      .filter((rule) => rule.script === script)
      .map(({ key, value, data }) => ({ key: key.replace('HKLM', ''), value, data }));
    expect(valuesSet).toEqual(valuesChecked);
  });

  it('states in its synopsis that it applies to all accounts', () => {
    const synopsis = /\.SYNOPSIS\n(.*)\n/.exec(readScript('Set-KioskPolicies.ps1'))?.[1];
    expect(synopsis).toContain('for all accounts');
  });
});

describe('Set-TaskManagerPolicy.ps1', () => {
  it('sets the policy in the registry of the account, where Windows documents it', () => {
    const code = readCode('Set-TaskManagerPolicy.ps1');
    expect(code).toContain(String.raw`'Software\Microsoft\Windows\CurrentVersion\Policies\System'`);
    expect(code).toContain('[Microsoft.Win32.Registry]::Users');
    for (const script of scripts.filter((name) => name !== 'Set-TaskManagerPolicy.ps1'))
      expect(readCode(script)).not.toContain('DisableTaskMgr');
  });

  it('unloads the registry that it has loaded, also after a failure', () => {
    expect(readCode('Set-TaskManagerPolicy.ps1')).toMatch(/finally \{\s*& \$reg unload/);
  });
});

describe('Set-ErrorReporting.ps1', () => {
  const code = readCode('Set-ErrorReporting.ps1');
  /** Number of characters of the program's file name, extension included, in the name of a report of Windows. */
  const REPORT_NAME_LENGTH = 16;

  it('deletes dumps and reports from the profile of every account, not from that of the administrator', () => {
    expect(code).not.toMatch(/\$env:(LOCALAPPDATA|APPDATA|USERPROFILE|TEMP)/i);
    expect(code).toContain(String.raw`Windows NT\CurrentVersion\ProfileList`);
    for (const folder of ['CrashDumps', String.raw`WER\ReportQueue`, String.raw`WER\ReportArchive`])
      expect(code).toContain(folder);
  });

  it('finds reports, whose names contain only the beginning of the name of the program', () => {
    const filter = /-Filter '\*(.+)\*'/.exec(code)?.[1] ?? '';
    expect(filter.length).toBeGreaterThan('ekyc-branch'.length);
    expect(targets.win.executable.slice(0, REPORT_NAME_LENGTH)).toContain(filter);
  });

  it('removes the registry key of local dumps that Diagnostics checks, because the key alone may enable dumps of every program', () => {
    expect(code).toContain(`$localDumps = '${LOCAL_DUMPS_KEY.replace('HKLM', 'HKLM:')}'`);
    expect(code).toContain('Remove-Item -Path $localDumps -Recurse');
  });

  it('deletes nothing but dumps from a folder that was configured for them', () => {
    expect(code).toContain("-not $_.PSIsContainer -and $_.Extension -eq '.dmp'");
  });

  it('is not stopped by a folder that cannot be read', () => {
    expect(code).not.toContain('Test-Path -LiteralPath $_');
    expect(code).toContain('-ErrorVariable problems');
  });

  it('follows no link out of a profile, and continues after a file that cannot be deleted', () => {
    expect(code).toContain('[IO.FileAttributes]::ReparsePoint');
    expect(code).toMatch(/catch \{\s*\$failed \+= 1/);
  });
});

describe('Install-CheckedUpdate.ps1', () => {
  it('copies and verifies the package with -WhatIf too', () => {
    const writes = readCode('Install-CheckedUpdate.ps1')
      .split('\n')
      .filter((line) => /(Copy|New|Remove)-Item|Add-Content/.test(line));
    expect(writes.length).toBeGreaterThan(3);
    expect(writes.filter((line) => !line.includes('-WhatIf:$false'))).toEqual([]);
  });
});
