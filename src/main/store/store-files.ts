/** Names of the store's files in its folder, and setting a store aside by renaming them. */
import { readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { SET_ASIDE_PREFIX } from './keys/set-aside.ts';

export const STORE_FILE = 'store.sqlite';
/** Name of a new store until it is complete. */
export const REPLACEMENT_FILE = 'store.fresh.sqlite';
export const ANCHOR_FILE = 'store.anchor';

/** Names of a file and of the files that SQLite creates beside it, such as its journal; the file itself first. */
export const listDatabaseFiles = (dataDir: string, name: string): string[] =>
  readdirSync(dataDir)
    .filter((file) => file === name || file.startsWith(`${name}-`))
    .sort();

/** Name under which a store is set aside. @param at time in its name, epoch milliseconds. */
export const setAsideName = (at: number): string =>
  `${SET_ASIDE_PREFIX}${new Date(at).toISOString().replace(/[:.]/g, '-')}.sqlite`;

/** Renames `store.sqlite`, `store.sqlite-wal`, `store.sqlite-shm` → `store.set-aside-2026-11-23T08-15-00-000Z.sqlite…`. */
export const setAsideStore = (dataDir: string, at: number): void => {
  const name = setAsideName(at);
  // The main file is renamed last: until then the next start detects the same state again.
  for (const file of listDatabaseFiles(dataDir, STORE_FILE).reverse()) {
    renameSync(path.join(dataDir, file), path.join(dataDir, name + file.slice(STORE_FILE.length)));
  }
};
