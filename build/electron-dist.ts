/**
 * Finds Electron's distribution for the target system: a given folder, the one that npm downloaded, or, where Electron's binary is not
 * available, a folder of the same layout with Node's executable. Packages made of the last serve only to test installation.
 */
import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { initialFuseWire } from './fuses.ts';
import { fetchPackage } from './npm-package.ts';
import { type LockFile, root } from './project.ts';
import { run } from './run.ts';
import type { Target } from './target.ts';

export interface ElectronDist {
  readonly folder: string;
  /** True for a distribution of Electron itself. */
  readonly release: boolean;
}

/** Marks a stand-in in the file `version`. Electron's own distributions have no build metadata after a plus sign. */
const STAND_IN_SUFFIX = '+stand-in';

export const isStandInVersion = (version: string): boolean =>
  version.trim().endsWith(STAND_IN_SUFFIX);

/** Copies the executable and appends the fuse wire. A PE signature does not cover appended bytes, so it is removed first. */
const copyExecutable = async (
  nodeExecutable: string,
  target: Target,
  executable: string,
): Promise<void> => {
  if (target.platform === 'win')
    await run('osslsigncode', ['remove-signature', '-in', nodeExecutable, '-out', executable]);
  else await copyFile(nodeExecutable, executable);
  await appendFile(executable, initialFuseWire());
};

/** Creates a folder with the layout of Electron's distribution and a Node executable. */
export const createStandInDist = async (
  nodeExecutable: string,
  target: Target,
  electronVersion: string,
  folder: string,
): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, 'locales'), { recursive: true });
  await mkdir(path.join(folder, 'resources'));
  await copyExecutable(nodeExecutable, target, path.join(folder, target.electronExecutable));
  await writeFile(path.join(folder, 'version'), `${electronVersion}${STAND_IN_SUFFIX}`);
  for (const name of ['LICENSE', 'LICENSES.chromium.html'])
    await writeFile(
      path.join(folder, name),
      'This package does not contain Electron: its executable is that of Node.js.\n',
    );
  for (const locale of ['en-US', 'bn'])
    await writeFile(path.join(folder, 'locales', `${locale}.pak`), '');
};

/**
 * @param explicitFolder Electron's distribution as named on the command line.
 * @param work a folder for fetched and generated files.
 */
export const findElectronDist = async (
  explicitFolder: string | undefined,
  target: Target,
  lock: LockFile,
  work: string,
): Promise<ElectronDist> => {
  const installedFolder = path.join(root, 'node_modules/electron/dist');
  const folder =
    explicitFolder ??
    (existsSync(path.join(installedFolder, target.electronExecutable)) ? installedFolder : null);
  if (folder !== null) {
    if (!existsSync(path.join(folder, target.electronExecutable)))
      throw new Error(
        `${folder} is not Electron's distribution for this system: ${target.electronExecutable} is missing`,
      );
    return {
      folder,
      release: !isStandInVersion(await readFile(path.join(folder, 'version'), 'utf8')),
    };
  }
  const entry = lock.packages[`node_modules/${target.nodePackage}`];
  const { version: electronVersion = '' } = lock.packages['node_modules/electron'] ?? {};
  const nodePackageFolder = await fetchPackage(
    { name: target.nodePackage, version: entry?.version ?? '', integrity: entry?.integrity ?? '' },
    work,
  );
  const standInFolder = path.join(work, 'electron-dist');
  await createStandInDist(
    path.join(nodePackageFolder, target.nodeExecutable),
    target,
    electronVersion,
    standInFolder,
  );
  return { folder: standInFolder, release: false };
};
