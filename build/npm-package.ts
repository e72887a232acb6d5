/** Downloads one npm package by version and digest, without installing it. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { run } from './run.ts';

export interface PackageVersion {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** @returns the folder with the package's files. */
export const fetchPackage = async (
  { name, version, integrity }: PackageVersion,
  parentFolder: string,
): Promise<string> => {
  const folder = path.join(parentFolder, name.replace('/', '-'));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const args = [
    'pack',
    `${name}@${version}`,
    '--json',
    '--prefer-offline',
    '--ignore-scripts',
    '--pack-destination',
    folder,
  ];
  const [packed] = JSON.parse(await run('npm', args, { cwd: folder })) as { filename: string }[];
  const archive = path.join(folder, (packed?.filename ?? '').replace('@', '').replace('/', '-'));
  const digest = `sha512-${createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')}`;
  if (digest !== integrity)
    throw new Error(`${name}@${version} does not have the expected digest but ${digest}`);
  await run('tar', ['xzf', archive, '-C', folder]);
  await rm(archive);
  return path.join(folder, 'package');
};
