/** The key that signs audit exports. It is created at the first export and stored in the keychain only. */
import { err, ok, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import type { AuditKeychain } from './keychain-items.ts';
import { generatePrivateKey, parseSigningKey, type SigningKey } from './signing.ts';

/** An unreadable key is never replaced: auditors could not tell signatures with a new key from forgeries. */
const parseStoredKey = (bytes: Uint8Array): Result<SigningKey> => {
  const key = parseSigningKey(bytes);
  return key ? ok(key) : err('KEY-UNAVAILABLE');
};

/** @returns null before the first export. Failures: KEY-…. */
export const readSigningKey = async (
  auditKeychain: Pick<AuditKeychain, 'readSigningKey'>,
): Promise<Result<SigningKey | null>> => {
  const stored = await auditKeychain.readSigningKey();
  if (!stored.ok) return stored;
  return stored.data ? parseStoredKey(stored.data) : ok(null);
};

/** Failures: KEY-…. */
export const getOrCreateSigningKey = async (
  auditKeychain: Pick<AuditKeychain, 'readSigningKey' | 'storeSigningKey'>,
  log: Log,
): Promise<Result<SigningKey>> => {
  const found = await readSigningKey(auditKeychain);
  if (!found.ok) return found;
  if (found.data) return ok(found.data);
  const created = generatePrivateKey();
  const stored = await auditKeychain.storeSigningKey(created);
  if (!stored.ok) return stored;
  log.info('audit.signing-key-created', {});
  return parseStoredKey(created);
};
