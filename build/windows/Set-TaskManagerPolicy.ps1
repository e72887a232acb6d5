#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Disables Task Manager for one account.
.DESCRIPTION
  Sets the policy "Remove Task Manager", which Windows documents for users only (DisableTaskMgr of CtrlAltDel.admx, documented at
  learn.microsoft.com/windows/client-management/mdm/policy-csp-admx-ctrlaltdel), in the registry of the account. That exists once the
  account has signed in for the first time. If it is not signed in, its registry is loaded from the profile for the change. Every other
  account keeps Task Manager.
.EXAMPLE
  .\Set-TaskManagerPolicy.ps1 -AccountName ekyc-kiosk -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
  [Parameter(Mandatory)] [string] $AccountName,
  [switch] $Remove
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$policy = 'Software\Microsoft\Windows\CurrentVersion\Policies\System'
$value = 'DisableTaskMgr'
$profiles = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList'
$reg = "$env:SystemRoot\System32\reg.exe"

# Uses .NET, because PowerShell's registry provider leaves keys open, and a hive with an open key cannot be unloaded.
function Set-TaskManagerPolicy([string] $Hive) {
  $key = [Microsoft.Win32.Registry]::Users.CreateSubKey("$Hive\$policy")
  try {
    if ($Remove) { $key.DeleteValue($value, $false) }
    else { $key.SetValue($value, 1, [Microsoft.Win32.RegistryValueKind]::DWord) }
  } finally { $key.Dispose() }
}

$sid = (Get-LocalUser -Name $AccountName).SID.Value
$profileEntry = Get-ItemProperty -Path "$profiles\$sid" -Name 'ProfileImagePath' -ErrorAction SilentlyContinue
if ($null -eq $profileEntry) {
  if ($Remove) { return }
  throw "$AccountName has not signed in yet: sign in with it once, then run this script again."
}
$action = if ($Remove) { "Remove $value" } else { "Set $value to 1" }
if (-not $PSCmdlet.ShouldProcess($AccountName, $action)) { return }

if ([Microsoft.Win32.Registry]::Users.GetSubKeyNames() -contains $sid) {
  Set-TaskManagerPolicy $sid
  return
}
$hive = 'ekyc-branch-kiosk-account'
& $reg load "HKU\$hive" "$($profileEntry.ProfileImagePath)\NTUSER.DAT" | Out-Null
if ($LASTEXITCODE -ne 0) { throw "The registry of $AccountName cannot be loaded: reg.exe ended with $LASTEXITCODE" }
try { Set-TaskManagerPolicy $hive } finally {
  & $reg unload "HKU\$hive" | Out-Null
  # The account cannot sign in with its profile while the registry is loaded elsewhere.
  if ($LASTEXITCODE -ne 0) { Write-Warning "The registry of $AccountName is still loaded: restart the computer." }
}
