#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Turns off error reports and memory dumps of programs, for all accounts, and deletes those of the kiosk.
.DESCRIPTION
  A dump of the kiosk's memory holds the customer at the counter and the clerk's token. Windows Error Reporting is turned off for every
  program. Local dumps, which Windows keeps independently of that (learn.microsoft.com/windows/win32/wer/collecting-user-mode-dumps),
  are turned off for the kiosk and where they are set up for every program; those set up for another program stay, with a warning.
  Reports and dumps of the kiosk are deleted from the computer's folders and from the profile of every account.
  -Remove turns error reports on again. It restores neither deleted dumps nor the earlier setup of local dumps.
.EXAMPLE
  .\Set-ErrorReporting.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param([switch] $Remove)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\Windows Error Reporting'
$localDumps = 'HKLM:\SOFTWARE\Microsoft\Windows\Windows Error Reporting\LocalDumps'
$localDumpsOfKiosk = "$localDumps\ekyc-branch-kiosk.exe"
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

$profileRoots = @(Get-ChildItem -Path 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList' |
  ForEach-Object { $_.GetValue('ProfileImagePath') } | Where-Object { $_ })

# Read before the key is removed. The variables of a folder are those of the account whose program crashed.
$dumpFolders = @('%LOCALAPPDATA%\CrashDumps') + @($localDumps, $localDumpsOfKiosk | Where-Object { Test-Path $_ } |
  ForEach-Object { (Get-Item $_).GetValue('DumpFolder', $null, 'DoNotExpandEnvironmentNames') } | Where-Object { $_ })

function Resolve-Folder([string] $Folder, [string] $ProfileRoot) {
  $profilePath = $Folder -replace '%LOCALAPPDATA%', '%USERPROFILE%\AppData\Local' -replace '%APPDATA%', '%USERPROFILE%\AppData\Roaming' `
    -replace '%(TEMP|TMP)%', '%USERPROFILE%\AppData\Local\Temp' -replace '%USERPROFILE%', $ProfileRoot.Replace('$', '$$')
  [Environment]::ExpandEnvironmentVariables($profilePath)
}

if (Test-Path $localDumps) {
  if ((Test-Path $localDumpsOfKiosk) -and $PSCmdlet.ShouldProcess($localDumpsOfKiosk, 'Remove')) {
    Remove-Item -Path $localDumpsOfKiosk -Recurse
  }
  $otherPrograms = @(Get-ChildItem -Path $localDumps | Where-Object { $_.PSChildName -ne 'ekyc-branch-kiosk.exe' } |
    ForEach-Object { $_.PSChildName })
  if ($otherPrograms.Count -eq 0) {
    # Each value has a default, so the key alone may stand for dumps of every program.
    if ($PSCmdlet.ShouldProcess($localDumps, 'Remove')) { Remove-Item -Path $localDumps -Recurse }
  } else {
    foreach ($name in @((Get-Item $localDumps).GetValueNames() | Where-Object { $_ })) {
      if ($PSCmdlet.ShouldProcess("$localDumps\$name", 'Remove')) { Remove-ItemProperty -Path $localDumps -Name $name }
    }
    Write-Warning "Local dumps are set up for $($otherPrograms -join ', ')."
    Write-Warning "Windows may keep dumps of the kiosk too while $localDumps exists: remove it if they are not needed."
  }
}

# An account can replace a folder of its profile with a link, and this script must not delete files in the folder it leads to.
function Test-Link([string] $Path) {
  for ($ancestor = $Path; $ancestor -and $profileRoots -notcontains $ancestor; $ancestor = [IO.Path]::GetDirectoryName($ancestor)) {
    $item = Get-Item -LiteralPath $ancestor -Force -ErrorAction SilentlyContinue
    if ($null -ne $item -and ($item.Attributes -band [IO.FileAttributes]::ReparsePoint)) { return $true }
  }
  $false
}

$folders = @("$env:ProgramData\Microsoft\Windows\WER\ReportQueue", "$env:ProgramData\Microsoft\Windows\WER\ReportArchive")
foreach ($root in $profileRoots) {
  $folders += "$root\AppData\Local\Microsoft\Windows\WER\ReportQueue", "$root\AppData\Local\Microsoft\Windows\WER\ReportArchive"
  $folders += @($dumpFolders | ForEach-Object { Resolve-Folder $_ $root })
}
# Counts what cannot be read or deleted, so that the rest is deleted before the script fails.
$failed = 0
foreach ($folder in @($folders | Sort-Object -Unique)) {
  if (Test-Link $folder) {
    Write-Warning "$folder was left as it is: it is a link, or below one."
    continue
  }
  # Reports are folders, whose names contain only the beginning of the program's name. Dumps are files; outside the report folders,
  # a folder of that name is no report of Windows.
  $isReportFolder = $folder -like '*\WER\Report*'
  $items = @(Get-ChildItem -LiteralPath $folder -Filter '*ekyc-branch-k*' -Force -ErrorAction SilentlyContinue -ErrorVariable problems |
    Where-Object { $isReportFolder -or (-not $_.PSIsContainer -and $_.Extension -eq '.dmp') })
  foreach ($problem in @($problems | Where-Object { $_.CategoryInfo.Category -ne 'ObjectNotFound' })) {
    $failed += 1
    Write-Warning "$folder cannot be read: $($problem.Exception.Message)"
  }
  foreach ($item in $items) {
    if (-not $PSCmdlet.ShouldProcess($item.FullName, 'Delete')) { continue }
    try {
      # Unlike Remove-Item of Windows PowerShell, Directory.Delete removes a link without what it leads to.
      if ($item.PSIsContainer) { [IO.Directory]::Delete($item.FullName, $true) } else { $item.Delete() }
    } catch {
      $failed += 1
      Write-Warning "$($item.FullName) cannot be deleted: $($_.Exception.Message)"
    }
  }
}
if ($failed -gt 0) { throw 'Reports or dumps may be left: end the kiosk and run this script again.' }
