/** Reads the scripts as text: there is no Windows PowerShell outside Windows to run them with. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { targets } from '#build/target.ts';
import { EXIT_CODE_LEFT } from '#main/app/exit-guard.ts';
import { LOCAL_DUMPS_KEY, registryRules } from '#main/diagnostics/lockdown-check.ts';

const SCRIPTS = path.resolve(import.meta.dirname, '../../../../build/windows');
const scripts = readdirSync(SCRIPTS).filter((name) => name.endsWith('.ps1'));
const lockdownScripts = scripts.filter((name) => name.startsWith('Set-'));
const textOf = (script: string): string => readFileSync(path.join(SCRIPTS, script), 'utf8');
/** Without the help and the comments. */
const codeOf = (script: string): string =>
  textOf(script)
    .replaceAll(/<#[\s\S]*?#>/g, '')
    .replaceAll(/^\s*#.*\n/gm, '');

describe('the scripts in build/windows', () => {
  it.each(scripts)(
    '%s needs an administrator, supports -WhatIf and stops at the first error',
    (name) => {
      const text = textOf(name);
      expect(text).toContain('#Requires -RunAsAdministrator');
      expect(text).toContain('[CmdletBinding(SupportsShouldProcess)]');
      expect(text).toContain('ShouldProcess(');
      expect(text).toContain("$ErrorActionPreference = 'Stop'");
      expect(text).toMatch(/\.SYNOPSIS[\s\S]+\.DESCRIPTION[\s\S]+\.EXAMPLE/);
    },
  );

  it('can be undone with -Remove, except for the account', () => {
    const withoutRemove = lockdownScripts.filter(
      (name) => !codeOf(name).includes('[switch] $Remove'),
    );
    expect(withoutRemove).toEqual(['Set-KioskAccount.ps1']);
  });

  it('are all in the table and in the example of the README', () => {
    const readme = readFileSync(path.join(SCRIPTS, 'README.md'), 'utf8');
    const listed = [...readme.matchAll(/^\| \d+ \| `(.+?\.ps1)`/gm)].map(([, name]) => name);
    const called = [...readme.matchAll(/^\.\\(\S+\.ps1)/gm)].map(([, name]) => name);
    expect([...listed].sort()).toEqual(lockdownScripts);
    expect(called).toEqual(listed);
  });

  it.each(registryRules.filter(({ key }) => key.includes('\\Policies\\')))(
    'set the value that Diagnostics checks: $name',
    ({ key, value, script }) => {
      if (script === 'Set-AppLocker.ps1') {
        expect(textOf(script)).toContain("SetAttribute('EnforcementMode', 'Enabled')");
        return;
      }
      expect(textOf(script)).toContain(key.replace('HKLM\\', 'HKLM:\\').replace('HKCU\\', ''));
      expect(textOf(script)).toContain(value);
    },
  );

  it('start the services that Diagnostics checks', () => {
    expect(textOf('Set-KeyboardFilter.ps1')).toContain("$serviceName = 'MsKeyboardFilter'");
    expect(textOf('Set-AppLocker.ps1')).toContain("Set-ServiceStart 'auto'");
  });

  it('contain the exit code of "Leave the kiosk" and the name of the program', () => {
    const text = textOf('Set-ShellLauncher.ps1');
    expect(text).toContain(`$exitLeft = ${EXIT_CODE_LEFT}\n`);
    expect(text).toContain(targets.win.executable);
  });
});

describe.each(['Set-ShellLauncher.ps1', 'Set-KeyboardFilter.ps1'])('%s', (script) => {
  it('asks for a restart only after it has turned the feature on', () => {
    const code = codeOf(script);
    const declinedReturn = code.indexOf(
      "if (-not $PSCmdlet.ShouldProcess($featureName, 'Turn the feature on')) { return }",
    );
    const turnedOn = code.indexOf('Enable-WindowsOptionalFeature');
    expect(declinedReturn).toBeGreaterThan(0);
    expect(turnedOn).toBeGreaterThan(declinedReturn);
    expect(code.indexOf('Restart the computer')).toBeGreaterThan(turnedOn);
  });
});

describe('Set-ShellLauncher.ps1', () => {
  it('checks that account and program exist before it changes anything', () => {
    const code = codeOf('Set-ShellLauncher.ps1');
    const firstChange = code.indexOf('ShouldProcess(');
    for (const condition of ['Get-LocalUser -Name $AccountName', 'Test-Path -LiteralPath $Program'])
      expect(code.slice(0, firstChange)).toContain(condition);
  });
});

describe('Set-KeyboardFilter.ps1', () => {
  it('exempts administrators before it blocks a key', () => {
    const code = codeOf('Set-KeyboardFilter.ps1');
    const exempt = code.indexOf('$setting.Put()');
    expect(exempt).toBeGreaterThan(0);
    expect(code.indexOf('$entry.Put()')).toBeGreaterThan(exempt);
  });
});

describe('Set-AppLocker.ps1', () => {
  const code = codeOf('Set-AppLocker.ps1');
  const removing = code.slice(code.indexOf('if ($Remove) {'));

  it('enforces the rules also when the present policy does not, which -Merge keeps', () => {
    expect(code).toContain("SetAttribute('EnforcementMode', 'Enabled')");
    expect(code).not.toContain('-Merge');
  });

  it('reverts everything with -Remove, also when the account has been deleted', () => {
    expect(code.indexOf('Get-LocalUser')).toBeGreaterThan(code.indexOf('if ($Remove) {'));
    expect(removing).toContain("Set-ServiceStart 'demand'");
  });

  it('can keep Explorer allowed for an account that has no other shell', () => {
    expect(code).toContain('[switch] $KeepExplorer');
    expect(removing).toContain('if ($KeepExplorer)');
  });
});

describe('Set-KioskAccount.ps1', () => {
  it('sets no value for the whole computer', () => {
    expect(codeOf('Set-KioskAccount.ps1')).not.toContain('HKLM:');
  });

  it('does not list the members of a group, which fails for a member whose account was deleted', () => {
    for (const script of scripts) expect(codeOf(script)).not.toContain('Get-LocalGroupMember');
  });
});

describe('Set-KioskPolicies.ps1', () => {
  it('sets no value that Diagnostics does not check', () => {
    const script = 'Set-KioskPolicies.ps1';
    const calls = codeOf(script).matchAll(/^Set-PolicyDword 'HKLM:(.+)' '(.+)' (\d+)$/gm);
    const set = [...calls].map(([, key, value, data]) => ({ key, value, data: Number(data) }));
    const checked = registryRules
      .filter((rule) => rule.script === script)
      .map(({ key, value, data }) => ({ key: key.replace('HKLM', ''), value, data }));
    expect(set).toEqual(checked);
  });

  it('states in its synopsis that it applies to all accounts', () => {
    const synopsis = /\.SYNOPSIS\n(.*)\n/.exec(textOf('Set-KioskPolicies.ps1'))?.[1];
    expect(synopsis).toContain('for all accounts');
  });
});

describe('Set-TaskManagerPolicy.ps1', () => {
  it('sets the policy in the registry of the account, where Windows documents it', () => {
    const code = codeOf('Set-TaskManagerPolicy.ps1');
    expect(code).toContain(String.raw`'Software\Microsoft\Windows\CurrentVersion\Policies\System'`);
    expect(code).toContain('[Microsoft.Win32.Registry]::Users');
    for (const script of scripts.filter((name) => name !== 'Set-TaskManagerPolicy.ps1'))
      expect(codeOf(script)).not.toContain('DisableTaskMgr');
  });

  it('unloads the registry that it has loaded, also after a failure', () => {
    expect(codeOf('Set-TaskManagerPolicy.ps1')).toMatch(/finally \{\s*& \$reg unload/);
  });
});

describe('Set-ErrorReporting.ps1', () => {
  const code = codeOf('Set-ErrorReporting.ps1');
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

  it('removes the key of local dumps that Diagnostics checks, which alone may stand for dumps of every program', () => {
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
    const writes = codeOf('Install-CheckedUpdate.ps1')
      .split('\n')
      .filter((line) => /(Copy|New|Remove)-Item|Add-Content/.test(line));
    expect(writes.length).toBeGreaterThan(3);
    expect(writes.filter((line) => !line.includes('-WhatIf:$false'))).toEqual([]);
  });
});
