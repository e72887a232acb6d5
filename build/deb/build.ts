/** Builds the .deb of an unpacked app with dpkg-deb. */
import { chmod, copyFile, cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listFiles, setTimes } from '#build/files.ts';
import { desktopIconSizes } from '#build/icon/icon.ts';
import { displayName, type PackageInfo } from '#build/package-info.ts';
import type { Manifest } from '#build/project.ts';
import { run } from '#build/run.ts';
import { PACKAGE_NAME, type Target } from '#build/target.ts';
import { controlFile, copyrightFile, desktopEntry } from './control.ts';
import { INSTALL_FOLDER, maintainerScripts } from './scripts.ts';

export interface DebInput {
  readonly unpackedFolder: string;
  readonly packageFile: string;
  readonly work: string;
  readonly icons: string;
  readonly manifest: Manifest;
  readonly info: PackageInfo;
  readonly target: Target;
  /** Seconds since 1970. */
  readonly date: number;
}

const writeTreeFile = async (tree: string, file: string, content: string): Promise<void> => {
  const destination = path.join(tree, file);
  await mkdir(path.dirname(destination), { recursive: true });
  await writeFile(destination, content);
};

const copyIcons = async (icons: string, tree: string): Promise<void> => {
  for (const size of desktopIconSizes) {
    const folder = path.join(tree, `usr/share/icons/hicolor/${size}x${size}/apps`);
    await mkdir(folder, { recursive: true });
    await copyFile(path.join(icons, `${size}.png`), path.join(folder, `${PACKAGE_NAME}.png`));
  }
};

const createMd5Sums = async (tree: string): Promise<string> => {
  const files = (await listFiles(tree)).filter((file) => !file.startsWith('DEBIAN/'));
  return run('md5sum', files, { cwd: tree });
};

/** Sets the mode of every file, so that the package does not depend on the umask of the build. */
const setModes = async (tree: string, executables: readonly string[]): Promise<void> => {
  await run('chmod', ['-R', 'u=rwX,go=rX', tree]);
  for (const file of await listFiles(tree))
    await chmod(path.join(tree, file), executables.includes(file) ? 0o755 : 0o644);
};

export const buildDeb = async ({
  unpackedFolder: unpacked,
  packageFile: output,
  work,
  icons,
  manifest,
  info,
  target,
  date,
}: DebInput): Promise<void> => {
  const tree = path.join(work, 'deb');
  await rm(tree, { recursive: true, force: true });
  await cp(unpacked, path.join(tree, INSTALL_FOLDER), { recursive: true });
  const name = displayName(manifest.productName, info.release);
  await writeTreeFile(tree, `usr/share/applications/${PACKAGE_NAME}.desktop`, desktopEntry(name));
  await writeTreeFile(tree, `usr/share/doc/${PACKAGE_NAME}/copyright`, copyrightFile(name));
  await copyIcons(icons, tree);
  let totalBytes = 0;
  for (const file of await listFiles(tree)) totalBytes += (await stat(path.join(tree, file))).size;
  const { description } = manifest;
  const scripts = maintainerScripts(info.version);
  const control = controlFile({
    version: info.version,
    displayName: name,
    description,
    release: info.release,
    installedSize: Math.ceil(totalBytes / 1024),
  });
  await writeTreeFile(tree, 'DEBIAN/control', control);
  await writeTreeFile(tree, 'DEBIAN/md5sums', await createMd5Sums(tree));
  for (const [script, text] of Object.entries(scripts))
    await writeTreeFile(tree, `DEBIAN/${script}`, text);
  const programs = [target.executable, 'chrome-sandbox', 'chrome_crashpad_handler'].map(
    (file) => `${INSTALL_FOLDER.slice(1)}/${file}`,
  );
  await setModes(tree, [...programs, ...Object.keys(scripts).map((script) => `DEBIAN/${script}`)]);
  await setTimes(tree, date);
  await rm(output, { force: true });
  await run('dpkg-deb', ['--build', '--root-owner-group', '-Zzstd', tree, output], {
    env: { SOURCE_DATE_EPOCH: String(date) },
  });
};
