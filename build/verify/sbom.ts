/** Checks the bill of materials: its packages against the lock file, its files against those of the package. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { listFiles, sha256 } from '#build/files.ts';
import { type ProductionPackage, productionPackages } from '#build/production-packages.ts';
import { type LockFile, packageNameOf, readLockFile } from '#build/project.ts';
import {
  BUNDLED_PROPERTY,
  integrityToHex,
  purlOf,
  type Sbom,
  SBOM_FILE,
  type SbomComponent,
} from '#build/sbom.ts';
import { asarPathOf, type OpenedPackage } from './opened-package.ts';
import { checkPackedVersions } from './packed-versions.ts';

const hashOf = (component: SbomComponent, alg: string): string =>
  component.hashes?.find((hash) => hash.alg === alg)?.content ?? '';
const identify = (purl: string, digest: string): string => `${purl} ${digest}`;
const identifyPackage = (each: Pick<ProductionPackage, 'name' | 'version' | 'integrity'>): string =>
  identify(purlOf(each), integrityToHex(each.integrity));

const isBundled = (component: SbomComponent): boolean =>
  component.properties?.some(({ name, value }) => name === BUNDLED_PROPERTY && value === 'true') ??
  false;

const checkPackages = (
  sbom: Sbom,
  lock: LockFile,
  expectedPackages: readonly ProductionPackage[],
): string[] => {
  const libraries = sbom.components.filter(({ type }) => type === 'library');
  const listed = new Set(
    libraries
      .filter((each) => !isBundled(each))
      .map((each) => identify(each.purl ?? each.name, hashOf(each, 'SHA-512'))),
  );
  const expected = new Set(expectedPackages.map(identifyPackage));
  const locked = new Set(
    Object.entries(lock.packages).map(([folder, { version = '', integrity = '' }]) =>
      identifyPackage({ name: packageNameOf(folder), version, integrity }),
    ),
  );
  const bundled = libraries
    .filter(isBundled)
    .map((each) => identify(each.purl ?? each.name, hashOf(each, 'SHA-512')));
  const purlPart = (identity: string): string => identity.split(' ')[0] ?? identity;
  return [
    ...[...expected]
      .filter((each) => !listed.has(each))
      .map((each) => `${purlPart(each)} of the lock file is not in the bill of materials`),
    ...[...listed]
      .filter((each) => !expected.has(each))
      .map((each) => `${purlPart(each)} is not a production package of the lock file`),
    ...bundled
      .filter((each) => !locked.has(each))
      .map((each) => `${purlPart(each)} was bundled but is not in the lock file`),
  ];
};

const checkFiles = async (sbom: Sbom, folder: string): Promise<string[]> => {
  const listed = new Map(
    sbom.components
      .filter(({ type }) => type === 'file')
      .map((each) => [each.name, hashOf(each, 'SHA-256')]),
  );
  const present = (await listFiles(folder)).filter((file) => file !== SBOM_FILE);
  const problems = [...listed.keys()]
    .filter((file) => !present.includes(file))
    .map((file) => `${file} of the bill of materials is missing`);
  for (const file of present) {
    if (!listed.has(file)) problems.push(`${file} is not in the bill of materials`);
    else if ((await sha256(path.join(folder, file))) !== listed.get(file))
      problems.push(`${file} does not have the digest of the bill of materials`);
  }
  return problems;
};

export const checkSbom = async ({
  installFolder: installed,
  target,
}: OpenedPackage): Promise<string[]> => {
  const file = path.join(installed, SBOM_FILE);
  if (!existsSync(file)) return [`${SBOM_FILE} is missing`];
  const sbom = JSON.parse(await readFile(file, 'utf8')) as Sbom;
  const lock = await readLockFile();
  const packages = productionPackages(lock, target);
  return [
    ...checkPackages(sbom, lock, packages),
    ...checkPackedVersions(asarPathOf(installed), packages),
    ...(await checkFiles(sbom, installed)),
  ];
};
