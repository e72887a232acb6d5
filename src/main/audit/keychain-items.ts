/** Keychain items of the audit trail: the anchor (head of the chain), the HMAC key for clerk ids, and the signing key. */
import { createHmac, randomBytes } from 'node:crypto';
import { maskMobile, type MobileNumber } from '#shared/domain/mobile.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { ChainHead } from './entry.ts';

const KEY_BYTES = 32;
const CLERK_ID_CHARS = 16;
const ANCHOR_FORMAT = /^(\d{1,15}):([0-9a-f]{64})$/;

/** Formats an anchor as `38:9f86…`, the form in which an auditor receives it. An anchor is not secret. */
export const formatAnchor = ({ seq, hash }: ChainHead): string => `${seq}:${hash}`;

/** @returns null when the text is not an anchor. */
export const parseAnchor = (text: string): ChainHead | null => {
  const [, seq, hash] = ANCHOR_FORMAT.exec(text.trim()) ?? [];
  return seq !== undefined && hash !== undefined ? { seq: Number(seq), hash } : null;
};

export interface ClerkIdentity {
  /** `0130•••0042`, as on the screens. */
  readonly masked: string;
  /** HMAC of the complete number, stable per clerk and counter; null when the keychain is unavailable. */
  readonly id: string | null;
}

export interface AuditKeychain {
  /** @returns null when there is no anchor or it cannot be parsed. */
  readAnchor(): Promise<Result<ChainHead | null>>;
  writeAnchor(head: ChainHead): Promise<Result<undefined>>;
  /** HMAC key for clerk ids, created at the first call. */
  getOrCreateClerkKey(): Promise<Result<Uint8Array>>;
  /** PKCS #8, DER; null before the first export. */
  readSigningKey(): Promise<Result<Uint8Array | null>>;
  storeSigningKey(key: Uint8Array): Promise<Result<undefined>>;
}

/** @param scope separates the items of the training mode from those of the counter. */
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
    getOrCreateClerkKey: async () => {
      const account = `${prefix} clerks`;
      const found = await keychain.get(account);
      if (!found.ok) return found;
      if (found.data?.byteLength === KEY_BYTES) return ok(found.data);
      const created = randomBytes(KEY_BYTES);
      const stored = await keychain.set(account, created);
      return stored.ok ? ok(created) : stored;
    },
    readSigningKey: () => keychain.get(`${prefix} signing`),
    storeSigningKey: (key) => keychain.set(`${prefix} signing`, key),
  };
};

/** @param key null when the keychain is unavailable; the identity then has no id. */
export const identifyClerk = (mobile: MobileNumber, key: Uint8Array | null): ClerkIdentity => ({
  masked: maskMobile(mobile),
  id: key && createHmac('sha256', key).update(mobile).digest('hex').slice(0, CLERK_ID_CHARS),
});
