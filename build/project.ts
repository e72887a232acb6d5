/** Reads the project's manifest, its lock file and the time of its commit. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from './run.ts';

export const root = path.resolve(import.meta.dirname, '..');

export interface Manifest {
  readonly name: string;
  readonly productName: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly type: string;
  readonly main: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
  readonly libc?: string | readonly string[];
}

export interface LockFile {
  readonly lockfileVersion: number;
  /** Keyed by folder: `node_modules/a`, `node_modules/a/node_modules/b`; '' is the project itself. */
  readonly packages: Readonly<Record<string, LockEntry>>;
}

const readJson = async <T>(file: string): Promise<T> =>
  JSON.parse(await readFile(path.join(root, file), 'utf8')) as T;

export const readManifest = (): Promise<Manifest> => readJson('package.json');
export const readLockFile = (): Promise<LockFile> => readJson('package-lock.json');

/** The package name of a folder: `@b/c` for `node_modules/a/node_modules/@b/c`. */
export const packageNameOf = (folder: string): string =>
  folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** The time of all files of a package in seconds since 1970: that of the commit, so that builds of one commit are reproducible. */
export const sourceDate = async (): Promise<number> => {
  const override = Number(process.env['SOURCE_DATE_EPOCH']);
  if (Number.isInteger(override) && override > 0) return override;
  return Number((await run('git', ['log', '-1', '--format=%ct'], { cwd: root })).trim());
};
