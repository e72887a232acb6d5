/**
 * Electron's distribution for the target system: a given folder, the one that npm downloaded, or, where its binary cannot be
 * had, a folder of the same shape around Node's executable. The last gives packages to test installation with.
 */
import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { initialFuseWire } from './fuses.ts';
import { fetchPackage } from './npm-package.ts';
import { type Lock, root } from './project.ts';
import { run } from './run.ts';
import type { Target } from './target.ts';

export interface ElectronDist {
  readonly folder: string;
  /** True for a distribution of Electron itself. */
  readonly release: boolean;
}

/** Semantic versions ignore what follows a plus sign; Electron's own distributions never have it. */
const STAND_IN_SUFFIX = '+stand-in';

export const isStandInVersion = (version: string): boolean =>
  version.trim().endsWith(STAND_IN_SUFFIX);

/** Appended text is not covered by a PE signature, so a signed executable cannot take the fuse wire: its signature goes first. */
const copyExecutable = async (node: string, target: Target, executable: string): Promise<void> => {
  if (target.platform === 'win')
    await run('osslsigncode', ['remove-signature', '-in', node, '-out', executable]);
  else await copyFile(node, executable);
  await appendFile(executable, initialFuseWire());
};

/** Creates a folder shaped like Electron's distribution around a Node executable. */
export const shapeElectronDist = async (
  node: string,
  target: Target,
  electronVersion: string,
  folder: string,
): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, 'locales'), { recursive: true });
  await mkdir(path.join(folder, 'resources'));
  await copyExecutable(node, target, path.join(folder, target.electronExecutable));
  await writeFile(path.join(folder, 'version'), `${electronVersion}${STAND_IN_SUFFIX}`);
  for (const name of ['LICENSE', 'LICENSES.chromium.html'])
    await writeFile(
      path.join(folder, name),
      'This package does not contain Electron: its executable is that of Node.js.\n',
    );
  for (const locale of ['en-US', 'bn'])
    await writeFile(path.join(folder, 'locales', `${locale}.pak`), '');
};

/** @param work a folder for what has to be fetched or made. */
export const findElectronDist = async (
  given: string | undefined,
  target: Target,
  lock: Lock,
  work: string,
): Promise<ElectronDist> => {
  const own = path.join(root, 'node_modules/electron/dist');
  const folder = given ?? (existsSync(path.join(own, target.electronExecutable)) ? own : null);
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
  const node = await fetchPackage(
    { name: target.nodePackage, version: entry?.version ?? '', integrity: entry?.integrity ?? '' },
    work,
  );
  const shaped = path.join(work, 'electron-dist');
  await shapeElectronDist(path.join(node, target.nodeExecutable), target, electronVersion, shaped);
  return { folder: shaped, release: false };
};
