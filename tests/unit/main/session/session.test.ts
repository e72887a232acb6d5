import { mobile } from '#tests/support/numbers.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { Token } from '#main/ekyc/port.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import { createSession } from '#main/session/session.ts';
import { createTestService, type TestService } from '#tests/support/service/service.ts';
import { err, ok } from '#shared/result.ts';

const MOBILE = mobile('01300000042');
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const memoryKeychain = (): Keychain & { items: Map<string, Uint8Array> } => {
  const items = new Map<string, Uint8Array>();
  return {
    items,
    get: async (account) => ok(items.get(account) ?? null),
    set: async (account, secret) => {
      items.set(account, secret);
      return ok(undefined);
    },
    delete: async (account) => ok(items.delete(account)),
  };
};

const noKeychain: Keychain = {
  get: async () => err('KEY-UNAVAILABLE'),
  set: async () => err('KEY-UNAVAILABLE'),
  delete: async () => err('KEY-UNAVAILABLE'),
};

let service: TestService;
beforeEach(async () => {
  service = await createTestService({});
});
afterEach(() => service.close());

const open = (keychain: Keychain) =>
  createSession({
    client: createEkycClient({ baseUrl: service.url }),
    keychain,
    serviceOrigin: service.url,
    log: silent,
  });

const signIn = async (session: Awaited<ReturnType<typeof open>>): Promise<void> => {
  expect(await session.requestOtp(MOBILE)).toEqual(
    ok({ expiresInMs: 180_000, resendInMs: 30_000 }),
  );
  expect((await session.verifyOtp(MOBILE, service.otpFor(MOBILE) ?? '')).ok).toBe(true);
};

describe('createSession', () => {
  it('starts signed out, signs in by OTP and exposes only a masked number', async () => {
    const session = await open(memoryKeychain());
    expect(session.view()).toEqual({ signedIn: false, maskedMobile: null, reason: 'none' });
    await signIn(session);
    expect(session.view()).toEqual({ signedIn: true, maskedMobile: '0130•••0042', reason: 'none' });
  });

  it('accepts Bangla digits for the OTP', async () => {
    const session = await open(memoryKeychain());
    await session.requestOtp(MOBILE);
    const otp = (service.otpFor(MOBILE) ?? '').replace(/\d/g, (digit) =>
      String.fromCharCode(0x9e6 + Number(digit)),
    );
    expect((await session.verifyOtp(MOBILE, otp)).ok).toBe(true);
  });

  it('is restored from the keychain', async () => {
    const keychain = memoryKeychain();
    await signIn(await open(keychain));
    const again = await open(keychain);
    expect(again.view().signedIn).toBe(true);
    expect(again.clerk()?.mobile).toBe(MOBILE);
  });

  it('rejects a wrong OTP and stores nothing', async () => {
    const keychain = memoryKeychain();
    const session = await open(keychain);
    await session.requestOtp(MOBILE);
    expect(await session.verifyOtp(MOBILE, '0000')).toMatchObject({
      ok: false,
      error: { code: 'OTP-WRONG' },
    });
    expect(keychain.items.size).toBe(0);
  });

  it.each(['service answers', 'service is gone', 'service refuses'] as const)(
    'clears the token at sign-out when the %s',
    async (how) => {
      const keychain = memoryKeychain();
      const session = await open(keychain);
      await signIn(session);
      if (how === 'service is gone') service.faults.next('logout', 'reset-before-read');
      if (how === 'service refuses') service.faults.next('logout', 'status-500');
      expect(await session.signOut()).toEqual(ok({ serviceAnswered: how === 'service answers' }));
      expect(session.view()).toEqual({ signedIn: false, maskedMobile: null, reason: 'signed-out' });
      expect(keychain.items.size).toBe(0);
      expect((await open(keychain)).view().signedIn).toBe(false);
    },
  );

  it('ends when the service reports it, remembers its clerk, and ignores answers to an old token', async () => {
    const keychain = memoryKeychain();
    const session = await open(keychain);
    await signIn(session);
    const heard: unknown[] = [];
    session.onChange((view) => heard.push(view.reason));
    session.ended('another token' as Token);
    expect(session.view().signedIn).toBe(true);
    session.ended(session.clerk()?.token as Token);
    expect(session.view()).toEqual({
      signedIn: false,
      maskedMobile: '0130•••0042',
      reason: 'ended',
      mobile: MOBILE,
    });
    expect(session.lastMobile()).toBe(MOBILE);
    expect(heard).toEqual(['ended']);
  });

  it('stays in memory without a keychain', async () => {
    const session = await open(noKeychain);
    await signIn(session);
    expect(session.view().signedIn).toBe(true);
    expect((await open(noKeychain)).view().signedIn).toBe(false);
  });

  it('deletes a damaged keychain item', async () => {
    const keychain = memoryKeychain();
    keychain.items.set(`session ${service.url}`, new TextEncoder().encode('{"mobile":'));
    expect((await open(keychain)).view().signedIn).toBe(false);
    expect(keychain.items.size).toBe(0);
  });
});
