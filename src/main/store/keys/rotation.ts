/**
 * Rotates the master key: the new one is stored in the keychain in addition to the old one before the store is changed,
 * and replaces it only when the store and its anchor use it. After an interruption at any point, one of the two opens
 * the store.
 */
import { randomBytes } from 'node:crypto';
import { err, ok, type Result } from '#shared/result.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import { storeKey, keyAccounts, loadMasterKey, promoteKey } from './master-key.ts';
import type { Store } from '#main/store/port.ts';

export interface RotationDeps {
  readonly keychain: Keychain;
  readonly scope: string;
  readonly store: Pick<Store, 'usesKey' | 'rotate'>;
  readonly log: Log;
}

const KEY_BYTES = 32;

export interface KeyInUse {
  readonly key: Buffer;
  /** Whether the key is still stored under the account of the next key. */
  readonly isNext: boolean;
}

/** The key that opens the store as it is now. Failures: KEY-UNAVAILABLE, KEY-TIMEOUT, STORE-…. */
export const findKeyInUse = async ({
  keychain,
  scope,
  store,
}: Omit<RotationDeps, 'log'>): Promise<Result<KeyInUse>> => {
  const loaded = await loadMasterKey(keychain, scope);
  if (!loaded.ok) return loaded;
  for (const [key, isNext] of [
    [loaded.data.key, false],
    [loaded.data.next, true],
  ] as const) {
    if (!key) continue;
    const used = await store.usesKey(key);
    if (!used.ok) return used;
    if (used.data) return ok({ key, isNext });
  }
  return err('KEY-UNAVAILABLE');
};

/** Failures: KEY-UNAVAILABLE, KEY-TIMEOUT, STORE-FULL, STORE-WRITE; after a failure the key is unchanged. */
export const rotateKey = async (deps: RotationDeps): Promise<Result<undefined>> => {
  const { keychain, scope, store, log } = deps;
  const inUse = await findKeyInUse(deps);
  if (!inUse.ok) return inUse;
  if (inUse.data.isNext) {
    // The last rotation was not finished. The account of the next key must be free before this rotation uses it.
    const finished = await promoteKey(keychain, scope, inUse.data.key);
    if (!finished.ok) return finished;
  }
  const next = randomBytes(KEY_BYTES);
  const { next: account } = keyAccounts(scope);
  const stored = await storeKey(keychain, account, next);
  if (!stored.ok) return stored;
  const rotated = await store.rotate(next);
  if (!rotated.ok) {
    const usesNext = await store.usesKey(next);
    // If the key in use cannot be determined, both remain in the keychain, and the next start determines it.
    if (usesNext.ok && !usesNext.data) await keychain.delete(account);
    return rotated;
  }
  const promoted = rotated.data.anchored ? await promoteKey(keychain, scope, next) : ok(undefined);
  // The store uses the new key, and both keys are in the keychain, so the next start finishes the rotation.
  if (!promoted.ok || !rotated.data.anchored)
    log.warn('keys.rotation-unfinished', { ...(!promoted.ok && { code: promoted.error.code }) });
  log.info('keys.rotated', {});
  return ok(undefined);
};
