#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Lets all accounts but administrators run programs of Windows and of Program Files only, and the kiosk's account no shells.
.DESCRIPTION
  Adds rules for programs to the local AppLocker policy, enforces these rules and starts the service that does it. Rules for programs
  that are there already stay and are enforced too. The kiosk's account may still run reg.exe and whoami.exe, with which Diagnostics
  reads the state of the lockdown; neither changes anything without rights. -Remove removes the rules, and turns enforcement off if no
  other rules are left.
  A bank that rolls out AppLocker or App Control by policy does not need this script: the same rules belong there.
.EXAMPLE
  .\Set-AppLocker.ps1 -AccountName ekyc-kiosk -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
  [Parameter(Mandatory)] [string] $AccountName,
  # For an edition of Windows without Shell Launcher, where Explorer starts the kiosk.
  [switch] $KeepExplorer,
  [switch] $Remove
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$everyone = 'S-1-1-0'
$administrators = 'S-1-5-32-544'
$explorer = '%WINDIR%\explorer.exe'

# The rules have fixed ids, by which a second run recognises them, so that running the script twice changes nothing.
$allowed = @(
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a01', $administrators, 'Administrators: everything', '*'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a02', $everyone, 'Windows', '%WINDIR%\*'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a03', $everyone, 'Program Files', '%PROGRAMFILES%\*')
)
$denied = @(
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a11', '%SYSTEM32%\cmd.exe'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a12', '%SYSTEM32%\WindowsPowerShell\*'),
  @('6f1a3a0e-7a3c-4f0e-9d0b-0c1d5e6f7a13', $explorer),
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
$ids = @($allowed | ForEach-Object { $_[0] }) + @($denied | ForEach-Object { $_[0] })

# Without -Merge, which keeps the enforcement mode of the present policy: that may be none, or auditing only.
function Set-LocalPolicy([xml] $Policy) {
  $file = New-TemporaryFile
  try {
    $Policy.Save($file.FullName)
    Set-AppLockerPolicy -XmlPolicy $file.FullName
  } finally { Remove-Item -Path $file.FullName }
}

# Uses sc.exe, because AppIDSvc is a protected service whose start type Set-Service cannot change.
function Set-ServiceStart([string] $Start) {
  & "$env:SystemRoot\System32\sc.exe" config AppIDSvc start= $Start | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "sc.exe ended with $LASTEXITCODE" }
}

$policy = [xml] (Get-AppLockerPolicy -Local -Xml)
$ownRules = @($policy.SelectNodes('//RuleCollection[@Type="Exe"]/*') | Where-Object { $ids -contains $_.GetAttribute('Id') })
foreach ($rule in $ownRules) { [void] $rule.ParentNode.RemoveChild($rule) }
$collection = $policy.SelectSingleNode('/AppLockerPolicy/RuleCollection[@Type="Exe"]')

if ($Remove) {
  if ($ownRules.Count -gt 0 -and $PSCmdlet.ShouldProcess('local AppLocker policy', "Remove $($ownRules.Count) rules")) {
    if ($null -eq $collection.SelectSingleNode('*')) { $collection.SetAttribute('EnforcementMode', 'NotConfigured') }
    Set-LocalPolicy $policy
  }
  # Restores the start type that Windows sets. The service ends with the next restart.
  if ($null -eq $policy.SelectSingleNode('//RuleCollection/*') -and $PSCmdlet.ShouldProcess('AppIDSvc', 'Start on demand')) {
    Set-ServiceStart 'demand'
  }
  return
}

$account = (Get-LocalUser -Name $AccountName).SID.Value
if ($KeepExplorer) { $denied = @($denied | Where-Object { $_[1] -ne $explorer }) }
$rules = @($allowed | ForEach-Object { ConvertTo-Rule $_[0] $_[1] $_[2] $_[3] 'Allow' }) +
@($denied | ForEach-Object { ConvertTo-Rule $_[0] $account $_[1] $_[1] 'Deny' })
if ($PSCmdlet.ShouldProcess('local AppLocker policy', "Enforce $($rules.Count) rules for programs")) {
  if ($null -eq $collection) {
    $collection = $policy.DocumentElement.AppendChild($policy.CreateElement('RuleCollection'))
    $collection.SetAttribute('Type', 'Exe')
  }
  $collection.SetAttribute('EnforcementMode', 'Enabled')
  $collection.InnerXml = ($rules -join '') + $collection.InnerXml
  Set-LocalPolicy $policy
}
if ($PSCmdlet.ShouldProcess('AppIDSvc', 'Start with Windows')) {
  Set-ServiceStart 'auto'
  Start-Service -Name AppIDSvc
}
