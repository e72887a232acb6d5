/** The key that seals the store: made once, kept in the keychain and nowhere else. */
import { randomBytes } from 'node:crypto';
import { err, ok, type Result } from '#shared/result.ts';
import type { Keychain } from '../keychain/port.ts';

export const MASTER_KEY_ACCOUNT = 'store-master-key';
const KEY_BYTES = 32;

export interface MasterKey {
  readonly key: Buffer;
  /** Whether it was made just now: then nothing that exists can be sealed with it. */
  readonly created: boolean;
}

/**
 * The key of the store. Makes one when the keychain has none, and reads it back before anything is sealed with it.
 * Failures: KEY-UNAVAILABLE, KEY-TIMEOUT.
 */
export const loadMasterKey = async (keychain: Keychain): Promise<Result<MasterKey>> => {
  const found = await keychain.get(MASTER_KEY_ACCOUNT);
  if (!found.ok) return found;
  // A secret of another length is not a key of ours, so nothing was ever sealed with it.
  if (found.data?.byteLength === KEY_BYTES) return ok({ key: Buffer.from(found.data), created: false });
  const key = randomBytes(KEY_BYTES);
  const written = await keychain.set(MASTER_KEY_ACCOUNT, key);
  if (!written.ok) return written;
  const kept = await keychain.get(MASTER_KEY_ACCOUNT);
  if (!kept.ok) return kept;
  return kept.data && key.equals(kept.data) ? ok({ key, created: true }) : err('KEY-UNAVAILABLE');
};
