/** Interface of the operating system's keychain. */
import type { Result } from '#shared/result.ts';

/**
 * Secrets by account name, at most 2,560 bytes each (the limit of Windows' Credential Manager).
 * Failures: KEY-UNAVAILABLE (no keychain, locked, refused) and KEY-TIMEOUT (it asks somebody who is not there).
 */
export interface Keychain {
  /** @returns null when there is no such secret. */
  get(account: string): Promise<Result<Uint8Array | null>>;
  set(account: string, secret: Uint8Array): Promise<Result<undefined>>;
  /** @returns whether there was one. */
  delete(account: string): Promise<Result<boolean>>;
}
