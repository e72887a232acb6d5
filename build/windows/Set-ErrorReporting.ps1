#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Turns off error reports and memory dumps of programs.
.DESCRIPTION
  A dump of the kiosk's memory holds the customer at the counter and the clerk's token. Windows Error Reporting keeps none and sends
  none, for no program of this computer; local dumps of the kiosk that somebody has set up are taken away.
.EXAMPLE
  .\Set-ErrorReporting.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param([switch] $Remove)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\Windows Error Reporting'
$dumps = 'HKLM:\SOFTWARE\Microsoft\Windows\Windows Error Reporting\LocalDumps'
$values = @{ Disabled = 1; DontSendAdditionalData = 1; LoggingDisabled = 1 }

foreach ($name in $values.Keys) {
  $present = Get-ItemProperty -Path $policy -Name $name -ErrorAction SilentlyContinue
  if ($Remove) {
    if ($null -ne $present -and $PSCmdlet.ShouldProcess("$policy\$name", 'Remove')) {
      Remove-ItemProperty -Path $policy -Name $name
    }
    continue
  }
  if ($null -ne $present -and $present.$name -eq $values[$name]) { continue }
  if ($PSCmdlet.ShouldProcess("$policy\$name", "Set to $($values[$name])")) {
    if (-not (Test-Path $policy)) { New-Item -Path $policy -Force | Out-Null }
    New-ItemProperty -Path $policy -Name $name -Value $values[$name] -PropertyType DWord -Force | Out-Null
  }
}
if ($Remove) { return }

# Of the kiosk by name, and those for every program, which are the values of the key itself.
$own = "$dumps\ekyc-branch-kiosk.exe"
if ((Test-Path $own) -and $PSCmdlet.ShouldProcess($own, 'Remove')) { Remove-Item -Path $own -Recurse }
foreach ($name in 'DumpFolder', 'DumpCount', 'DumpType') {
  $present = Get-ItemProperty -Path $dumps -Name $name -ErrorAction SilentlyContinue
  if ($null -ne $present -and $PSCmdlet.ShouldProcess("$dumps\$name", 'Remove')) {
    Remove-ItemProperty -Path $dumps -Name $name
  }
}
# Dumps that are there already.
foreach ($folder in "$env:LOCALAPPDATA\CrashDumps", "$env:ProgramData\Microsoft\Windows\WER\ReportQueue", "$env:ProgramData\Microsoft\Windows\WER\ReportArchive") {
  $found = @(Get-ChildItem -Path $folder -Filter '*ekyc-branch-kiosk*' -ErrorAction SilentlyContinue)
  foreach ($item in $found) {
    if ($PSCmdlet.ShouldProcess($item.FullName, 'Delete')) { Remove-Item -Path $item.FullName -Recurse -Force }
  }
}
