#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Lets the kiosk's account run programs of Windows and of Program Files only, and no shells.
.DESCRIPTION
  Merges one rule collection into the local AppLocker policy and starts the service that enforces it. Administrators may run everything.
  The account keeps reg.exe and whoami.exe, with which Diagnostics looks at the lockdown; both change nothing without rights.
  A bank that rolls out AppLocker or App Control by policy does not need this script: the same rules belong there.
.EXAMPLE
  .\Set-AppLocker.ps1 -AccountName ekyc-kiosk -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
  [Parameter(Mandatory)] [string] $AccountName,
  [switch] $Remove
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$everyone = 'S-1-1-0'
$administrators = 'S-1-5-32-544'
$account = (Get-LocalUser -Name $AccountName).SID.Value

# Rules are known again by their ids, so that running the script twice changes nothing.
$allowed = @(
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a01', $administrators, 'Administrators: everything', '*'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a02', $everyone, 'Windows', '%WINDIR%\*'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a03', $everyone, 'Program Files', '%PROGRAMFILES%\*')
)
$denied = @(
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a11', '%SYSTEM32%\cmd.exe'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a12', '%SYSTEM32%\WindowsPowerShell\*'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a13', '%WINDIR%\explorer.exe'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a14', '%SYSTEM32%\Taskmgr.exe'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a15', '%SYSTEM32%\mshta.exe'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a16', '%SYSTEM32%\wscript.exe'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a17', '%SYSTEM32%\cscript.exe'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a18', '%WINDIR%\regedit.exe'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a19', '%WINDIR%\Temp\*'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a1a', '%WINDIR%\Tasks\*')
)

function ConvertTo-Rule([string] $Id, [string] $Sid, [string] $Name, [string] $Path, [string] $Action) {
  "<FilePathRule Id=`"$Id`" Name=`"eKYC kiosk: $Name`" Description=`"`" UserOrGroupSid=`"$Sid`" Action=`"$Action`">" +
  "<Conditions><FilePathCondition Path=`"$Path`" /></Conditions></FilePathRule>"
}
$rules = @($allowed | ForEach-Object { ConvertTo-Rule $_[0] $_[1] $_[2] $_[3] 'Allow' }) +
@($denied | ForEach-Object { ConvertTo-Rule $_[0] $account $_[1] $_[1] 'Deny' })
$ids = @($allowed | ForEach-Object { $_[0] }) + @($denied | ForEach-Object { $_[0] })

if ($Remove) {
  $policy = [xml] (Get-AppLockerPolicy -Local -Xml)
  $ours = @($policy.SelectNodes('//FilePathRule') | Where-Object { $ids -contains $_.Id })
  if ($ours.Count -gt 0 -and $PSCmdlet.ShouldProcess('local AppLocker policy', "Remove $($ours.Count) rules")) {
    foreach ($rule in $ours) { [void] $rule.ParentNode.RemoveChild($rule) }
    foreach ($collection in @($policy.SelectNodes('//RuleCollection[@Type="Exe" and not(*)]'))) {
      $collection.SetAttribute('EnforcementMode', 'NotConfigured')
    }
    $file = New-TemporaryFile
    try {
      $policy.Save($file.FullName)
      Set-AppLockerPolicy -XmlPolicy $file.FullName
    } finally { Remove-Item -Path $file.FullName }
  }
  return
}

$xml = "<AppLockerPolicy Version=`"1`"><RuleCollection Type=`"Exe`" EnforcementMode=`"Enabled`">$($rules -join '')</RuleCollection></AppLockerPolicy>"
if ($PSCmdlet.ShouldProcess('local AppLocker policy', "Merge $($rules.Count) rules for programs")) {
  $file = New-TemporaryFile
  try {
    Set-Content -Path $file.FullName -Value $xml -Encoding UTF8
    Set-AppLockerPolicy -XmlPolicy $file.FullName -Merge
  } finally { Remove-Item -Path $file.FullName }
}
# The service is protected: Set-Service may not change how it starts, sc.exe may.
if ($PSCmdlet.ShouldProcess('AppIDSvc', 'Start with Windows')) {
  & "$env:SystemRoot\System32\sc.exe" config AppIDSvc start= auto | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "sc.exe ended with $LASTEXITCODE" }
  Start-Service -Name AppIDSvc
}
