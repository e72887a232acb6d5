/** Contract tests for implementations of `Keychain`, run against the keychains of the operating systems. */
import { afterEach, expect, it } from 'vitest';
import type { Keychain } from '#main/keychain/port.ts';
import { loadMasterKey, MASTER_KEY_ACCOUNT } from '#main/store/keys/master-key.ts';

export const describeKeychain = (keychain: Keychain, isSkipped: boolean): void => {
  const accounts = ['contract-a', 'contract-b', MASTER_KEY_ACCOUNT];
  const test = it.skipIf(isSkipped);

  afterEach(async () => {
    if (!isSkipped) for (const account of accounts) await keychain.delete(account);
  });

  test('returns null for an unused account', async () => {
    expect(await keychain.get('contract-a')).toEqual({ ok: true, data: null });
    expect(await keychain.delete('contract-a')).toEqual({ ok: true, data: false });
  });

  test('returns the last secret of each account byte for byte', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await keychain.set('contract-a', Uint8Array.of(1));
    expect(await keychain.set('contract-a', bytes)).toEqual({ ok: true, data: undefined });
    await keychain.set('contract-b', new TextEncoder().encode('টোকেন'));
    expect(await keychain.get('contract-a')).toEqual({ ok: true, data: bytes });
    expect(await keychain.get('contract-b')).toEqual({
      ok: true,
      data: new TextEncoder().encode('টোকেন'),
    });
  });

  test('deletes the given account only', async () => {
    await keychain.set('contract-a', Uint8Array.of(1));
    await keychain.set('contract-b', Uint8Array.of(2));
    expect(await keychain.delete('contract-a')).toEqual({ ok: true, data: true });
    expect(await keychain.get('contract-a')).toEqual({ ok: true, data: null });
    expect(await keychain.get('contract-b')).toEqual({ ok: true, data: Uint8Array.of(2) });
  });

  test('accepts a secret of 2,560 bytes and rejects a longer one', async () => {
    expect((await keychain.set('contract-a', new Uint8Array(2_560).fill(7))).ok).toBe(true);
    expect(await keychain.set('contract-a', new Uint8Array(2_561))).toMatchObject({
      ok: false,
      error: { code: 'KEY-UNAVAILABLE' },
    });
    expect(await keychain.get('contract-a')).toEqual({
      ok: true,
      data: new Uint8Array(2_560).fill(7),
    });
  });

  test('keeps the master key after its creation', async () => {
    const first = await loadMasterKey(keychain);
    const second = await loadMasterKey(keychain);
    expect(first).toMatchObject({ ok: true, data: { isNew: true } });
    expect(second).toMatchObject({ ok: true, data: { isNew: false } });
    expect(first.ok && second.ok && first.data.key.equals(second.data.key)).toBe(true);
  });
};
