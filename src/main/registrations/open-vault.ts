/**
 * Opens the counter's store with its key, and decides what happens when one of them is missing or damaged. Nothing is ever
 * deleted or made anew over what is there: a store that cannot be used is set aside under a name that says when.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import type { AppState } from '#shared/ipc/contract.ts';
import { ok, type Err, type Result } from '#shared/result.ts';
import type { Keychain } from '../keychain/port.ts';
import { loadMasterKey, type MasterKey } from './master-key.ts';
import type { Log } from '../log/log.ts';
import { openStore, type Store } from './store.ts';

export interface Vault {
  readonly store: Store;
  readonly keychain: AppState['keychain'];
  /** What happened, when the store was not simply opened. */
  readonly notice: AppState['storeNotice'];
}

export interface VaultDeps {
  readonly dataDir: string;
  readonly keychain: Keychain;
  readonly log: Log;
  readonly now?: () => number;
}

const FILE = 'store.sqlite';
const KEY_BYTES = 32;

const inMemory = async (): Promise<Store> => {
  const store = await openStore({ path: ':memory:', masterKey: randomBytes(KEY_BYTES) });
  if (!store.ok) throw new Error('no store in memory');
  return store.data;
};

/** `store.sqlite`, `store.sqlite-wal`, `store.sqlite-shm` → `store.set-aside-2026-11-23T08-15-00-000Z.sqlite…`. */
const setAside = (dataDir: string, at: number): void => {
  const name = `store.set-aside-${new Date(at).toISOString().replace(/[:.]/g, '-')}.sqlite`;
  const files = readdirSync(dataDir).filter((file) => file === FILE || file.startsWith(`${FILE}-`));
  // The main file goes last: as long as it is here, the next start finds the same trouble again.
  for (const file of files.sort().reverse()) renameSync(path.join(dataDir, file), path.join(dataDir, name + file.slice(FILE.length)));
};

/** A failure of the file system where a store should be. */
const fileError = (thrown: unknown): Err => ({
  ok: false,
  error: { code: thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC' ? 'STORE-FULL' : 'STORE-WRITE' },
});

type Opened = { store: Store; notice: AppState['storeNotice'] };

const openFile = async (deps: VaultDeps, { key, created }: MasterKey): Promise<Result<Opened>> => {
  try {
    mkdirSync(deps.dataDir, { recursive: true, mode: 0o700 });
    const file = path.join(deps.dataDir, FILE);
    const exists = existsSync(file);
    const open = async (): Promise<Result<Store>> => {
      const opened = await openStore({ path: file, masterKey: key });
      // Windows knows no such modes and keeps the folder to its user.
      if (opened.ok) chmodSync(file, 0o600);
      return opened;
    };
    const empty = exists && statSync(file).size === 0;
    // Somebody emptied it: SQLite would take it for new. With a new key, nothing can have been lost yet.
    const first = empty && !created ? { ok: false as const, error: { code: 'STORE-DAMAGED' as const } } : await open();
    if (first.ok) return ok({ store: first.data, notice: null });
    const { code } = first.error;
    if (code !== 'STORE-DAMAGED' && code !== 'STORE-KEY-LOST') return first;
    deps.log.error('store.set-aside', { code });
    setAside(deps.dataDir, (deps.now ?? Date.now)());
    const second = await open();
    return second.ok ? ok({ store: second.data, notice: code }) : second;
  } catch (thrown) {
    return fileError(thrown);
  }
};

/** Never fails: without a keychain, or without a disk that takes a store, the store lives in memory and the notice says so. */
export const openVault = async (deps: VaultDeps): Promise<Vault> => {
  const key = await loadMasterKey(deps.keychain);
  if (!key.ok) {
    deps.log.error('store.no-key', { code: key.error.code });
    return { store: await inMemory(), keychain: 'unavailable', notice: 'KEY-UNAVAILABLE' };
  }
  const opened = await openFile(deps, key.data);
  if (opened.ok) return { ...opened.data, keychain: 'ok' };
  deps.log.error('store.not-opened', { code: opened.error.code });
  return { store: await inMemory(), keychain: 'ok', notice: opened.error.code === 'STORE-FULL' ? 'STORE-FULL' : 'STORE-WRITE' };
};
