/** Fake keychain for tests that keeps its items in memory. */
import type { Keychain } from '#main/keychain/port.ts';
import { ok } from '#shared/result.ts';

export const createMemoryKeychain = (): Keychain & { secrets: Map<string, Uint8Array> } => {
  const secrets = new Map<string, Uint8Array>();
  return {
    secrets,
    get: async (account) => ok(secrets.get(account) ?? null),
    set: async (account, secret) => {
      secrets.set(account, secret);
      return ok(undefined);
    },
    delete: async (account) => ok(secrets.delete(account)),
  };
};
