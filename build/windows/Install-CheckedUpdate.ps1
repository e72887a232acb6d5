#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Installs the update of the update share, from a scheduled task that runs as SYSTEM.
.DESCRIPTION
  Copies the MSI from the share into a folder below Program Files, which only administrators can write, and works with that copy: its
  Authenticode signature must be valid and of the given certificate, and it must be a newer version of this program. Nothing that the
  kiosk's account can write is read. Windows PowerShell cannot verify the manifest's Ed25519 signature, so the manifest is not trusted:
  it only names the file, and the hash in it detects a damaged copy. Does nothing while the kiosk is running.
  Exit code 0: installed or nothing to do; 75: try again later; 1: refused, with the reason in update.log of that folder.
.EXAMPLE
  .\Install-CheckedUpdate.ps1 -Share \\server\ekyc-update -CertificateThumbprint 0123…CDEF -KioskAccountSid S-1-5-21-… -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
  [Parameter(Mandatory)] [string] $Share,
  [Parameter(Mandatory)] [ValidatePattern('^[0-9A-Fa-f]{40}$')] [string] $CertificateThumbprint,
  [Parameter(Mandatory)] [ValidatePattern('^(S-1-[0-9-]{3,180}|IU)$')] [string] $KioskAccountSid
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$productName = 'eKYC Branch Kiosk'
$upgradeCode = '{7D1F8A52-2A4C-4A7A-9D6E-6B8F6D3B5C01}'
$exitCodeLater = 75
$manifestMaxBytes = 64KB
$packageMaxBytes = 1GB

function Test-KioskRunning { $null -ne (Get-Process -Name 'ekyc-branch-kiosk' -ErrorAction SilentlyContinue) }

# Refuses links: a link on the share can make SYSTEM read a file of this computer.
function Copy-PlainFile([string] $From, [string] $To, [long] $MaxBytes) {
  $item = Get-Item -LiteralPath $From -Force
  if ($item.PSIsContainer -or ($item.Attributes -band [IO.FileAttributes]::ReparsePoint)) { throw "$From is no plain file" }
  if ($item.Length -gt $MaxBytes) { throw "$From is too large" }
  Copy-Item -LiteralPath $From -Destination $To -Force -WhatIf:$false
  if ((Get-Item -LiteralPath $To).Length -gt $MaxBytes) { throw "$From is too large" }
}

function Get-MsiProperty([string] $File, [string[]] $Names) {
  $installer = New-Object -ComObject WindowsInstaller.Installer
  $database = $installer.OpenDatabase($File, 0)
  $values = @{}
  foreach ($name in $Names) {
    $view = $database.OpenView("SELECT Value FROM Property WHERE Property = '$name'")
    $view.Execute()
    $record = $view.Fetch()
    $values[$name] = if ($null -eq $record) { '' } else { $record.StringData(1) }
    $view.Close()
  }
  # Released at once, because msiexec cannot open the file while the database is open.
  [void] [Runtime.InteropServices.Marshal]::FinalReleaseComObject($database)
  [void] [Runtime.InteropServices.Marshal]::FinalReleaseComObject($installer)
  $values
}

function Get-InstalledVersion {
  $installer = New-Object -ComObject WindowsInstaller.Installer
  foreach ($product in $installer.RelatedProducts($upgradeCode)) {
    return [version] $installer.ProductInfo($product, 'VersionString')
  }
  throw "$productName is not installed"
}

if (Test-KioskRunning) { exit $exitCodeLater }
if (-not (Test-Path -LiteralPath "$Share\manifest.json" -PathType Leaf)) { exit $exitCodeLater }
$work = Join-Path $env:ProgramFiles "$productName Update"
# With -WhatIf the package is copied and verified too, and only the installation is left out.
[void] (New-Item -Path $work -ItemType Directory -Force -WhatIf:$false)
try {
  Copy-PlainFile "$Share\manifest.json" "$work\manifest.json" $manifestMaxBytes
  $manifest = Get-Content -LiteralPath "$work\manifest.json" -Raw -Encoding UTF8 | ConvertFrom-Json
  $entry = $manifest.packages.'win32-x64'
  if ($entry.file -cnotmatch '^[A-Za-z0-9][A-Za-z0-9._-]{0,118}\.msi$') { throw 'The file name is not of the right form' }
  $installed = Get-InstalledVersion
  if ([version] $manifest.version -le $installed) { exit 0 }
  if ([version] $entry.upgradesFrom -gt $installed) { throw "UPDATE-STEP: $installed is older than $($entry.upgradesFrom)" }

  $copy = Join-Path $work 'package.msi'
  Copy-PlainFile (Join-Path $Share $entry.file) $copy $packageMaxBytes
  if ((Get-FileHash -LiteralPath $copy -Algorithm SHA256).Hash -ne $entry.sha256) { throw 'UPDATE-PACKAGE: the copy has another hash' }
  # The following checks of the copy itself decide: its signature, its program and its version.
  $signature = Get-AuthenticodeSignature -LiteralPath $copy
  if ($signature.Status -ne 'Valid' -or $signature.SignerCertificate.Thumbprint -ne $CertificateThumbprint) {
    throw 'UPDATE-PACKAGE: the MSI is not signed with the given certificate'
  }
  $properties = Get-MsiProperty $copy @('ProductName', 'ProductVersion', 'UpgradeCode')
  if ($properties.ProductName -cne $productName -or $properties.UpgradeCode -ne $upgradeCode) {
    throw 'UPDATE-PACKAGE: the MSI is of another program'
  }
  if ([version] $properties.ProductVersion -le $installed) { throw "UPDATE-OLDER: $($properties.ProductVersion)" }
  if (Test-KioskRunning) { exit $exitCodeLater }
  if ($PSCmdlet.ShouldProcess($properties.ProductVersion, 'Install')) {
    $arguments = "/i `"$copy`" /qn /norestart /l*v `"$work\install.log`" KIOSKACCOUNTSID=$KioskAccountSid"
    $process = Start-Process -FilePath "$env:SystemRoot\System32\msiexec.exe" -ArgumentList $arguments -Wait -PassThru
    # 3010 (ERROR_SUCCESS_REBOOT_REQUIRED): installed, effective after a restart.
    if ($process.ExitCode -notin 0, 3010) { throw "msiexec ended with $($process.ExitCode)" }
  }
} catch {
  Add-Content -LiteralPath "$work\update.log" -Value "$(Get-Date -Format s) $($_.Exception.Message)" -WhatIf:$false
  exit 1
} finally {
  Remove-Item -Path "$work\package.msi", "$work\manifest.json" -ErrorAction SilentlyContinue -WhatIf:$false
}
