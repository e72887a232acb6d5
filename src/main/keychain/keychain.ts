/**
 * The keychain of the operating system: Credential Manager on Windows, the Secret Service on Linux. There is no fallback of
 * any kind: on Linux the store is pinned, because the library would otherwise use the kernel's keyring without a word and
 * lose everything at the next restart.
 */
import type { AsyncEntry } from '@napi-rs/keyring';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Keychain } from './port.ts';

export interface KeychainOptions {
  /** Name under which people find the entries in the system's keychain. */
  readonly service?: string;
  /** A locked keychain may wait for a person without a limit. */
  readonly timeoutMs?: number;
}

/** Windows' Credential Manager takes no more; refused everywhere, so that no counter differs. */
const MOST_BYTES = 2_560;

const FROZEN_MS = 60_000;

const TIMED_OUT = Symbol('timed out');

export const createKeychain = ({
  service = 'ekyc-branch-kiosk',
  timeoutMs = limits.keychainTimeoutMs,
}: KeychainOptions = {}): Keychain => {
  const entries = new Map<string, AsyncEntry>();
  let frozenUntil = 0;

  /**
   * Loaded when first asked: a machine on which the library does not load has no keychain, and the app starts all the same.
   * On Linux making an entry connects to the session bus and blocks until the Secret Service answers or the bus gives up,
   * half a minute; so entries are kept, and after a freeze the keychain counts as unavailable for a while.
   */
  const entryFor = async (account: string): Promise<AsyncEntry> => {
    const kept = entries.get(account);
    if (kept) return kept;
    const library = await import('@napi-rs/keyring');
    const begun = performance.now();
    try {
      const entry = new library.AsyncEntry(service, account, {
        linux: { store: 'secret-service' },
      });
      entries.set(account, entry);
      return entry;
    } finally {
      if (performance.now() - begun > timeoutMs) frozenUntil = performance.now() + FROZEN_MS;
    }
  };

  const ask = async <T>(
    account: string,
    question: (entry: AsyncEntry, signal: AbortSignal) => Promise<T>,
  ): Promise<Result<T>> => {
    if (performance.now() < frozenUntil) return err('KEY-TIMEOUT');
    const abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<typeof TIMED_OUT>((resolve) => {
      timer = setTimeout(() => resolve(TIMED_OUT), timeoutMs);
    });
    try {
      const answer = await Promise.race([
        entryFor(account).then((entry) => question(entry, abort.signal)),
        late,
      ]);
      return answer === TIMED_OUT ? err('KEY-TIMEOUT') : ok(answer);
    } catch {
      // Every rejection means the same to us, and its text may name what was asked for. The connection may be what broke.
      entries.delete(account);
      return err('KEY-UNAVAILABLE');
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  };

  return {
    get: async (account) => {
      const found = await ask(account, (entry, signal) => entry.getSecret(signal));
      return found.ok ? ok(found.data && Uint8Array.from(found.data)) : found;
    },
    set: async (account, secret) => {
      if (secret.byteLength > MOST_BYTES) return err('KEY-UNAVAILABLE');
      const written = await ask(account, (entry, signal) => entry.setSecret(secret, signal));
      return written.ok ? ok(undefined) : written;
    },
    delete: (account) => ask(account, (entry, signal) => entry.deleteCredential(signal)),
  };
};
