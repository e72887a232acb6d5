import { describe, expect, it } from 'vitest';
import type { Keychain } from '#main/keychain/port.ts';
import { loadMasterKey } from '#main/store/keys/master-key.ts';
import { err, ok } from '#shared/result.ts';

describe('the master key', () => {
  const memory = (start: Uint8Array | null, forgets = false): Keychain => {
    let secret = start;
    return {
      get: async () => ok(secret),
      set: async (_account, value) => {
        if (!forgets) secret = value;
        return ok(undefined);
      },
      delete: async () => ok(false),
    };
  };

  it('is not used when the keychain does not keep it', async () => {
    expect(await loadMasterKey(memory(null, true))).toEqual(err('KEY-UNAVAILABLE'));
  });

  it('is created again when the secret in the keychain cannot be a key', async () => {
    const made = await loadMasterKey(memory(new Uint8Array(5)));
    expect(made).toMatchObject({ ok: true, data: { created: true } });
    expect(made.ok && made.data.key.byteLength).toBe(32);
  });
});
