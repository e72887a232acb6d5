/** Unpacks a package for inspection, without installing it. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { extractFile } from '@electron/asar';
import { INSTALL_FOLDER } from '#build/deb/scripts.ts';
import { PACKAGE_INFO_FILE, type PackageInfo } from '#build/package-info.ts';
import { readManifest } from '#build/project.ts';
import { run } from '#build/run.ts';
import { type Platform, type Target, targets } from '#build/target.ts';

export interface OpenedPackage {
  /** The package's file. */
  readonly file: string;
  readonly target: Target;
  /** Folder with the files that an installation writes, relative to the root of the file system or drive. */
  readonly tree: string;
  /** The program's folder in the tree. */
  readonly installFolder: string;
  /** Linux only: the package's control files. */
  readonly controlFolder: string;
  readonly info: PackageInfo;
  close(): Promise<void>;
}

export const asarPathOf = (installed: string): string => path.join(installed, 'resources/app.asar');

const platformOf = (file: string): Platform => {
  if (file.endsWith('.msi')) return 'win';
  if (file.endsWith('.deb')) return 'linux';
  throw new Error(`${file} is neither an .msi nor a .deb`);
};

const readInfo = (installed: string): PackageInfo => {
  const asar = asarPathOf(installed);
  if (!existsSync(asar)) throw new Error('resources/app.asar is not in the package');
  return JSON.parse(extractFile(asar, PACKAGE_INFO_FILE).toString('utf8')) as PackageInfo;
};

export const openPackage = async (file: string): Promise<OpenedPackage> => {
  const target = targets[platformOf(file)];
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kiosk-verify-'));
  const [tree, control] = [path.join(folder, 'tree'), path.join(folder, 'control')];
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await mkdir(tree);
    if (target.platform === 'win') await run('msiextract', ['-C', tree, file]);
    else {
      await run('dpkg-deb', ['--extract', file, tree]);
      await run('dpkg-deb', ['--control', file, control]);
    }
    const { productName } = await readManifest();
    // msiextract omits the folder Program Files from the paths.
    const installed = path.join(tree, target.platform === 'win' ? productName : INSTALL_FOLDER);
    return {
      file,
      target,
      tree,
      installFolder: installed,
      controlFolder: control,
      info: readInfo(installed),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};
