/**
 * Packages the built app for both systems as a bank's IT department receives it: signed, here with a certificate and a key that are
 * generated for this run. The packages are removed afterwards.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { createStandInDist } from '#build/electron-dist.ts';
import { readLockFile } from '#build/project.ts';
import { targets } from '#build/target.ts';
import { fetchNodeForWine } from '#tests/support/wine/packages.ts';
import { makeCertificate, makeGpgKey } from './support/keys.ts';

export interface Packages {
  readonly folder: string;
  /** The MSI and the .deb. */
  readonly windows: string;
  readonly linux: string;
  /** Unpacked app folders that the packages were made of. */
  readonly windowsUnpacked: string;
  readonly linuxUnpacked: string;
  readonly windowsIcons: string;
  readonly linuxIcons: string;
  /** Files of the code-signing certificate and its key, in PEM. */
  readonly certificate: string;
  readonly key: string;
  readonly gnupgHome: string;
  readonly keyring: string;
  /** A folder in the form of Electron's distribution for Windows, with the Node version that runs on Wine. */
  readonly electronDist: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly packages: Packages;
  }
}

const execFileAsync = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const TIME_LIMIT_MS = 600_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** @returns the path of the file with this ending; that of the folder if there is none. */
const findFile = async (folder: string, ending: string): Promise<string> =>
  path.join(folder, (await readdir(folder)).find((name) => name.endsWith(ending)) ?? '');

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  if (!existsSync(path.join(root, 'out/main/index.js')))
    throw new Error('out/main/index.js is not there: npm run build');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kiosk-package-'));
  const tearDown = (): Promise<void> =>
    rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  const runPackaging = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<unknown> =>
    execFileAsync(process.execPath, [path.join(root, 'build/package.ts'), ...args], {
      env: { ...process.env, ...env },
      timeout: TIME_LIMIT_MS,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
  try {
    const { certificate, key } = await makeCertificate(folder, 'Bank');
    const { home: gnupgHome, keyring } = await makeGpgKey(path.join(folder, 'gnupg'), 'bank');
    const electronDist = path.join(folder, 'electron-dist');
    const node = await fetchNodeForWine(folder);
    const { version = '' } = (await readLockFile()).packages['node_modules/electron'] ?? {};
    // Wine cannot run the Node version that is otherwise the stand-in for Electron.
    await createStandInDist(path.join(node, 'bin/node.exe'), targets.win, version, electronDist);
    const [windows, linux] = [path.join(folder, 'windows'), path.join(folder, 'linux')];
    await mkdir(windows);
    await runPackaging([
      '--win',
      '--output',
      windows,
      '--electron-dist',
      electronDist,
      '--certificate',
      certificate,
      '--key',
      key,
    ]);
    await runPackaging(['--linux', '--output', linux, '--gpg-key', 'bank'], {
      GNUPGHOME: gnupgHome,
    });
    project.provide('packages', {
      folder,
      windows: await findFile(windows, '.msi'),
      linux: await findFile(linux, '.deb'),
      windowsUnpacked: path.join(windows, 'win/win-unpacked'),
      linuxUnpacked: path.join(linux, 'linux/linux-unpacked'),
      windowsIcons: path.join(windows, 'win/icons'),
      linuxIcons: path.join(linux, 'linux/icons'),
      certificate,
      key,
      gnupgHome,
      keyring,
      electronDist,
    });
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
};
