/** The npm packages that are installed with the app on one system, read from the lock file. */
import { type Lock, type LockEntry, packageNameOf } from './project.ts';
import type { Target } from './target.ts';

export interface ProductionPackage {
  readonly name: string;
  readonly version: string;
  /** Folder from the app's root. */
  readonly folder: string;
  readonly integrity: string;
  readonly license: string;
}

const suits = (wanted: string | readonly string[] | undefined, actual: string | null): boolean => {
  if (wanted === undefined) return true;
  const values = typeof wanted === 'string' ? [wanted] : wanted;
  const refused = values.filter((value) => value.startsWith('!'));
  return refused.length > 0
    ? !refused.includes(`!${actual}`)
    : actual !== null && values.includes(actual);
};

const isInstalled = (entry: LockEntry, target: Target): boolean =>
  suits(entry.os, target.os) && suits(entry.cpu, target.cpu) && suits(entry.libc, target.libc);

/** Lock entries of production packages for all systems. */
export const productionEntries = (lock: Lock): [string, LockEntry][] =>
  Object.entries(lock.packages).filter(
    ([folder, entry]) => folder !== '' && entry.dev !== true && entry.link !== true,
  );

/** Node's lookup: the package in the nearest node_modules folder, from the dependent outwards. */
const resolveFolder = (lock: Lock, from: string, name: string): string | null => {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    const folder = `${base === '' ? '' : `${base}/`}node_modules/${name}`;
    if (lock.packages[folder]) return folder;
    if (base === '') return null;
  }
};

/** Those that the app depends on, directly or not, and that are made for the target system; sorted by folder. */
export const productionPackages = (lock: Lock, target: Target): ProductionPackage[] => {
  const found = new Map<string, LockEntry>();
  const visit = (from: string): void => {
    const { dependencies, optionalDependencies } = lock.packages[from] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const folder = resolveFolder(lock, from, name);
      const entry = folder === null ? undefined : lock.packages[folder];
      if (folder === null || !entry || found.has(folder) || !isInstalled(entry, target)) continue;
      found.set(folder, entry);
      visit(folder);
    }
  };
  visit('');
  return [...found]
    .map(([folder, { version = '', integrity = '', license = '' }]) => ({
      name: packageNameOf(folder),
      version,
      folder,
      integrity,
      license,
    }))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
};
