/** Checks the files of a package against an allow-list, which is derived from the lock file, the project's resources and the target. */
import path from 'node:path';
import { desktopIconSizes } from '#build/icon/icon.ts';
import { listFiles } from '#build/files.ts';
import { policyTemplates, TEMPLATES_FOLDER } from '#build/group-policy/templates.ts';
import { LICENCES_FILE } from '#build/licences.ts';
import { PACKAGE_INFO_FILE } from '#build/package-info.ts';
import { productionPackages } from '#build/production-packages.ts';
import { packageNameOf, readLockFile, root } from '#build/project.ts';
import { isRuntimeFile } from '#build/runtime-files.ts';
import { SBOM_FILE } from '#build/sbom.ts';
import { splitPackagePath } from '#build/stage.ts';
import { PACKAGE_NAME, type Target } from '#build/target.ts';
import { readArchive } from './asar.ts';
import { asarPathOf, type OpenedPackage } from './opened-package.ts';

/** Files that the build writes. Source maps, TypeScript and tests match none of these. */
const BUILT_FILES = [
  /^out\/main\/(?:chunks\/)?[\w.-]+\.js$/,
  /^out\/preload\/(?:index|customer)\.cjs$/,
  /^out\/renderer\/(?:index|customer)\.html$/,
  /^out\/renderer\/(?:assets|workers)\/[\w.-]+\.(?:js|css|woff2|wasm|bin|json|png|svg|webp|mp3|wav)$/,
];

const ELECTRON_FILES: Readonly<Record<Target['platform'], readonly string[]>> = {
  win: [
    'chrome_100_percent.pak',
    'chrome_200_percent.pak',
    'd3dcompiler_47.dll',
    'dxcompiler.dll',
    'dxil.dll',
    'ffmpeg.dll',
    'icudtl.dat',
    'libEGL.dll',
    'libGLESv2.dll',
    'resources.pak',
    'snapshot_blob.bin',
    'v8_context_snapshot.bin',
    'vk_swiftshader.dll',
    'vk_swiftshader_icd.json',
    'vulkan-1.dll',
  ],
  linux: [
    'chrome-sandbox',
    'chrome_100_percent.pak',
    'chrome_200_percent.pak',
    'chrome_crashpad_handler',
    'icudtl.dat',
    'libEGL.so',
    'libGLESv2.so',
    'libffmpeg.so',
    'libvk_swiftshader.so',
    'libvulkan.so.1',
    'resources.pak',
    'snapshot_blob.bin',
    'v8_context_snapshot.bin',
    'vk_swiftshader_icd.json',
  ],
};
/** Files that every distribution of Electron has. */
export const ELECTRON_CORE_FILES = ['icudtl.dat', 'resources.pak', 'v8_context_snapshot.bin'];

const installedFiles = (target: Target, release: boolean): ReadonlySet<string> =>
  new Set([
    target.executable,
    'LICENSE.electron.txt',
    'LICENSES.chromium.html',
    'version',
    'locales/en-US.pak',
    'locales/bn.pak',
    LICENCES_FILE,
    SBOM_FILE,
    'resources/app.asar',
    ...(target.platform === 'win'
      ? policyTemplates().map(({ file }) => `${TEMPLATES_FOLDER}/${file}`)
      : []),
    ...(release ? ELECTRON_FILES[target.platform] : []),
  ]);

const UNPACKED_PREFIX = 'resources/app.asar.unpacked/';

/** @returns whether a file may be in app.asar or beside it. */
const createArchiveRule = async (target: Target): Promise<(file: string) => boolean> => {
  // Compared by name, because electron-builder rearranges the package folders. The check of the bill of materials compares versions.
  const packages = new Set(
    productionPackages(await readLockFile(), target).map(({ name }) => name),
  );
  const resources = new Set(
    (await listFiles(path.join(root, 'resources'))).map((file) => `resources/${file}`),
  );
  return (file) => {
    const packagePath = splitPackagePath(file);
    if (packagePath)
      return (
        packages.has(packageNameOf(packagePath.folder)) &&
        isRuntimeFile(packageNameOf(packagePath.folder), packagePath.relativePath)
      );
    return (
      file === 'package.json' ||
      file === PACKAGE_INFO_FILE ||
      resources.has(file) ||
      BUILT_FILES.some((pattern) => pattern.test(file))
    );
  };
};

/** Files that a .deb writes outside the program's folder. */
const systemFiles = (): ReadonlySet<string> =>
  new Set([
    `usr/share/applications/${PACKAGE_NAME}.desktop`,
    `usr/share/doc/${PACKAGE_NAME}/copyright`,
    ...desktopIconSizes.map(
      (size) => `usr/share/icons/hicolor/${size}x${size}/apps/${PACKAGE_NAME}.png`,
    ),
  ]);

export const checkFileList = async ({
  tree,
  installFolder: installed,
  target,
  info,
}: OpenedPackage): Promise<string[]> => {
  const mayBeInArchive = await createArchiveRule(target);
  const allowedInFolder = installedFiles(target, info.release);
  const allowedOutside = target.platform === 'linux' ? systemFiles() : new Set<string>();
  const installPrefix = `${path.relative(tree, installed).replaceAll('\\', '/')}/`;
  const mayBeOnDisk = (file: string): boolean => {
    if (!file.startsWith(installPrefix)) return allowedOutside.has(file);
    const relative = file.slice(installPrefix.length);
    return relative.startsWith(UNPACKED_PREFIX)
      ? mayBeInArchive(relative.slice(UNPACKED_PREFIX.length))
      : allowedInFolder.has(relative);
  };
  const files = await listFiles(tree);
  const archivedFiles = readArchive(asarPathOf(installed)).entries.map((entry) => entry.path);
  return [
    ...files
      .filter((file) => !mayBeOnDisk(file))
      .map((file) => `${file} is not on the list of allowed files`),
    ...archivedFiles
      .filter((file) => !mayBeInArchive(file))
      .map((file) => `app.asar: ${file} is not on the list of allowed files`),
    ...[...allowedInFolder]
      .filter((file) => !files.includes(installPrefix + file))
      .map((file) => `${file} is missing`),
  ];
};
