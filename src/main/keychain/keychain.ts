/**
 * Access to the keychain of the operating system: Credential Manager on Windows, Secret Service on Linux. There is no plain-text
 * fallback. On Linux the store is set explicitly, because the library otherwise silently uses the kernel keyring, which is lost
 * at a restart.
 */
import type { AsyncEntry } from '@napi-rs/keyring';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Keychain } from './port.ts';

export interface KeychainOptions {
  /** Service name of the entries in the system's keychain. */
  readonly service?: string;
  /** Timeout per call, because a locked keychain can wait indefinitely for its unlock prompt. */
  readonly timeoutMs?: number;
}

/** Limit of Windows' Credential Manager, applied on every system. */
const MAX_SECRET_BYTES = 2_560;

/** Time for which every call fails immediately after the session bus has blocked the process. */
const BACK_OFF_MS = 60_000;

const TIMED_OUT = Symbol('timed out');

export const createKeychain = ({
  service = 'ekyc-branch-kiosk',
  timeoutMs = limits.keychainTimeoutMs,
}: KeychainOptions = {}): Keychain => {
  const entries = new Map<string, AsyncEntry>();
  let unavailableUntil = 0;

  /**
   * The library is loaded at first use, so that the app also starts on machines where it cannot be loaded. On Linux, creating an
   * entry connects to the session bus and can block the process for half a minute. Entries are therefore cached, and after such a
   * delay calls fail immediately for `BACK_OFF_MS`.
   */
  const getEntry = async (account: string): Promise<AsyncEntry> => {
    const cached = entries.get(account);
    if (cached) return cached;
    const library = await import('@napi-rs/keyring');
    const startedAt = performance.now();
    try {
      const entry = new library.AsyncEntry(service, account, {
        linux: { store: 'secret-service' },
      });
      entries.set(account, entry);
      return entry;
    } finally {
      if (performance.now() - startedAt > timeoutMs)
        unavailableUntil = performance.now() + BACK_OFF_MS;
    }
  };

  const runOperation = async <T>(
    account: string,
    operation: (entry: AsyncEntry, signal: AbortSignal) => Promise<T>,
  ): Promise<Result<T>> => {
    if (performance.now() < unavailableUntil) return err('KEY-TIMEOUT');
    const abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<typeof TIMED_OUT>((resolve) => {
      timer = setTimeout(() => resolve(TIMED_OUT), timeoutMs);
    });
    try {
      const outcome = await Promise.race([
        getEntry(account).then((entry) => operation(entry, abort.signal)),
        timeout,
      ]);
      return outcome === TIMED_OUT ? err('KEY-TIMEOUT') : ok(outcome);
    } catch {
      // The error is not logged, because its text may contain the account. The entry is removed from the cache, because its
      // connection may be broken.
      entries.delete(account);
      return err('KEY-UNAVAILABLE');
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  };

  return {
    get: async (account) => {
      const found = await runOperation(account, (entry, signal) => entry.getSecret(signal));
      return found.ok ? ok(found.data && Uint8Array.from(found.data)) : found;
    },
    set: async (account, secret) => {
      if (secret.byteLength > MAX_SECRET_BYTES) return err('KEY-UNAVAILABLE');
      const written = await runOperation(account, (entry, signal) =>
        entry.setSecret(secret, signal),
      );
      return written.ok ? ok(undefined) : written;
    },
    delete: (account) => runOperation(account, (entry, signal) => entry.deleteCredential(signal)),
  };
};
