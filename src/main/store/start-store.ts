/** Opens the store at start: on disk with the key of the keychain, or in memory when key or disk is not available. */
import { randomBytes } from 'node:crypto';
import type { AppState } from '#shared/ipc/contract.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import { createKeychainMark } from './keychain-mark.ts';
import { keyAccounts, loadMasterKey, promoteKey } from './keys/master-key.ts';
import { openStoreFile, type OpenedStoreFile, type StoreFileOptions } from './open-store-file.ts';
import { setMeta } from './meta.ts';
import type { Store } from './port.ts';
import { openStore } from './open-store.ts';

export interface StartedStore {
  readonly store: Store;
  readonly keychain: AppState['keychain'];
  /** Reason why the store is not the one last written; null after a normal start. */
  readonly notice: AppState['storeNotice'];
  /** For a damaged store: number of registrations salvaged and lost. */
  readonly params: AppState['storeNoticeParams'];
  /** Writes the store's progress into the keychain; to be called periodically and before the store is closed. Never rejects. */
  readonly saveKeychainMark: () => Promise<void>;
}

export interface StartStoreDeps {
  readonly dataDir: string;
  readonly keychain: Keychain;
  readonly log: Log;
  /** '' in production, 'training' in training mode: the two have separate keys. */
  readonly scope?: string;
  readonly now?: () => number;
  /** Opens the store in its folder; default: in this process. */
  readonly open?: (options: StoreFileOptions) => Promise<Result<OpenedStoreFile>>;
}

const KEY_BYTES = 32;

/**
 * Opens a store in memory. It has no record of the last reference number, so its numbers start at the current time in seconds, and none of
 * an earlier start is repeated.
 */
const openInMemoryStore = async (now: () => number): Promise<Store> => {
  const store = await openStore({
    path: ':memory:',
    masterKey: randomBytes(KEY_BYTES),
    fill: (db) => setMeta(db, 'next-number', Math.floor(now() / 1_000) % 100_000_000),
  });
  if (!store.ok) throw new Error('no store in memory');
  return store.data;
};

interface UnfinishedRotation {
  readonly keychain: Keychain;
  readonly scope: string;
  readonly next: Uint8Array;
  readonly byOtherKey: boolean;
  /** Whether the store was opened, so that `byOtherKey` is reliable. */
  readonly isStoreOpened: boolean;
}

/**
 * Completes an interrupted key rotation, whose progress is determined by the key that opened the store. After a failure both keys remain
 * for the next start.
 */
const finishRotation = async ({
  keychain,
  scope,
  next,
  byOtherKey,
  isStoreOpened,
}: UnfinishedRotation): Promise<Result<undefined>> => {
  if (byOtherKey) return promoteKey(keychain, scope, next);
  if (!isStoreOpened) return ok(undefined);
  const removed = await keychain.delete(keyAccounts(scope).next);
  return removed.ok ? ok(undefined) : removed;
};

/** Never fails: without a keychain or a writable disk the store is in memory, and the notice reports it. */
export const startStore = async (deps: StartStoreDeps): Promise<StartedStore> => {
  const { dataDir, keychain, log, scope = '', now = Date.now } = deps;
  const loaded = await loadMasterKey(keychain, scope);
  if (!loaded.ok) {
    log.error('store.key-missing', { code: loaded.error.code });
    return {
      store: await openInMemoryStore(now),
      keychain: 'unavailable',
      notice: 'KEY-UNAVAILABLE',
      params: null,
      saveKeychainMark: async () => undefined,
    };
  }
  const keychainMark = createKeychainMark({ keychain, scope, dataDir, log });
  const minimumMark = await keychainMark.read();
  const { key: masterKey, next } = loaded.data;
  const opened = await (deps.open ?? openStoreFile)({
    dataDir,
    masterKey,
    ...(next && { otherKey: next }),
    ...(minimumMark && { minimumMark }),
    ...(deps.now && { now: deps.now }),
  });
  if (opened.ok) {
    const { store, notice, params, byOtherKey } = opened.data;
    const finished =
      next &&
      (await finishRotation({
        keychain,
        scope,
        next,
        byOtherKey,
        isStoreOpened: notice === null || notice === 'STORE-ROLLED-BACK',
      }));
    if (finished && !finished.ok)
      log.warn('store.keys-rotation-unfinished', { code: finished.error.code });
    if (notice) log.error('store.state-mismatch', { code: notice });
    const saveKeychainMark = async (): Promise<void> => {
      const mark = await store.mark();
      if (mark.ok) await keychainMark.write(mark.data);
    };
    await saveKeychainMark();
    return { store, keychain: 'ok', notice, params, saveKeychainMark };
  }
  log.error('store.not-opened', { code: opened.error.code });
  const { code } = opened.error;
  const notice = code === 'STORE-FULL' || code === 'STORE-NEWER' ? code : 'STORE-WRITE';
  return {
    store: await openInMemoryStore(now),
    keychain: 'ok',
    notice,
    params: null,
    saveKeychainMark: async () => undefined,
  };
};
