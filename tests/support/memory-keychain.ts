/** Fake keychains: one in memory, whose items persist across simulated restarts, and one that fails every call. */
import type { Keychain } from '#main/keychain/port.ts';
import { err, ok } from '#shared/result.ts';

export interface MemoryKeychain extends Keychain {
  /** Secrets by account name. Tests change them to simulate loss and damage. */
  readonly items: Map<string, Uint8Array>;
  /** When true, every write returns KEY-UNAVAILABLE. */
  isReadOnly: boolean;
}

export const createMemoryKeychain = (): MemoryKeychain => {
  const items = new Map<string, Uint8Array>();
  const keychain: MemoryKeychain = {
    items,
    isReadOnly: false,
    get: async (account) => ok(items.get(account) ?? null),
    set: async (account, secret) => {
      if (keychain.isReadOnly) return err('KEY-UNAVAILABLE');
      items.set(account, Uint8Array.from(secret));
      return ok(undefined);
    },
    delete: async (account) => ok(items.delete(account)),
  };
  return keychain;
};

export const unavailableKeychain: Keychain = {
  get: async () => err('KEY-UNAVAILABLE'),
  set: async () => err('KEY-UNAVAILABLE'),
  delete: async () => err('KEY-UNAVAILABLE'),
};
