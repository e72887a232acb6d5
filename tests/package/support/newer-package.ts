/** Builds a package of a later version, for tests of upgrades and refused downgrades. */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../../..');

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

export const NEWER_VERSION = '99.0.0';

/** @param args further arguments of `build/package.ts`. @returns the path of the built package. */
export const buildNewerPackage = async (
  output: string,
  extension: '.deb' | '.msi',
  ...args: string[]
): Promise<string> => {
  await execFileAsync(
    process.execPath,
    ['build/package.ts', '--output', output, '--package-version', NEWER_VERSION, ...args],
    { cwd: root, maxBuffer: MAX_OUTPUT_BYTES },
  );
  const name = (await readdir(output)).find((file) => file.endsWith(extension));
  return path.join(output, name ?? '');
};
