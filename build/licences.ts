/** Collects the licence texts of all third-party packages into one file of the package. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProductionPackage } from './production-packages.ts';

export const LICENCES_FILE = 'THIRD-PARTY-LICENCES.txt';

const LICENCE_FILE_NAME = /^(?:licen[cs]e|copying|notice)/i;

/** @param roots folders in which the package's folder is searched, in this order: the staged app, then the project. */
const readLicenceTexts = async (folder: string, roots: readonly string[]): Promise<string[]> => {
  for (const root of roots) {
    const names = await readdir(path.join(root, folder)).catch(() => null);
    if (names === null) continue;
    return Promise.all(
      names
        .filter((name) => LICENCE_FILE_NAME.test(name))
        .sort()
        .map((name) => readFile(path.join(root, folder, name), 'utf8')),
    );
  }
  throw new Error(`${folder} is not installed: its licence text cannot be packaged`);
};

export const writeLicences = async (
  unpacked: string,
  packages: readonly ProductionPackage[],
  roots: readonly string[],
): Promise<void> => {
  const sections: string[] = [];
  for (const { name, version, license, folder } of packages) {
    const texts = await readLicenceTexts(folder, roots);
    // Some projects include the licence text in only one of their packages. The others are listed with the name of the licence only.
    sections.push(
      [
        `${name} ${version} (${license})`,
        ...texts.map((text) => text.replaceAll('\r\n', '\n').trim()),
      ].join('\n\n'),
    );
  }
  await writeFile(
    path.join(unpacked, LICENCES_FILE),
    `${sections.join(`\n\n${'='.repeat(80)}\n\n`)}\n`,
  );
};
