/** Builds the unpacked app with electron-builder: asar with integrity values, fuses, version resources, icon. */
import path from 'node:path';
import { Arch, build, type Configuration, Platform as BuilderPlatform } from 'electron-builder';
import { setFuses } from './fuses.ts';
import { displayName, type PackageInfo } from './package-info.ts';
import { type Manifest, root } from './project.ts';
import { nativePackageFolders } from './stage.ts';
import { APP_ID, type Target } from './target.ts';

export interface UnpackedInput {
  readonly app: string;
  readonly dist: string;
  readonly output: string;
  readonly icons: string;
  readonly electronVersion: string;
  readonly manifest: Manifest;
  readonly info: PackageInfo;
  readonly target: Target;
}

const createConfiguration = (
  { app, dist, output, icons, electronVersion, manifest, info, target }: UnpackedInput,
  nativeFolders: readonly string[],
): Configuration => ({
  appId: APP_ID,
  productName: displayName(manifest.productName, info.release),
  executableName: path.parse(target.executable).name,
  copyright: manifest.productName,
  electronVersion,
  electronDist: dist,
  electronLanguages: ['en-US', 'bn'],
  directories: { app: path.relative(root, app), output },
  files: ['**/*'],
  asar: true,
  asarUnpack: nativeFolders.map((folder) => `${folder}/**`),
  // The native packages contain prebuilt binaries, so nothing has to be compiled.
  npmRebuild: false,
  nodeGypRebuild: false,
  buildDependenciesFromSource: false,
  win: {
    icon: path.join(icons, 'icon.ico'),
    signExecutable: false,
    requestedExecutionLevel: 'asInvoker',
  },
  linux: { icon: icons },
  publish: null,
  // electron-builder depends on an older @electron/fuses, which does not know all fuses of this Electron.
  afterPack: ({ appOutDir }) => setFuses(path.join(appOutDir, target.executable)),
});

/** @returns the folder of the unpacked app. */
export const buildUnpacked = async (input: UnpackedInput): Promise<string> => {
  const platform =
    input.target.platform === 'win' ? BuilderPlatform.WINDOWS : BuilderPlatform.LINUX;
  const config = createConfiguration(input, await nativePackageFolders(input.app));
  await build({
    targets: platform.createTarget('dir', Arch.x64),
    projectDir: root,
    publish: 'never',
    config,
  });
  return path.join(input.output, `${input.target.platform}-unpacked`);
};
