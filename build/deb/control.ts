/** Generates the control file, desktop entry and copyright file of the .deb. */
import { PACKAGE_NAME } from '#build/target.ts';
import { INSTALL_FOLDER } from './scripts.ts';

/** Programs that the app uses: scanimage, and the session bus of the Secret Service. */
const APP_DEPENDENCIES = ['libc6 (>= 2.28)', 'libstdc++6', 'dbus', 'sane-utils'];
/** Libraries that Electron is linked against, as Electron's own installer lists them. */
const ELECTRON_DEPENDENCIES = [
  'libgtk-3-0 | libgtk-3-0t64',
  'libnotify4',
  'libnss3',
  'libxss1',
  'libxtst6',
  'libatspi2.0-0 | libatspi2.0-0t64',
  'libuuid1',
  'libsecret-1-0',
  'libgbm1',
  'libasound2 | libasound2t64',
];

export interface ControlInput {
  readonly version: string;
  readonly displayName: string;
  readonly description: string;
  readonly release: boolean;
  /** KiB. */
  readonly installedSize: number;
}

export const controlFile = ({
  version,
  displayName,
  description,
  release,
  installedSize,
}: ControlInput): string =>
  [
    `Package: ${PACKAGE_NAME}`,
    `Version: ${version}`,
    'Architecture: amd64',
    'Section: misc',
    'Priority: optional',
    `Maintainer: ${displayName} <kiosk@invalid>`,
    `Installed-Size: ${installedSize}`,
    `Depends: ${[...APP_DEPENDENCIES, ...(release ? ELECTRON_DEPENDENCIES : [])].join(', ')}`,
    'Recommends: gnome-keyring',
    `Description: ${displayName}`,
    ` ${description}`,
    ...(release ? [] : [' .', ' NOT FOR RELEASE: this package is for tests of installation.']),
    '',
  ].join('\n');

export const desktopEntry = (displayName: string): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${displayName}`,
    `Exec=${INSTALL_FOLDER}/${PACKAGE_NAME}`,
    `Icon=${PACKAGE_NAME}`,
    'Terminal=false',
    'Categories=Office;',
    '',
  ].join('\n');

export const copyrightFile = (displayName: string): string =>
  [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    `Upstream-Name: ${displayName}`,
    '',
    'Files: *',
    `Copyright: the makers of ${displayName}`,
    'License: proprietary',
    ` Third-party components keep their licences, see ${INSTALL_FOLDER}/THIRD-PARTY-LICENCES.txt.`,
    '',
  ].join('\n');
