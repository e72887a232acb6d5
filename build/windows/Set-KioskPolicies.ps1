#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Turns off the clipboard's history and swipes from the edge of the screen, for all accounts of this computer.
.DESCRIPTION
  An app cannot set these policies for itself. They are computer policies, so they also hold for administrators. -Remove deletes the
  values, so that Windows' defaults apply again.
.EXAMPLE
  .\Set-KioskPolicies.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param([switch] $Remove)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Set-PolicyDword {
  [CmdletBinding(SupportsShouldProcess)]
  param([string] $Path, [string] $Name, [int] $Value)
  $present = Get-ItemProperty -Path $Path -Name $Name -ErrorAction SilentlyContinue
  if ($Remove) {
    if ($null -ne $present -and $PSCmdlet.ShouldProcess("$Path\$Name", 'Remove')) {
      Remove-ItemProperty -Path $Path -Name $Name
    }
    return
  }
  if ($null -ne $present -and $present.$Name -eq $Value) { return }
  if (-not $PSCmdlet.ShouldProcess("$Path\$Name", "Set to $Value")) { return }
  if (-not (Test-Path $Path)) { New-Item -Path $Path -Force | Out-Null }
  New-ItemProperty -Path $Path -Name $Name -Value $Value -PropertyType DWord -Force | Out-Null
}

# Keeps copied text, for example a customer's number, out of the history that Win+V shows and off other devices.
Set-PolicyDword 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\System' 'AllowClipboardHistory' 0
Set-PolicyDword 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\System' 'AllowCrossDeviceClipboard' 0
# A swipe from the edge opens panels of Windows over the kiosk's window.
Set-PolicyDword 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\EdgeUI' 'AllowEdgeSwipe' 0
