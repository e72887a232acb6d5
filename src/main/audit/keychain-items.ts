/** Items of the trail in the keychain: the anchor, which names the last entry, and the key of the clerks' ids. */
import { createHmac, randomBytes } from 'node:crypto';
import { maskMobile, type MobileNumber } from '#shared/domain/mobile.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { ChainHead } from './entry.ts';

const KEY_BYTES = 32;
const ID_CHARS = 16;
const ANCHOR = /^(\d{1,15}):([0-9a-f]{64})$/;

/** `38:9f86…`: no secret, so that it can be given to an auditor as it is. */
const formatAnchor = ({ seq, hash }: ChainHead): string => `${seq}:${hash}`;

/** @returns null when it is no anchor. */
export const parseAnchor = (text: string): ChainHead | null => {
  const [, seq, hash] = ANCHOR.exec(text.trim()) ?? [];
  return seq !== undefined && hash !== undefined ? { seq: Number(seq), hash } : null;
};

export interface ClerkIdentity {
  /** `0130•••0042`, as on the screens. */
  readonly masked: string;
  /** Keyed hash of the whole number, the same for one clerk at this counter; null without a keychain. */
  readonly id: string | null;
}

export interface AuditKeychain {
  /** @returns null when there is none, or none that can be read. */
  readAnchor(): Promise<Result<ChainHead | null>>;
  writeAnchor(head: ChainHead): Promise<Result<undefined>>;
  /** The key of the clerks' ids, made when there is none. */
  clerkKey(): Promise<Result<Uint8Array>>;
}

/** @param scope keeps the trail of training apart from that of the counter. */
export const createAuditKeychain = (keychain: Keychain, scope: string): AuditKeychain => {
  const prefix = scope ? `audit ${scope}` : 'audit';
  return {
    readAnchor: async () => {
      const found = await keychain.get(`${prefix} anchor`);
      if (!found.ok) return found;
      return ok(found.data && parseAnchor(new TextDecoder().decode(found.data)));
    },
    writeAnchor: (head) =>
      keychain.set(`${prefix} anchor`, new TextEncoder().encode(formatAnchor(head))),
    clerkKey: async () => {
      const account = `${prefix} clerks`;
      const found = await keychain.get(account);
      if (!found.ok) return found;
      if (found.data?.byteLength === KEY_BYTES) return ok(found.data);
      const made = randomBytes(KEY_BYTES);
      const written = await keychain.set(account, made);
      return written.ok ? ok(made) : written;
    },
  };
};

/** @param key null without a keychain. */
export const identifyClerk = (mobile: MobileNumber, key: Uint8Array | null): ClerkIdentity => ({
  masked: maskMobile(mobile),
  id: key && createHmac('sha256', key).update(mobile).digest('hex').slice(0, ID_CHARS),
});
