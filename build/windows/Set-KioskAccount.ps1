#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Makes the local account of a counter, without rights, and sets the policies that an app cannot set for itself.
.DESCRIPTION
  The account is a plain user: it is taken out of Administrators should it be there. Its password is asked for when the account is made;
  an existing account keeps its own. Signing in by itself at start is left to the bank: Sysinternals Autologon keeps the password sealed.
.EXAMPLE
  .\Set-KioskAccount.ps1 -AccountName ekyc-kiosk -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
  [Parameter(Mandatory)]
  [ValidatePattern('^[A-Za-z][A-Za-z0-9-]{0,19}$')]
  [string] $AccountName
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Groups by SID: their names are translated on a Windows in another language.
$administrators = 'S-1-5-32-544'
$users = 'S-1-5-32-545'

$account = Get-LocalUser -Name $AccountName -ErrorAction SilentlyContinue
if ($null -eq $account -and $PSCmdlet.ShouldProcess($AccountName, 'Make the local account')) {
  $password = Read-Host -AsSecureString -Prompt "Password of $AccountName"
  $account = New-LocalUser -Name $AccountName -Password $password -PasswordNeverExpires `
    -UserMayNotChangePassword -Description 'eKYC branch kiosk'
}
if ($null -ne $account) {
  $inUsers = Get-LocalGroupMember -SID $users | Where-Object { $_.SID -eq $account.SID }
  if ($null -eq $inUsers -and $PSCmdlet.ShouldProcess($AccountName, 'Add to Users')) {
    Add-LocalGroupMember -SID $users -Member $account
  }
  $inAdministrators = Get-LocalGroupMember -SID $administrators |
    Where-Object { $_.SID -eq $account.SID }
  if ($null -ne $inAdministrators -and $PSCmdlet.ShouldProcess($AccountName, 'Remove from Administrators')) {
    Remove-LocalGroupMember -SID $administrators -Member $account
  }
}

function Set-PolicyNumber {
  [CmdletBinding(SupportsShouldProcess)]
  param([string] $Path, [string] $Name, [int] $Value)
  $present = Get-ItemProperty -Path $Path -Name $Name -ErrorAction SilentlyContinue
  if ($null -ne $present -and $present.$Name -eq $Value) { return }
  if (-not $PSCmdlet.ShouldProcess("$Path\$Name", "Set to $Value")) { return }
  if (-not (Test-Path $Path)) { New-Item -Path $Path -Force | Out-Null }
  New-ItemProperty -Path $Path -Name $Name -Value $Value -PropertyType DWord -Force | Out-Null
}

# A customer's number that was copied must not be in a history that Win+V shows, nor go to other machines.
Set-PolicyNumber 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\System' 'AllowClipboardHistory' 0
Set-PolicyNumber 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\System' 'AllowCrossDeviceClipboard' 0
# Swipes from the edge open what lies behind a kiosk window.
Set-PolicyNumber 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\EdgeUI' 'AllowEdgeSwipe' 0
# For every account: administrators start what they need from an elevated prompt.
Set-PolicyNumber 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System' 'DisableTaskMgr' 1

if ($null -ne $account) { Write-Output "KIOSKACCOUNTSID=$($account.SID.Value)" }
