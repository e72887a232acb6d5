#!/bin/bash
# Installs the update of the update share as root; ekyc-branch-kiosk-update.service runs it. Files on the share are untrusted until the
# signature of the manifest and the hash of a copy that only root can write are verified. Nothing that the kiosk's account can write
# is read. Needs dpkg, jq and openssl 3. Exit code 0: installed or nothing to do; 75: try again later; 1: refused, with the code of
# docs/errors.md.
#
# install-checked-update.sh [--boot] [--root DIR]
#   --boot       before the sign-in: copying takes half a minute at most; a copy of an earlier run is used
#   --root DIR   works on the system in DIR, for the tests
set -euo pipefail
umask 077
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive

readonly product=ekyc-branch-kiosk platform=linux-x64
readonly manifest_max=65536 signature_bytes=64 package_max=1073741824
readonly exit_later=75
root=''
copy_seconds=1800
while (($# > 0)); do
  case $1 in
    --boot) copy_seconds=30 ;;
    --root) root=$2 && shift ;;
    *) echo "unknown argument: $1" >&2 && exit 1 ;;
  esac
  shift
done
readonly root copy_seconds
readonly policy=$root/etc/$product/policy.json
# Accessible to root only: the time of the newest accepted manifest, and the copies.
readonly state=$root/var/lib/$product-update

refuse() { echo "$1: $2" >&2; exit 1; }
postpone() { echo "$1" >&2; exit $exit_later; }

is_share_reachable() { timeout 20 stat -- "$folder/manifest.json" >/dev/null 2>&1; }

# Copies at most LIMIT + 1 bytes of a regular file. Does not follow links; postpones the update if the share hangs or disappears.
copy() { # FROM TO LIMIT SECONDS CODE
  if [[ ! -f $1 || -L $1 ]]; then
    is_share_reachable || postpone 'UPDATE-UNREACHABLE: the share has gone'
    refuse "$5" "$1 is no regular file"
  fi
  timeout "$4" dd if="$1" of="$2" iflag=nofollow,nonblock,fullblock,count_bytes bs=1M count=$(($3 + 1)) \
    conv=fsync status=none || postpone "UPDATE-UNREACHABLE: $1 cannot be copied"
}
size_of() { stat --format=%s -- "$1"; }

is_kiosk_running() {
  local link
  for link in /proc/[0-9]*/exe; do
    if [[ $(readlink -- "$link" || true) == "$root/opt/$product/$product"* ]]; then return 0; fi
  done 2>/dev/null
  return 1
}

[[ -e $policy ]] || exit 0
[[ $(stat --format=%u -- "$policy") == 0 && ! -L $policy ]] && (((8#$(stat --format=%a -- "$policy") & 8#022) == 0)) ||
  refuse CFG-POLICY 'the policy file can be changed by others than root'
folder=$(jq --exit-status --raw-output '.updateShare.folder // empty' "$policy") || exit 0
mapfile -t keys < <(jq --raw-output '.updateShare.publicKeys[]' "$policy")

install --directory --mode=0700 --owner=root --group=root "$state"
exec 9>"$state/lock"
flock --nonblock 9 || postpone 'another run is under way'
work=$(mktemp --directory "$state/work.XXXXXX")
trap 'rm -rf -- "$work"' EXIT

is_share_reachable || postpone 'UPDATE-UNREACHABLE: there is no manifest'
copy "$folder/manifest.json" "$work/manifest.json" $manifest_max 20 UPDATE-MANIFEST
(($(size_of "$work/manifest.json") <= manifest_max)) || refuse UPDATE-MANIFEST 'the manifest is too large'
copy "$folder/manifest.json.sig" "$work/signature" $signature_bytes 20 UPDATE-SIGNATURE

is_signed() {
  local key
  for key in "${keys[@]}"; do
    printf -- '-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n' "$key" >"$work/key.pem"
    # The prefix of an Ed25519 key. Other key types are skipped, because openssl accepts their signatures as well.
    [[ $key == MCowBQYDK2VwAyEA* ]] || continue
    if openssl pkeyutl -verify -pubin -inkey "$work/key.pem" -rawin -in "$work/manifest.json" \
      -sigfile "$work/signature" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}
(($(size_of "$work/signature") == signature_bytes)) && is_signed ||
  refuse UPDATE-SIGNATURE 'the manifest is not signed with a key of the policy'

manifest_field() { jq --raw-output --arg platform $platform "$1 | if type == \"string\" or type == \"number\" then . else empty end" "$work/manifest.json" 2>/dev/null || true; }
require_form() { [[ $1 =~ ^($2)$ ]] || refuse UPDATE-MANIFEST "$3 is not of the right form"; }
readonly version_form='[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}'
require_form "$(manifest_field .formatVersion)" 1 formatVersion
require_form "$(manifest_field .product)" $product product
version=$(manifest_field .version)
published=$(manifest_field .published)
require_form "$version" "$version_form" version
require_form "$published" '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z' published

newest_published=$(cat "$state/published" 2>/dev/null || true)
[[ ! $published < $newest_published ]] || refuse UPDATE-OLDER 'an earlier manifest was put back'
printf '%s\n' "$published" >"$work/published"
mv -- "$work/published" "$state/published"

read -r package_status installed < <(
  dpkg-query --admindir="$root/var/lib/dpkg" --show --showformat='${db:Status-Status} ${Version}\n' $product 2>/dev/null
) || refuse UPDATE-STEP 'the program is not installed'
# A package that a power cut or a missing dependency left half installed is installed again.
if [[ $package_status == installed ]] && dpkg --compare-versions "$version" eq "$installed"; then exit 0; fi
dpkg --compare-versions "$version" ge "$installed" || refuse UPDATE-OLDER "version $version is older than $installed"
file=$(manifest_field '.packages[$platform].file')
[[ -n $file ]] || refuse UPDATE-PLATFORM "there is no package for $platform"
size=$(manifest_field '.packages[$platform].size')
hash=$(manifest_field '.packages[$platform].sha256')
oldest_version=$(manifest_field '.packages[$platform].upgradesFrom')
require_form "$file" '[A-Za-z0-9][A-Za-z0-9._-]{0,118}\.deb' file
require_form "$size" '[1-9][0-9]{0,9}' size
require_form "$hash" '[0-9a-f]{64}' sha256
require_form "$oldest_version" "$version_form" upgradesFrom
((size <= package_max)) || refuse UPDATE-MANIFEST 'the package is too large'
dpkg --compare-versions "$installed" ge "$oldest_version" || refuse UPDATE-STEP "version $installed is older than $oldest_version"

# From here on only the copy is used, which only root can write; later changes of the file on the share have no effect. The copy is
# kept, so that the next run can install it without the network when the kiosk has ended.
package=$state/$hash.deb
is_signed_package() { [[ $(size_of "$1") == "$size" && $(sha256sum <"$1") == "$hash  -" ]]; }
if [[ ! -e $package ]]; then
  rm -f -- "$state"/*.deb
  copy "$folder/$file" "$work/package.deb" "$size" "$copy_seconds" UPDATE-PACKAGE
  is_signed_package "$work/package.deb" || refuse UPDATE-PACKAGE 'the package is not the one that was signed'
  mv -- "$work/package.deb" "$package"
fi
if ! is_signed_package "$package"; then
  rm -f -- "$package"
  refuse UPDATE-PACKAGE 'the copy is damaged'
fi
[[ $(dpkg-deb --field "$package" Package) == "$product" && $(dpkg-deb --field "$package" Version) == "$version" ]] ||
  refuse UPDATE-PACKAGE 'the package is of another program or version'
if is_kiosk_running; then postpone 'the kiosk is running'; fi
dpkg ${root:+--root="$root"} --install "$package"
rm -f -- "$state"/*.deb
echo "$product $installed was replaced by $version"
