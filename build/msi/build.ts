/** Builds the per-machine MSI of an unpacked app with wixl. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listFiles, setTimes, sha256 } from '#build/files.ts';
import { displayName, type PackageInfo } from '#build/package-info.ts';
import type { Manifest } from '#build/project.ts';
import { run } from '#build/run.ts';
import type { Target } from '#build/target.ts';
import { packageCode, wixSource } from './source.ts';
import { completeTables } from './tables.ts';

export interface MsiInput {
  readonly unpackedFolder: string;
  readonly packageFile: string;
  readonly work: string;
  readonly icon: string;
  readonly manifest: Manifest;
  readonly info: PackageInfo;
  readonly target: Target;
  /** Seconds since 1970. */
  readonly date: number;
}

const contentDigestOf = async (unpacked: string, files: readonly string[]): Promise<string> => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0${await sha256(path.join(unpacked, file))}\n`);
  return hash.digest('hex');
};

/** Text for the list of installed programs of Windows (property ARPCOMMENTS). */
const arpComments = (release: boolean, productName: string): string =>
  `${release ? '' : 'NOT FOR RELEASE: this package is for tests of installation. '}Registrations and settings stay in %ProgramData%\\${productName} when the program is removed.`;

export const buildMsi = async ({
  unpackedFolder: unpacked,
  packageFile: output,
  work,
  icon,
  manifest,
  info,
  target,
  date,
}: MsiInput): Promise<void> => {
  await setTimes(unpacked, date);
  const sourceFolder = path.join(work, 'msi');
  await rm(sourceFolder, { recursive: true, force: true });
  await mkdir(sourceFolder, { recursive: true });
  // wixl finds files only below its working directory.
  await symlink(unpacked, path.join(sourceFolder, 'unpacked'));
  await copyFile(icon, path.join(sourceFolder, 'icon.ico'));
  const files = await listFiles(unpacked);
  const { productName } = manifest;
  const identity = { version: info.version, contentDigest: await contentDigestOf(unpacked, files) };
  const source = wixSource({
    ...identity,
    productName,
    displayName: displayName(productName, info.release),
    manufacturer: productName,
    comments: arpComments(info.release, productName),
    executable: target.executable,
    files,
  });
  await writeFile(path.join(sourceFolder, 'kiosk.wxs'), source);
  await rm(output, { force: true });
  await run('wixl', ['-a', 'x64', '-o', output, 'kiosk.wxs'], { cwd: sourceFolder });
  await completeTables(output, { date, packageCode: packageCode(identity), work: sourceFolder });
};
