/** Lists the npm packages that are installed with the app on one system, from the lock file. */
import { type LockFile, type LockEntry, packageNameOf } from './project.ts';
import type { Target } from './target.ts';

export interface ProductionPackage {
  readonly name: string;
  readonly version: string;
  /** Folder relative to the app's root. */
  readonly folder: string;
  readonly integrity: string;
  readonly license: string;
}

/** Whether a value satisfies npm's `os`, `cpu` or `libc` field, in which `!` excludes a value. */
const isValueAllowed = (
  allowed: string | readonly string[] | undefined,
  actual: string | null,
): boolean => {
  if (allowed === undefined) return true;
  const values = typeof allowed === 'string' ? [allowed] : allowed;
  const excluded = values.filter((value) => value.startsWith('!'));
  return excluded.length > 0
    ? !excluded.includes(`!${actual}`)
    : actual !== null && values.includes(actual);
};

const supportsTarget = (entry: LockEntry, target: Target): boolean =>
  isValueAllowed(entry.os, target.os) &&
  isValueAllowed(entry.cpu, target.cpu) &&
  isValueAllowed(entry.libc, target.libc);

/** Lock entries of production packages for all systems. */
export const productionEntries = (lock: LockFile): [string, LockEntry][] =>
  Object.entries(lock.packages).filter(
    ([folder, entry]) => folder !== '' && entry.dev !== true && entry.link !== true,
  );

/** Resolves a dependency as Node does: in the nearest node_modules folder, from the dependent package upwards. */
const resolveFolder = (lock: LockFile, dependentFolder: string, name: string): string | null => {
  for (
    let base = dependentFolder;
    ;
    base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))
  ) {
    const folder = `${base === '' ? '' : `${base}/`}node_modules/${name}`;
    if (lock.packages[folder]) return folder;
    if (base === '') return null;
  }
};

/** The packages that the app depends on, directly or transitively, and that support the target system; sorted by folder. */
export const productionPackages = (lock: LockFile, target: Target): ProductionPackage[] => {
  const entries = new Map<string, LockEntry>();
  const visit = (dependentFolder: string): void => {
    const { dependencies, optionalDependencies } = lock.packages[dependentFolder] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const folder = resolveFolder(lock, dependentFolder, name);
      const entry = folder === null ? undefined : lock.packages[folder];
      if (folder === null || !entry || entries.has(folder) || !supportsTarget(entry, target))
        continue;
      entries.set(folder, entry);
      visit(folder);
    }
  };
  visit('');
  return [...entries]
    .map(([folder, { version = '', integrity = '', license = '' }]) => ({
      name: packageNameOf(folder),
      version,
      folder,
      integrity,
      license,
    }))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
};
