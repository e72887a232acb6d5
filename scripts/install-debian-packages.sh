#!/usr/bin/env bash
# Installs the Debian packages that the full test suite needs beyond npm. Needs root, unless every package is installed already.
# The product and `npm test` need none of them.
set -euo pipefail

packages=(
  # Scanners: SANE with its test backend and its driver for network scanners.
  sane-utils libsane1 sane-airscan
  # The keychain of the device tier: a Secret Service, its session bus, and a command line tool that reads it.
  gnome-keyring dbus libsecret-tools
  # A service that shares no code with the project: Django REST framework.
  python3-djangorestframework
  # A browser window on a virtual display, for the stand-in host.
  chromium xvfb xauth
  # Windows: Wine, and the compiler for the test programs that run under it.
  wine wine64 libwine gcc-mingw-w64-x86-64
  # The MSI: built, opened and signed.
  wixl msitools osslsigncode
  # The .deb: built and signed (binutils has `ar`), and a Debian without other packages to install it on.
  dpkg-dev binutils gpg gpgv debootstrap
  # JSON and signatures for the update task of Linux; certificates for the test services.
  jq openssl
  # The compiler for the library that records writes in the power-cut tests.
  gcc libc6-dev
  # The text of printed PDFs.
  poppler-utils
)

missing=()
for package in "${packages[@]}"; do
  # Not `dpkg --status`, which also succeeds for a removed package whose configuration is left. Prints one status per architecture.
  status=$(dpkg-query --show --showformat=' ${db:Status-Status} ' "$package" 2>/dev/null || true)
  [[ $status == *' installed '* ]] || missing+=("$package")
done
((${#missing[@]} > 0)) || exit 0

if ((EUID != 0)); then
  echo "Not installed: ${missing[*]}. Run this script as root." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
