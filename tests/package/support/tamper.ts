/** Modifies app folders and rebuilds packages from them. */
import { open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { buildDeb } from '#build/deb/build.ts';
import { sha256 } from '#build/files.ts';
import { buildMsi } from '#build/msi/build.ts';
import { type PackageInfo, packageFileName } from '#build/package-info.ts';
import { readManifest } from '#build/project.ts';
import { type Sbom, SBOM_FILE } from '#build/sbom.ts';
import { type Platform, targets } from '#build/target.ts';

/** Date of the rebuilt packages, in seconds since 1970. */
const BUILD_DATE = 1_700_000_000;

export interface ChangedApp {
  readonly platform: Platform;
  readonly unpacked: string;
  readonly icons: string;
  /** A folder for this package only. */
  readonly folder: string;
}

/** @returns the package's file. */
export const rebuildPackage = async ({
  platform,
  unpacked,
  icons,
  folder,
}: ChangedApp): Promise<string> => {
  const manifest = await readManifest();
  const info: PackageInfo = {
    version: manifest.version,
    platform,
    release: false,
    electron: null,
    commit: '',
  };
  const packageFile = path.join(folder, packageFileName(info));
  const commonOptions = {
    unpackedFolder: unpacked,
    packageFile,
    work: folder,
    manifest,
    info,
    target: targets[platform],
    date: BUILD_DATE,
  };
  if (platform === 'win') await buildMsi({ ...commonOptions, icon: path.join(icons, 'icon.ico') });
  else await buildDeb({ ...commonOptions, icons });
  return packageFile;
};

/** Turns the fuse RunAsNode on, which the product turns off. */
export const enableRunAsNode = async (executable: string): Promise<void> => {
  await flipFuses(executable, { version: FuseVersion.V1, [FuseV1Options.RunAsNode]: true });
};

/** Changes the first byte of a text that the file contains. @throws if the file does not contain it. */
export const changeByte = async (file: string, text: string): Promise<void> => {
  const offset = (await readFile(file)).indexOf(text);
  if (offset < 0) throw new Error(`${file} does not contain "${text}"`);
  const handle = await open(file, 'r+');
  try {
    await handle.write(
      Buffer.from(text.toUpperCase() === text ? text.toLowerCase() : text.toUpperCase()),
      0,
      1,
      offset,
    );
  } finally {
    await handle.close();
  }
};

/** Updates the digests in the bill of materials, so that other checks than that of the bill of materials have to fail. */
export const updateSbom = async (
  unpacked: string,
  changes: { readonly added?: string; readonly removed?: string; readonly changed?: string },
): Promise<void> => {
  const file = path.join(unpacked, SBOM_FILE);
  const sbom = JSON.parse(await readFile(file, 'utf8')) as Sbom;
  const hashesOf = async (name: string) => [
    { alg: 'SHA-256' as const, content: await sha256(path.join(unpacked, name)) },
  ];
  const components = [];
  for (const component of sbom.components) {
    if (component.name === changes.removed) continue;
    components.push(
      component.name === changes.changed
        ? { ...component, hashes: await hashesOf(component.name) }
        : component,
    );
  }
  if (changes.added !== undefined)
    components.push({
      type: 'file' as const,
      name: changes.added,
      hashes: await hashesOf(changes.added),
    });
  await writeFile(file, `${JSON.stringify({ ...sbom, components }, null, 1)}\n`);
};
