#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Creates the standard-user account of a counter.
.DESCRIPTION
  An account that exists already keeps its password and is removed from Administrators if it is a member. A new account's password is
  asked for. Automatic sign-in is left to the bank: Sysinternals Autologon keeps the password encrypted. Undo: remove what the other
  scripts set for the account, then delete it in Windows' settings.
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

# The account's groups, not the groups' members: Get-LocalGroupMember fails for a group with a member whose account was deleted.
function Test-Membership([string] $GroupSid) {
  $group = (Get-LocalGroup -SID $GroupSid).Name
  $groups = ([ADSI] "WinNT://$env:COMPUTERNAME/$AccountName,user").psbase.Invoke('Groups')
  @($groups | ForEach-Object { $_.GetType().InvokeMember('Name', 'GetProperty', $null, $_, $null) }) -contains $group
}

$account = Get-LocalUser -Name $AccountName -ErrorAction SilentlyContinue
if ($null -eq $account -and $PSCmdlet.ShouldProcess($AccountName, 'Create the local account')) {
  $password = Read-Host -AsSecureString -Prompt "Password of $AccountName"
  $account = New-LocalUser -Name $AccountName -Password $password -PasswordNeverExpires `
    -UserMayNotChangePassword -Description 'eKYC branch kiosk'
}
if ($null -eq $account) { return }
if (-not (Test-Membership $users) -and $PSCmdlet.ShouldProcess($AccountName, 'Add to Users')) {
  Add-LocalGroupMember -SID $users -Member $account
}
if ((Test-Membership $administrators) -and $PSCmdlet.ShouldProcess($AccountName, 'Remove from Administrators')) {
  Remove-LocalGroupMember -SID $administrators -Member $account
}
Write-Output "KIOSKACCOUNTSID=$($account.SID.Value)"
