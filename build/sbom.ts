/**
 * Writes the software bill of materials in CycloneDX format: Electron, the npm packages installed with the app, those bundled into its
 * scripts, and every file of the package with its digest.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listFiles, sha256 } from './files.ts';
import type { PackageInfo } from './package-info.ts';
import { type ProductionPackage, productionPackages } from './production-packages.ts';
import { type LockFile, type Manifest, packageNameOf } from './project.ts';
import type { Target } from './target.ts';

export interface SbomComponent {
  readonly type: 'library' | 'framework' | 'file';
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly scope?: 'required';
  readonly licenses?: readonly { readonly expression: string }[];
  readonly hashes?: readonly { readonly alg: 'SHA-256' | 'SHA-512'; readonly content: string }[];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

export interface Sbom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly version: 1;
  readonly metadata: { readonly timestamp: string; readonly component: object };
  readonly components: readonly SbomComponent[];
}

/** Path in the installed folder. */
export const SBOM_FILE = 'resources/sbom.cdx.json';
/** Distinguishes packages that were bundled into the app's scripts from those installed beside them. */
export const BUNDLED_PROPERTY = 'ekyc:bundled';

/** Converts the lock file's `sha512-` and base64 to the hexadecimal form of CycloneDX. */
export const integrityToHex = (integrity: string): string =>
  Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');

/** The package URL (purl), in which the @ of a scope is encoded as %40. */
export const purlOf = ({
  name,
  version,
}: {
  readonly name: string;
  readonly version: string;
}): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

const packageComponent = (each: ProductionPackage, bundled: boolean): SbomComponent => ({
  type: 'library',
  name: each.name,
  version: each.version,
  purl: purlOf(each),
  scope: 'required',
  licenses: [{ expression: each.license }],
  hashes: [{ alg: 'SHA-512', content: integrityToHex(each.integrity) }],
  properties: [{ name: BUNDLED_PROPERTY, value: String(bundled) }],
});

/** Reads the build's list of the packages that it bundled, as folders of the lock file. */
export const readBundledPackages = async (
  outFolder: string,
  lock: LockFile,
): Promise<ProductionPackage[]> => {
  const folders = new Set<string>();
  for (const bundleName of ['main', 'preload', 'renderer']) {
    const file = path.join(outFolder, 'bundled', `${bundleName}.json`);
    if (!existsSync(file)) throw new Error(`${file} is missing: run npm run build`);
    for (const folder of JSON.parse(await readFile(file, 'utf8')) as string[]) folders.add(folder);
  }
  return [...folders].sort().map((folder) => {
    const entry = lock.packages[folder];
    if (!entry) throw new Error(`${folder} was bundled but is not in package-lock.json`);
    const { version = '', integrity = '', license = '' } = entry;
    return { name: packageNameOf(folder), folder, version, integrity, license };
  });
};

const fileComponents = async (unpacked: string): Promise<SbomComponent[]> =>
  Promise.all(
    (await listFiles(unpacked))
      .filter((name) => name !== SBOM_FILE)
      .map(async (name): Promise<SbomComponent> => ({
        type: 'file',
        name,
        hashes: [{ alg: 'SHA-256', content: await sha256(path.join(unpacked, name)) }],
      })),
  );

export interface SbomInput {
  readonly unpackedFolder: string;
  readonly manifest: Manifest;
  readonly info: PackageInfo;
  readonly lock: LockFile;
  readonly target: Target;
  readonly bundled: readonly ProductionPackage[];
  /** Seconds since 1970. */
  readonly date: number;
}

/** Writes the bill of materials. Call it last, after signing, because it contains the digest of every file. */
export const writeSbom = async ({
  unpackedFolder: unpacked,
  manifest,
  info,
  lock,
  target,
  bundled,
  date,
}: SbomInput): Promise<void> => {
  const electron: SbomComponent | null =
    info.electron === null
      ? null
      : {
          type: 'framework',
          name: 'electron',
          version: info.electron,
          purl: purlOf({ name: 'electron', version: info.electron }),
        };
  const sbom: Sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: new Date(date * 1000).toISOString(),
      component: {
        type: 'application',
        name: manifest.name,
        version: info.version,
        description: manifest.description,
      },
    },
    components: [
      ...(electron ? [electron] : []),
      ...productionPackages(lock, target).map((each) => packageComponent(each, false)),
      ...bundled.map((each) => packageComponent(each, true)),
      ...(await fileComponents(unpacked)),
    ],
  };
  await writeFile(path.join(unpacked, SBOM_FILE), `${JSON.stringify(sbom, null, 1)}\n`);
};
