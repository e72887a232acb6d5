/** Checks the packages in app.asar against the production packages of the lock file. */
import { extractFile } from '@electron/asar';
import type { ProductionPackage } from '#build/production-packages.ts';
import { splitPackagePath } from '#build/stage.ts';
import { readArchive } from './asar.ts';

/** Compares by name and version, because electron-builder rearranges the folders of the packages. */
export const checkPackedVersions = (
  asar: string,
  expectedPackages: readonly ProductionPackage[],
): string[] => {
  const expected = new Set(expectedPackages.map(({ name, version }) => `${name} ${version}`));
  const manifests = readArchive(asar).entries.filter(
    (entry) => splitPackagePath(entry.path)?.relativePath === 'package.json',
  );
  const packed = new Set(
    manifests.map((entry) => {
      const { name = '', version = '' } = JSON.parse(
        extractFile(asar, entry.path).toString('utf8'),
      ) as { name?: string; version?: string };
      return `${name} ${version}`;
    }),
  );
  return [
    ...[...packed]
      .filter((each) => !expected.has(each))
      .map((each) => `app.asar: ${each} is not a production package of the lock file`),
    ...[...expected]
      .filter((each) => !packed.has(each))
      .map((each) => `app.asar: ${each} of the lock file is missing`),
  ];
};
