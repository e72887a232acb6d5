/** Checks that name, version and properties of the package match its content, and that installation runs only scripts of the build. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { maintainerScripts } from '#build/deb/scripts.ts';
import { isStandInVersion } from '#build/electron-dist.ts';
import { HEADER_ROWS, readProperty, readTable } from '#build/msi/tables.ts';
import { displayName, packageFileName } from '#build/package-info.ts';
import { readManifest } from '#build/project.ts';
import { run } from '#build/run.ts';
import { ELECTRON_CORE_FILES } from './file-list.ts';
import type { OpenedPackage } from './opened-package.ts';

/** @returns a problem if the values differ, otherwise an empty list. */
const checkEqual = (subject: string, actual: string | null, expected: string): string[] =>
  actual === expected ? [] : [`${subject} is "${actual ?? ''}", not "${expected}"`];

/** Rows of a table without its three header rows. */
const readRows = async (msi: string, table: string): Promise<string[][]> =>
  (await readTable(msi, table)).slice(HEADER_ROWS).map((row) => [...row]);

const checkMsi = async (
  { file, info }: OpenedPackage,
  name: string,
  productName: string,
): Promise<string[]> => {
  const actions = await readRows(file, 'CustomAction');
  const unexpectedRows = (await readRows(file, 'Registry')).filter(
    ([, , key]) => key !== `Software\\${productName}`,
  );
  return [
    ...checkEqual('the product name', await readProperty(file, 'ProductName'), name),
    ...checkEqual('the product version', await readProperty(file, 'ProductVersion'), info.version),
    ...actions.map(([action = '']) => `installation runs an action of its own: ${action}`),
    ...unexpectedRows.map(([, , key = '']) => `installation writes the registry key ${key}`),
  ];
};

const CONTROL_FILES: ReadonlySet<string> = new Set(['control', 'md5sums']);

const checkDeb = async (
  { file, controlFolder: control, info }: OpenedPackage,
  name: string,
): Promise<string[]> => {
  const problems = [
    ...checkEqual(
      'the version',
      (await run('dpkg-deb', ['--field', file, 'Version'])).trim(),
      info.version,
    ),
    ...checkEqual(
      'the description',
      (await run('dpkg-deb', ['--field', file, 'Description'])).split('\n')[0] ?? null,
      name,
    ),
  ];
  const scripts = new Map<string, string>(Object.entries(maintainerScripts(info.version)));
  for (const entry of await readdir(control)) {
    if (CONTROL_FILES.has(entry)) continue;
    if ((await readFile(path.join(control, entry), 'utf8')) !== scripts.get(entry))
      problems.push(`the ${entry} script is not the one that the build writes`);
  }
  return problems;
};

export const checkPackageProperties = async (opened: OpenedPackage): Promise<string[]> => {
  const { file, installFolder: installed, info, target } = opened;
  const { productName } = await readManifest();
  const name = displayName(productName, info.release);
  const hasElectron = !isStandInVersion(await readFile(path.join(installed, 'version'), 'utf8'));
  const names = await readdir(installed);
  const hasCoreFiles = ELECTRON_CORE_FILES.every((each) => names.includes(each));
  return [
    ...checkEqual('the file name', path.basename(file), packageFileName(info)),
    ...(info.platform === target.platform ? [] : [`the app was built for ${info.platform}`]),
    ...(info.release && !(hasElectron && hasCoreFiles)
      ? ['the package is marked for release but does not contain Electron']
      : []),
    ...(target.platform === 'win'
      ? await checkMsi(opened, name, productName)
      : await checkDeb(opened, name)),
  ];
};
