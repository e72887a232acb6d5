#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Blocks the keys with which a person can leave the kiosk.
.DESCRIPTION
  Turns the feature Keyboard Filter on (WMI classes WEKF_PredefinedKey and WEKF_Settings, documented at
  learn.microsoft.com/windows/configuration/keyboard-filter). Administrators are not filtered. Alt+F4 and the browser's keys are refused
  by the app too; Ctrl+Alt+Del and the Windows key only here.
.EXAMPLE
  .\Set-KeyboardFilter.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param([switch] $Remove)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$featureName = 'Client-KeyboardFilter'
$serviceName = 'MsKeyboardFilter'
# Names as Windows predefines them. Alt alone, Ctrl+L, Ctrl+Enter and the function keys are not blocked, because the kiosk uses them.
$keys = @(
  'Win', 'Menu', 'Alt+Esc', 'Alt+F4', 'Alt+Space', 'Alt+Tab', 'Ctrl+Alt+Del', 'Ctrl+Alt+Esc', 'Ctrl+Esc', 'Ctrl+F4',
  'Ctrl+Tab', 'Ctrl+Win+F', 'LShift+LAlt+NumLock', 'LShift+LAlt+PrintScrn', 'Shift+Ctrl+Esc', 'Win+Break', 'Win+D', 'Win+Down',
  'Win+E', 'Win+F', 'Win+H', 'Win+I', 'Win+J', 'Win+K', 'Win+L', 'Win+Left', 'Win+M', 'Win+P', 'Win+Q', 'Win+R', 'Win+Right',
  'Win+T', 'Win+U', 'Win+Up', 'Win+V', 'Win+W', 'Win+Z'
)

$feature = Get-WindowsOptionalFeature -Online -FeatureName $featureName -ErrorAction SilentlyContinue
if ($null -eq $feature) {
  Write-Warning 'This edition of Windows has no Keyboard Filter: Enterprise, Education or IoT Enterprise is needed.'
  return
}
if ($feature.State -ne 'Enabled') {
  if ($Remove) { return }
  # With -WhatIf the feature stays off, so that the following steps cannot be shown.
  if (-not $PSCmdlet.ShouldProcess($featureName, 'Turn the feature on')) { return }
  Enable-WindowsOptionalFeature -Online -FeatureName $featureName -NoRestart -All | Out-Null
}
if ($null -eq (Get-Service -Name $serviceName -ErrorAction SilentlyContinue)) {
  Write-Warning 'Restart the computer, then run this script again: the feature is available after a restart.'
  return
}
if ($Remove) {
  if ($PSCmdlet.ShouldProcess($serviceName, 'Stop and disable')) {
    Stop-Service -Name $serviceName -ErrorAction SilentlyContinue
    Set-Service -Name $serviceName -StartupType Disabled
  }
  return
}
if ($PSCmdlet.ShouldProcess($serviceName, 'Start with Windows')) {
  Set-Service -Name $serviceName -StartupType Automatic
  Start-Service -Name $serviceName
}

$namespace = 'root\standardcimv2\embedded'
# Set first, so that administrators can use every key even if a later step fails.
$setting = Get-WmiObject -Namespace $namespace -Class WEKF_Settings |
  Where-Object { $_.Name -eq 'DisableKeyboardFilterForAdministrators' }
if ($null -ne $setting -and $setting.Value -ne 'true' -and
  $PSCmdlet.ShouldProcess('administrators', 'Exempt them from the filter')) {
  $setting.Value = 'true'
  $setting.Put() | Out-Null
}

$predefined = Get-WmiObject -Namespace $namespace -Class WEKF_PredefinedKey
foreach ($key in $keys) {
  $entry = $predefined | Where-Object { $_.Id -eq $key }
  if ($null -eq $entry) {
    Write-Warning "This Windows does not know the key $key."
    continue
  }
  if (-not $entry.Enabled -and $PSCmdlet.ShouldProcess($key, 'Block')) {
    $entry.Enabled = $true
    $entry.Put() | Out-Null
  }
}
