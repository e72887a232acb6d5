/** Interface of the operating system's keychain. */
import type { Result } from '#shared/result.ts';

/**
 * Secrets by account name, at most 2,560 bytes each (the limit of Windows' Credential Manager).
 * Failures: KEY-UNAVAILABLE (no keychain, locked, rejected) and KEY-TIMEOUT (no answer, for instance to a password prompt).
 */
export interface Keychain {
  /** @returns null when the account has no secret. */
  get(account: string): Promise<Result<Uint8Array | null>>;
  set(account: string, secret: Uint8Array): Promise<Result<undefined>>;
  /** @returns whether the account had a secret. */
  delete(account: string): Promise<Result<boolean>>;
}
