/** Interface to the operating system's keychain. */
import type { Result } from '#shared/result.ts';

/**
 * Secrets by account name, at most 2,560 bytes each (the limit of Credential Manager on Windows).
 * Failures: KEY-UNAVAILABLE (no keychain, locked, rejected) and KEY-TIMEOUT (no response, for example to a password prompt).
 */
export interface Keychain {
  /** @returns null when the account has no secret. */
  get(account: string): Promise<Result<Uint8Array | null>>;
  /** After KEY-TIMEOUT the secret may still be written later, because a call that has begun cannot be cancelled. */
  set(account: string, secret: Uint8Array): Promise<Result<undefined>>;
  /** @returns whether the account had a secret. */
  delete(account: string): Promise<Result<boolean>>;
}
