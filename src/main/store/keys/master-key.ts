/**
 * Loads and replaces the master key, which seals the store and is kept only in the keychain. During a rotation the keychain also holds
 * the next key until the store and its anchor use it: after an interruption at any point, one of the two opens the store.
 */
import { randomBytes } from 'node:crypto';
import { err, ok, type Result } from '#shared/result.ts';
import type { Keychain } from '#main/keychain/port.ts';

export const MASTER_KEY_ACCOUNT = 'store-master-key';
const KEY_BYTES = 32;

export interface MasterKey {
  readonly key: Buffer;
  /** Whether this call created the key, so that no existing data is sealed with it. */
  readonly isNew: boolean;
  /** The next key; null unless a rotation was interrupted. */
  readonly next: Buffer | null;
}

/** Accounts in the keychain. Training has keys of its own. */
export const keyAccounts = (scope: string): { readonly current: string; readonly next: string } => {
  const current = scope ? `${MASTER_KEY_ACCOUNT} ${scope}` : MASTER_KEY_ACCOUNT;
  return { current, next: `${current} next` };
};

/** Writes a key and reads it back. Failures: KEY-UNAVAILABLE, KEY-TIMEOUT. */
export const storeKey = async (
  keychain: Keychain,
  account: string,
  key: Uint8Array,
): Promise<Result<undefined>> => {
  const written = await keychain.set(account, key);
  if (!written.ok) return written;
  const stored = await keychain.get(account);
  if (!stored.ok) return stored;
  return stored.data && Buffer.from(key).equals(stored.data)
    ? ok(undefined)
    : err('KEY-UNAVAILABLE');
};

/** Replaces the current key by the next one, once the store uses the next one. After a failure both remain in the keychain. */
export const promoteKey = async (
  keychain: Keychain,
  scope: string,
  next: Uint8Array,
): Promise<Result<undefined>> => {
  const accounts = keyAccounts(scope);
  const stored = await storeKey(keychain, accounts.current, next);
  if (!stored.ok) return stored;
  const removed = await keychain.delete(accounts.next);
  return removed.ok ? ok(undefined) : removed;
};

/**
 * The key of the store. Creates one when the keychain has none, and reads it back before it is used.
 * @param scope '' in normal operation. Failures: KEY-UNAVAILABLE, KEY-TIMEOUT.
 */
export const loadMasterKey = async (keychain: Keychain, scope = ''): Promise<Result<MasterKey>> => {
  const accounts = keyAccounts(scope);
  const found = await keychain.get(accounts.current);
  if (!found.ok) return found;
  const nextFound = await keychain.get(accounts.next);
  if (!nextFound.ok) return nextFound;
  // A secret of another length is not a key of this app, so no data is sealed with it.
  const next = nextFound.data?.byteLength === KEY_BYTES ? Buffer.from(nextFound.data) : null;
  if (found.data?.byteLength === KEY_BYTES)
    return ok({ key: Buffer.from(found.data), isNew: false, next });
  const key = randomBytes(KEY_BYTES);
  const stored = await storeKey(keychain, accounts.current, key);
  return stored.ok ? ok({ key, isNew: true, next }) : stored;
};
