#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Replaces Explorer with the kiosk for one account.
.DESCRIPTION
  Turns the feature Shell Launcher on and gives the account the kiosk as its shell (WMI class WESL_UserSetting, documented at
  learn.microsoft.com/windows/configuration/shell-launcher). The kiosk is started again whenever it ends. The exception is exit code
  10, "Leave the kiosk", with which the branch lead ends it to use the computer otherwise. Every other account keeps Explorer.
.EXAMPLE
  .\Set-ShellLauncher.ps1 -AccountName ekyc-kiosk -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
  [Parameter(Mandatory)] [string] $AccountName,
  # The default is the path to which the MSI installs the program.
  [string] $Program = "$env:ProgramFiles\eKYC Branch Kiosk\ekyc-branch-kiosk.exe",
  [switch] $Remove
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$featureName = 'Client-EmbeddedShellLauncher'
# Actions of SetCustomShell and SetDefaultShell (WESL_UserSetting), and the kiosk's exit code after "Leave the kiosk".
$restartShell = 0
$doNothing = 3
$exitLeft = 10

$feature = Get-WindowsOptionalFeature -Online -FeatureName $featureName -ErrorAction SilentlyContinue
if ($null -eq $feature) {
  Write-Warning 'This edition of Windows has no Shell Launcher: Enterprise, Education or IoT Enterprise is needed.'
  return
}
# Checked before anything is changed: removing the present shell without setting a new one gives the account Explorer.
$sid = (Get-LocalUser -Name $AccountName).SID.Value
if (-not $Remove -and -not (Test-Path -LiteralPath $Program)) { throw "$Program is not there: install the kiosk first." }
if ($feature.State -ne 'Enabled') {
  if ($Remove) { return }
  # With -WhatIf the feature stays off, so that the following steps cannot be shown.
  if (-not $PSCmdlet.ShouldProcess($featureName, 'Turn the feature on')) { return }
  Enable-WindowsOptionalFeature -Online -FeatureName $featureName -NoRestart -All | Out-Null
}

$namespace = 'root\standardcimv2\embedded'
$launcher = try { [wmiclass] "\\localhost\${namespace}:WESL_UserSetting" } catch { $null }
if ($null -eq $launcher) {
  Write-Warning 'Restart the computer, then run this script again: the feature is available after a restart.'
  return
}

$present = Get-CimInstance -Namespace $namespace -ClassName WESL_UserSetting |
  Where-Object { $_.Sid -eq $sid }
$isSet = $null -ne $present -and $present.Shell -eq "`"$Program`""
if ($null -ne $present -and ($Remove -or -not $isSet) -and $PSCmdlet.ShouldProcess($AccountName, 'Remove the present shell')) {
  $launcher.RemoveCustomShell($sid) | Out-Null
}
if ($Remove) { return }

if (-not $isSet -and $PSCmdlet.ShouldProcess($AccountName, "Set the shell to $Program")) {
  $launcher.SetCustomShell($sid, "`"$Program`"", @($exitLeft), @($doNothing), $restartShell) | Out-Null
}
if ($PSCmdlet.ShouldProcess('other accounts', 'Keep Explorer')) {
  $launcher.SetDefaultShell('explorer.exe', $restartShell) | Out-Null
  $launcher.SetEnabled($true) | Out-Null
}
