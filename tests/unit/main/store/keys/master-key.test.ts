import { describe, expect, it } from 'vitest';
import type { Keychain } from '#main/keychain/port.ts';
import { loadMasterKey } from '#main/store/keys/master-key.ts';
import { err, ok } from '#shared/result.ts';

describe('loadMasterKey', () => {
  const createKeychain = (initialSecret: Uint8Array | null, areWritesIgnored = false): Keychain => {
    let secret = initialSecret;
    return {
      get: async () => ok(secret),
      set: async (_account, value) => {
        if (!areWritesIgnored) secret = value;
        return ok(undefined);
      },
      delete: async () => ok(false),
    };
  };

  it('returns KEY-UNAVAILABLE when the keychain does not keep a new key', async () => {
    expect(await loadMasterKey(createKeychain(null, true))).toEqual(err('KEY-UNAVAILABLE'));
  });

  it('creates a new key when the stored secret has a wrong length', async () => {
    const loaded = await loadMasterKey(createKeychain(new Uint8Array(5)));
    expect(loaded).toMatchObject({ ok: true, data: { isNew: true } });
    expect(loaded.ok && loaded.data.key.byteLength).toBe(32);
  });
});
