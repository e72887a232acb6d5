/** Creates a signed MSI or .deb from the built app. */
import path from 'node:path';
import { listFiles } from './files.ts';
import { buildDeb } from './deb/build.ts';
import { buildUnpacked } from './electron-builder.ts';
import { findElectronDist } from './electron-dist.ts';
import { drawIcons } from './icon/icon.ts';
import { TEMPLATES_FOLDER, writePolicyTemplates } from './group-policy/templates.ts';
import { writeLicences } from './licences.ts';
import { buildMsi } from './msi/build.ts';
import { displayName, type PackageInfo, packageFileName } from './package-info.ts';
import { productionPackages } from './production-packages.ts';
import {
  type LockFile,
  type Manifest,
  readLockFile,
  readManifest,
  root,
  sourceDate,
} from './project.ts';
import { run } from './run.ts';
import { isNativeFile } from './runtime-files.ts';
import { readBundledPackages, writeSbom } from './sbom.ts';
import { signDeb, signWindowsFile, type WindowsSigner } from './sign.ts';
import { stageApp } from './stage.ts';
import { type Platform, type Target, targets } from './target.ts';

export interface PackageOptions {
  readonly platform: Platform;
  /** The folder for the package. */
  readonly outputFolder: string;
  /** A folder for intermediate files. */
  readonly work: string;
  readonly electronDist?: string | undefined;
  /** Overrides the project's version. */
  readonly version?: string | undefined;
  /** Windows only. */
  readonly signer?: WindowsSigner | undefined;
  /** Linux only: a key of gpg's keyring. */
  readonly gpgKey?: string | undefined;
}

interface Context {
  readonly options: PackageOptions;
  readonly target: Target;
  readonly manifest: Manifest;
  readonly lock: LockFile;
  readonly info: PackageInfo;
  readonly dist: string;
  readonly electronVersion: string;
  /** Time of the files in the package, seconds since 1970. */
  readonly date: number;
}

const createContext = async (options: PackageOptions): Promise<Context> => {
  const [manifest, lock] = [await readManifest(), await readLockFile()];
  const target = targets[options.platform];
  const dist = await findElectronDist(
    options.electronDist,
    target,
    lock,
    path.join(options.work, 'fetched'),
  );
  const electronVersion = lock.packages['node_modules/electron']?.version ?? '';
  const info: PackageInfo = {
    version: options.version ?? manifest.version,
    platform: options.platform,
    release: dist.release,
    electron: dist.release ? electronVersion : null,
    commit: (await run('git', ['rev-parse', 'HEAD'], { cwd: root })).trim(),
  };
  return {
    options,
    target,
    manifest,
    lock,
    info,
    dist: dist.folder,
    electronVersion,
    date: await sourceDate(),
  };
};

/** Windows' application control checks libraries as well as programs, so the libraries of the native packages are signed too. */
const signNativeFiles = async (app: string, name: string, signer: WindowsSigner): Promise<void> => {
  for (const file of (await listFiles(app)).filter(isNativeFile))
    await signWindowsFile(path.join(app, file), name, signer);
};

const createUnpackedApp = async (
  { options, target, manifest, lock, info, dist, electronVersion, date }: Context,
  icons: string,
): Promise<string> => {
  const app = path.join(options.work, 'app');
  const name = displayName(manifest.productName, info.release);
  await stageApp({ app, manifest, lock, target, info });
  if (options.signer && target.platform === 'win') await signNativeFiles(app, name, options.signer);
  const unpacked = await buildUnpacked({
    app,
    dist,
    output: options.work,
    icons,
    electronVersion,
    manifest,
    info,
    target,
  });
  if (options.signer && target.platform === 'win')
    await signWindowsFile(path.join(unpacked, target.executable), name, options.signer);
  if (target.platform === 'win') await writePolicyTemplates(path.join(unpacked, TEMPLATES_FOLDER));
  const bundled = await readBundledPackages(path.join(root, 'out'), lock);
  await writeLicences(unpacked, [...productionPackages(lock, target), ...bundled], [app, root]);
  await writeSbom({ unpackedFolder: unpacked, manifest, info, lock, target, bundled, date });
  return unpacked;
};

/** @returns the package's file. */
export const createPackage = async (options: PackageOptions): Promise<string> => {
  const context = await createContext(options);
  const { manifest, info, target, date } = context;
  const icons = path.join(options.work, 'icons');
  await drawIcons(icons);
  const unpacked = await createUnpackedApp(context, icons);
  const packageFile = path.join(options.outputFolder, packageFileName(info));
  const common = {
    unpackedFolder: unpacked,
    packageFile,
    work: options.work,
    manifest,
    info,
    target,
    date,
  };
  if (target.platform === 'win') {
    await buildMsi({ ...common, icon: path.join(icons, 'icon.ico') });
    if (options.signer)
      await signWindowsFile(
        packageFile,
        displayName(manifest.productName, info.release),
        options.signer,
      );
  } else {
    await buildDeb({ ...common, icons });
    if (options.gpgKey !== undefined) await signDeb(packageFile, options.gpgKey);
  }
  return packageFile;
};
