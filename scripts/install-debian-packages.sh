#!/usr/bin/env bash
# What the full test suite needs beyond npm: SANE with its test backends, a Secret Service,
# Django REST framework for a service that is not ours, a browser window on a virtual display, Windows as far as Wine is one,
# what builds an MSI and a .deb, a bare Debian to install it on, and a reader of printed PDFs.
# The product itself and `npm test` need none of it.
set -euo pipefail
packages=(sane-utils libsane1 sane-airscan gnome-keyring dbus libsecret-tools openssl gcc libc6-dev python3-djangorestframework chromium xvfb xauth wine wine64 libwine gcc-mingw-w64-x86-64 binutils wixl msitools osslsigncode dpkg-dev gpg gpgv debootstrap poppler-utils jq)
if dpkg -s "${packages[@]}" >/dev/null 2>&1; then exit 0; fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
