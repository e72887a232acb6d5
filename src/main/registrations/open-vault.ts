/** The store of this counter at start: under the keychain's key on disk, or in memory where that cannot be. */
import { randomBytes } from 'node:crypto';
import type { AppState } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/result.ts';
import type { Keychain } from '../keychain/port.ts';
import type { Log } from '../log/log.ts';
import { loadMasterKey } from './master-key.ts';
import { openFile, type OpenedFile, type OpenFileOptions } from './open-file.ts';
import { openStore, type Store } from './store.ts';

export interface Vault {
  readonly store: Store;
  readonly keychain: AppState['keychain'];
  /** What happened, when the store was not simply opened. */
  readonly notice: AppState['storeNotice'];
  /** Of a damaged store: how many came over into the new one, how many did not. */
  readonly params: AppState['storeNoticeParams'];
}

export interface VaultDeps {
  readonly dataDir: string;
  readonly keychain: Keychain;
  readonly log: Log;
  readonly now?: () => number;
  /** Opens the store in its folder; in this process unless told otherwise. */
  readonly open?: (options: OpenFileOptions) => Promise<Result<OpenedFile>>;
}

const KEY_BYTES = 32;

const inMemory = async (): Promise<Store> => {
  const store = await openStore({ path: ':memory:', masterKey: randomBytes(KEY_BYTES) });
  if (!store.ok) throw new Error('no store in memory');
  return store.data;
};

/** Never fails: without a keychain, or without a disk that takes a store, the store lives in memory and the notice says so. */
export const openVault = async (deps: VaultDeps): Promise<Vault> => {
  const { dataDir, log } = deps;
  const loaded = await loadMasterKey(deps.keychain);
  if (!loaded.ok) {
    log.error('store.no-key', { code: loaded.error.code });
    return { store: await inMemory(), keychain: 'unavailable', notice: 'KEY-UNAVAILABLE', params: null };
  }
  const opened = await (deps.open ?? openFile)({ dataDir, masterKey: loaded.data.key, ...(deps.now && { now: deps.now }) });
  if (opened.ok) {
    const { store, notice, params } = opened.data;
    if (notice) log.error('store.not-as-left', { code: notice });
    return { store, keychain: 'ok', notice, params };
  }
  log.error('store.not-opened', { code: opened.error.code });
  const notice = opened.error.code === 'STORE-FULL' ? 'STORE-FULL' : 'STORE-WRITE';
  return { store: await inMemory(), keychain: 'ok', notice, params: null };
};
