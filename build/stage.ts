/** Stages the content of app.asar: the built app, its resources, a short manifest and the production packages of one system. */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listFiles } from './files.ts';
import { PACKAGE_INFO_FILE, type PackageInfo } from './package-info.ts';
import { productionEntries } from './production-packages.ts';
import { type LockFile, type Manifest, packageNameOf, root } from './project.ts';
import { run } from './run.ts';
import { isNativeFile, isRuntimeFile } from './runtime-files.ts';
import type { Target } from './target.ts';

const STAGED_FOLDERS = ['out/main', 'out/preload', 'out/renderer', 'resources'];

const appManifest = (manifest: Manifest, version: string) => {
  const { name, productName, description, license, type, main, dependencies } = manifest;
  return {
    name,
    productName,
    version,
    description,
    license,
    author: productName,
    type,
    main,
    dependencies,
  };
};

const writeJson = (file: string, value: unknown): Promise<void> =>
  writeFile(file, `${JSON.stringify(value, null, 2)}\n`);

/** Splits the path of a file below node_modules into the package's folder and the path inside it; null for other files. */
export const splitPackagePath = (
  file: string,
): { readonly folder: string; readonly relativePath: string } | null => {
  const match = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(file);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { folder: match[1], relativePath: match[2] }
    : null;
};

/** Installs the production packages of the lock file for the target system, which may differ from the building system. */
const installPackages = async (
  app: string,
  manifest: object,
  lock: LockFile,
  target: Target,
): Promise<void> => {
  await writeJson(path.join(app, 'package-lock.json'), {
    lockfileVersion: lock.lockfileVersion,
    requires: true,
    packages: { '': manifest, ...Object.fromEntries(productionEntries(lock)) },
  });
  const targetOptions = [
    `--os=${target.os}`,
    `--cpu=${target.cpu}`,
    ...(target.libc === null ? [] : [`--libc=${target.libc}`]),
  ];
  const npmOptions = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefer-offline',
  ];
  await run('npm', ['ci', '--omit=dev', ...targetOptions, ...npmOptions], { cwd: app });
  await rm(path.join(app, 'package-lock.json'));
  await rm(path.join(app, 'node_modules/.package-lock.json'), { force: true });
  await rm(path.join(app, 'node_modules/.bin'), { recursive: true, force: true });
  for (const file of await listFiles(path.join(app, 'node_modules'))) {
    const packagePath = splitPackagePath(`node_modules/${file}`);
    if (packagePath && !isRuntimeFile(packageNameOf(packagePath.folder), packagePath.relativePath))
      await rm(path.join(app, 'node_modules', file));
  }
};

export interface StageInput {
  readonly app: string;
  readonly manifest: Manifest;
  readonly lock: LockFile;
  readonly target: Target;
  readonly info: PackageInfo;
}

export const stageApp = async ({
  app,
  manifest,
  lock,
  target,
  info,
}: StageInput): Promise<void> => {
  await rm(app, { recursive: true, force: true });
  await mkdir(app, { recursive: true });
  for (const folder of STAGED_FOLDERS)
    await cp(path.join(root, folder), path.join(app, folder), { recursive: true });
  await writeJson(path.join(app, PACKAGE_INFO_FILE), info);
  const packagedManifest = appManifest(manifest, info.version);
  await writeJson(path.join(app, 'package.json'), packagedManifest);
  await installPackages(app, packagedManifest, lock, target);
};

/**
 * Folders of packages with native code. They stay outside the archive, because Electron extracts a library from it without the other
 * libraries in its folder.
 */
export const nativePackageFolders = async (app: string): Promise<string[]> => {
  const folders = (await listFiles(path.join(app, 'node_modules')))
    .filter(isNativeFile)
    .map((file) => splitPackagePath(`node_modules/${file}`)?.folder ?? '');
  return [...new Set(folders)].filter((folder) => folder !== '');
};
