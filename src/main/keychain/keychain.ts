/**
 * The keychain of the operating system: Credential Manager on Windows, the Secret Service on Linux. There is no fallback: on
 * Linux the store is fixed, because the library would otherwise silently use the kernel keyring, which a restart clears.
 */
import type { AsyncEntry } from '@napi-rs/keyring';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Keychain } from './port.ts';

export interface KeychainOptions {
  /** Service name of the entries in the system's keychain. */
  readonly service?: string;
  /** Limit per call, because a locked keychain can wait indefinitely for its unlock prompt. */
  readonly timeoutMs?: number;
}

/** Limit of Windows' Credential Manager, applied on every system. */
const MAX_BYTES = 2_560;

const BACK_OFF_MS = 60_000;

const TIMED_OUT = Symbol('timed out');

export const createKeychain = ({
  service = 'ekyc-branch-kiosk',
  timeoutMs = limits.keychainTimeoutMs,
}: KeychainOptions = {}): Keychain => {
  const entries = new Map<string, AsyncEntry>();
  let unavailableUntil = 0;

  /**
   * The library is loaded on first use, so that the app starts without a keychain on machines where it cannot be loaded. On
   * Linux creating an entry connects to the session bus and may block for half a minute. Therefore entries are cached, and
   * after such a delay the keychain counts as unavailable for a while.
   */
  const entryFor = async (account: string): Promise<AsyncEntry> => {
    const kept = entries.get(account);
    if (kept) return kept;
    const library = await import('@napi-rs/keyring');
    const startedMs = performance.now();
    try {
      const entry = new library.AsyncEntry(service, account, {
        linux: { store: 'secret-service' },
      });
      entries.set(account, entry);
      return entry;
    } finally {
      if (performance.now() - startedMs > timeoutMs)
        unavailableUntil = performance.now() + BACK_OFF_MS;
    }
  };

  const call = async <T>(
    account: string,
    operation: (entry: AsyncEntry, signal: AbortSignal) => Promise<T>,
  ): Promise<Result<T>> => {
    if (performance.now() < unavailableUntil) return err('KEY-TIMEOUT');
    const abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<typeof TIMED_OUT>((resolve) => {
      timer = setTimeout(() => resolve(TIMED_OUT), timeoutMs);
    });
    try {
      const answer = await Promise.race([
        entryFor(account).then((entry) => operation(entry, abort.signal)),
        late,
      ]);
      return answer === TIMED_OUT ? err('KEY-TIMEOUT') : ok(answer);
    } catch {
      // The error is not inspected, because its text may contain the account. The entry is dropped in case its connection
      // broke.
      entries.delete(account);
      return err('KEY-UNAVAILABLE');
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  };

  return {
    get: async (account) => {
      const found = await call(account, (entry, signal) => entry.getSecret(signal));
      return found.ok ? ok(found.data && Uint8Array.from(found.data)) : found;
    },
    set: async (account, secret) => {
      if (secret.byteLength > MAX_BYTES) return err('KEY-UNAVAILABLE');
      const written = await call(account, (entry, signal) => entry.setSecret(secret, signal));
      return written.ok ? ok(undefined) : written;
    },
    delete: (account) => call(account, (entry, signal) => entry.deleteCredential(signal)),
  };
};
