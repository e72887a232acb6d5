/** The store of this counter at start: under the keychain's key on disk, or in memory where that cannot be. */
import { randomBytes } from 'node:crypto';
import type { AppState } from '#shared/ipc/contract.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import { createKeychainMark } from './keychain-mark.ts';
import { keyAccounts, loadMasterKey, promoteKey } from './keys/master-key.ts';
import { openFile, type OpenedFile, type OpenFileOptions } from './open-store-file.ts';
import { setMeta } from './rows.ts';
import type { Store } from './port.ts';
import { openStore } from './store.ts';

export interface Vault {
  readonly store: Store;
  readonly keychain: AppState['keychain'];
  /** What happened, when the store was not simply opened. */
  readonly notice: AppState['storeNotice'];
  /** Of a damaged store: how many came over into the new one, how many did not. */
  readonly params: AppState['storeNoticeParams'];
  /** Writes into the keychain how far the store has come; to be called now and then, and before it is closed. Never rejects. */
  readonly keepMark: () => Promise<void>;
}

export interface VaultDeps {
  readonly dataDir: string;
  readonly keychain: Keychain;
  readonly log: Log;
  /** '' at work, 'training' in training: the two share no key. */
  readonly scope?: string;
  readonly now?: () => number;
  /** Opens the store in its folder; in this process unless told otherwise. */
  readonly open?: (options: OpenFileOptions) => Promise<Result<OpenedFile>>;
}

const KEY_BYTES = 32;

/**
 * The number of the last reference is lost with a store in memory: it begins with the second of its start, so that no
 * customer of an earlier start has the same one.
 */
const inMemory = async (now: () => number): Promise<Store> => {
  const store = await openStore({
    path: ':memory:',
    masterKey: randomBytes(KEY_BYTES),
    begin: (db) => setMeta(db, 'next-number', Math.floor(now() / 1_000) % 100_000_000),
  });
  if (!store.ok) throw new Error('no store in memory');
  return store.data;
};

interface Unsettled {
  readonly keychain: Keychain;
  readonly scope: string;
  readonly next: Uint8Array;
  readonly byOtherKey: boolean;
  /** The store itself said which key is its own. */
  readonly sound: boolean;
}

/** Ends a change of the key that was interrupted: the store says whether it got that far. Failures leave both keys, for the next start. */
const settleKeys = async ({
  keychain,
  scope,
  next,
  byOtherKey,
  sound,
}: Unsettled): Promise<Result<undefined>> => {
  if (byOtherKey) return promoteKey(keychain, scope, next);
  if (!sound) return ok(undefined);
  const removed = await keychain.delete(keyAccounts(scope).next);
  return removed.ok ? ok(undefined) : removed;
};

/** Never fails: without a keychain, or without a disk that takes a store, the store lives in memory and the notice says so. */
export const openVault = async (deps: VaultDeps): Promise<Vault> => {
  const { dataDir, keychain, log, scope = '', now = Date.now } = deps;
  const loaded = await loadMasterKey(keychain, scope);
  if (!loaded.ok) {
    log.error('store.key-missing', { code: loaded.error.code });
    return {
      store: await inMemory(now),
      keychain: 'unavailable',
      notice: 'KEY-UNAVAILABLE',
      params: null,
      keepMark: async () => undefined,
    };
  }
  const keychainMark = createKeychainMark({ keychain, scope, dataDir, log });
  const least = await keychainMark.read();
  const { key: masterKey, next } = loaded.data;
  const opened = await (deps.open ?? openFile)({
    dataDir,
    masterKey,
    ...(next && { otherKey: next }),
    ...(least && { least }),
    ...(deps.now && { now: deps.now }),
  });
  if (opened.ok) {
    const { store, notice, params, byOtherKey } = opened.data;
    const settled =
      next &&
      (await settleKeys({
        keychain,
        scope,
        next,
        byOtherKey,
        sound: notice === null || notice === 'STORE-ROLLED-BACK',
      }));
    if (settled && !settled.ok)
      log.warn('store.keys-rotation-unfinished', { code: settled.error.code });
    if (notice) log.error('store.state-mismatch', { code: notice });
    const keepMark = async (): Promise<void> => {
      const reached = await store.mark();
      if (reached.ok) await keychainMark.write(reached.data);
    };
    await keepMark();
    return { store, keychain: 'ok', notice, params, keepMark };
  }
  log.error('store.not-opened', { code: opened.error.code });
  const { code } = opened.error;
  const notice = code === 'STORE-FULL' || code === 'STORE-NEWER' ? code : 'STORE-WRITE';
  return {
    store: await inMemory(now),
    keychain: 'ok',
    notice,
    params: null,
    keepMark: async () => undefined,
  };
};
