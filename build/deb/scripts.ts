/** Generates the maintainer scripts of the .deb. */
import { PACKAGE_NAME } from '#build/target.ts';

export const INSTALL_FOLDER = `/opt/${PACKAGE_NAME}`;
export const DATA_FOLDER = `/var/lib/${PACKAGE_NAME}`;
/** The group with access to the data folder. The kiosk's account has to be a member. */
export const KIOSK_GROUP = 'ekyc-kiosk';

/** Refuses a downgrade: dpkg itself only warns, and an older program must not open a newer store. */
const preinst = (version: string): string => `#!/bin/sh
set -e
if [ "$1" = upgrade ] && dpkg --compare-versions "$2" gt '${version}'; then
  echo "${PACKAGE_NAME}: version $2 is installed and newer than ${version}. It was left as it is." >&2
  exit 1
fi
`;

const postinst = (): string => `#!/bin/sh
set -e
if [ "$1" = configure ]; then
  getent group ${KIOSK_GROUP} >/dev/null || groupadd --system ${KIOSK_GROUP}
  mkdir -p ${DATA_FOLDER}
  chown root:${KIOSK_GROUP} ${DATA_FOLDER}
  # New files belong to the group; other accounts have no access.
  chmod 2770 ${DATA_FOLDER}
  # Chromium's sandbox helper must be owned by root with the set-uid bit where user namespaces are switched off.
  if [ -e ${INSTALL_FOLDER}/chrome-sandbox ]; then chmod 4755 ${INSTALL_FOLDER}/chrome-sandbox; fi
fi
`;

const postrm = (): string => `#!/bin/sh
set -e
case "$1" in
  remove|purge) if [ -d ${DATA_FOLDER} ]; then echo "${PACKAGE_NAME}: registrations and settings stay in ${DATA_FOLDER}"; fi ;;
esac
`;

export const maintainerScripts = (
  version: string,
): Readonly<Record<'preinst' | 'postinst' | 'postrm', string>> => ({
  preinst: preinst(version),
  postinst: postinst(),
  postrm: postrm(),
});
