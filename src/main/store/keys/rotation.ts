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
  /** Whether it is still stored under the account of the next key. */
  readonly beside: boolean;
}

/** The key that opens the store as it is now. Failures: KEY-UNAVAILABLE, KEY-TIMEOUT, STORE-…. */
export const keyInUse = async ({
  keychain,
  scope,
  store,
}: Omit<RotationDeps, 'log'>): Promise<Result<KeyInUse>> => {
  const loaded = await loadMasterKey(keychain, scope);
  if (!loaded.ok) return loaded;
  for (const [key, beside] of [
    [loaded.data.key, false],
    [loaded.data.next, true],
  ] as const) {
    if (!key) continue;
    const used = await store.usesKey(key);
    if (!used.ok) return used;
    if (used.data) return ok({ key, beside });
  }
  return err('KEY-UNAVAILABLE');
};

/** Failures: KEY-UNAVAILABLE, KEY-TIMEOUT, STORE-FULL, STORE-WRITE; then the key is unchanged. */
export const rotateKey = async (deps: RotationDeps): Promise<Result<undefined>> => {
  const { keychain, scope, store, log } = deps;
  const present = await keyInUse(deps);
  if (!present.ok) return present;
  if (present.data.beside) {
    // The last rotation was not finished: the account for the next key must be free before it is used again.
    const settled = await promoteKey(keychain, scope, present.data.key);
    if (!settled.ok) return settled;
  }
  const next = randomBytes(KEY_BYTES);
  const { next: account } = keyAccounts(scope);
  const kept = await storeKey(keychain, account, next);
  if (!kept.ok) return kept;
  const rotated = await store.rotate(next);
  if (!rotated.ok) {
    const has = await store.usesKey(next);
    // If the key in use cannot be determined, both stay in the keychain, and the next start decides.
    if (has.ok && !has.data) await keychain.delete(account);
    return rotated;
  }
  const promoted = rotated.data.anchored ? await promoteKey(keychain, scope, next) : ok(undefined);
  // The store uses the new key, and both are in the keychain: the next start finishes the rotation.
  if (!promoted.ok || !rotated.data.anchored)
    log.warn('keys.rotation-unfinished', { ...(!promoted.ok && { code: promoted.error.code }) });
  log.info('keys.rotated', {});
  return ok(undefined);
};
