/** Stores PIN hashes as keychain items: one per clerk and one for the branch lead, each with its count of wrong attempts. */
import { createHmac, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { ok, type Result } from '#shared/result.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { PinHash } from './hash.ts';

/** A PIN with the number of wrong attempts since the last correct one. */
export interface PinItem extends PinHash {
  readonly tries: number;
  /** Epoch milliseconds until which attempts are rejected; 0 for none. */
  readonly waitUntil: number;
  /** Time at which the PIN was chosen, in epoch milliseconds; 0 in items of earlier versions, which did not store it. */
  readonly chosenAt: number;
}

const base64 = v.pipe(v.string(), v.base64());
const storedItemSchema = v.object({
  salt: base64,
  hash: base64,
  tries: v.pipe(v.number(), v.integer(), v.minValue(0)),
  waitUntil: v.pipe(v.number(), v.integer(), v.minValue(0)),
  chosenAt: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
});

/** Keychain item with the secret key of the account names, and the length of this key. */
const NAME_KEY_ACCOUNT = 'pin names';
const NAME_KEY_BYTES = 32;
/** Number of hexadecimal digits of the HMAC that an account name contains (128 bits). */
const ACCOUNT_HMAC_DIGITS = 32;

export interface PinItems {
  /** Account name of the item: an HMAC of the mobile number with a secret key, so that it does not identify the clerk. */
  accountOf(mobile: string): Promise<Result<string>>;
  readonly leadAccount: string;
  /**
   * Time at which the lead PIN was chosen, in epoch milliseconds. It is stored in an item of its own, so that it can be read when
   * the PIN's item is damaged.
   * @returns null when there is none or it cannot be parsed.
   */
  readLeadChosenAt(): Promise<Result<number | null>>;
  writeLeadChosenAt(chosenAt: number): Promise<Result<undefined>>;
  /** @returns null when there is no item, `damaged` when it cannot be decoded. */
  read(account: string): Promise<Result<PinItem | 'damaged' | null>>;
  write(account: string, item: PinItem): Promise<Result<undefined>>;
  /** @returns whether there was an item. */
  remove(account: string): Promise<Result<boolean>>;
}

/** @param scope prefix that separates the PINs of training mode. */
export const createPinItems = ({
  keychain,
  scope,
}: {
  keychain: Keychain;
  scope: string;
}): PinItems => {
  const prefix = scope ? `pin ${scope}` : 'pin';

  /** The secret key of the account names. It is created at the first use. */
  const getOrCreateNameKey = async (): Promise<Result<Uint8Array>> => {
    const found = await keychain.get(NAME_KEY_ACCOUNT);
    if (!found.ok) return found;
    if (found.data?.byteLength === NAME_KEY_BYTES) return ok(found.data);
    const created = randomBytes(NAME_KEY_BYTES);
    const stored = await keychain.set(NAME_KEY_ACCOUNT, created);
    return stored.ok ? ok(created) : stored;
  };

  const leadAccount = `${prefix} lead`;
  const chosenAtAccount = `${leadAccount} chosen`;

  return {
    leadAccount,
    readLeadChosenAt: async () => {
      const found = await keychain.get(chosenAtAccount);
      if (!found.ok) return found;
      const text = found.data ? new TextDecoder().decode(found.data) : '';
      return ok(/^\d{1,15}$/.test(text) ? Number(text) : null);
    },
    writeLeadChosenAt: (chosenAt) =>
      keychain.set(chosenAtAccount, new TextEncoder().encode(String(chosenAt))),
    accountOf: async (mobile) => {
      const key = await getOrCreateNameKey();
      return key.ok
        ? ok(
            `${prefix} ${createHmac('sha256', key.data).update(mobile).digest('hex').slice(0, ACCOUNT_HMAC_DIGITS)}`,
          )
        : key;
    },
    read: async (account) => {
      const found = await keychain.get(account);
      if (!found.ok || !found.data) return found.ok ? ok(null) : found;
      try {
        const { salt, hash, ...rest } = v.parse(
          storedItemSchema,
          JSON.parse(new TextDecoder().decode(found.data)),
        );
        return ok({
          salt: Buffer.from(salt, 'base64'),
          hash: Buffer.from(hash, 'base64'),
          ...rest,
        });
      } catch {
        return ok('damaged');
      }
    },
    write: (account, { salt, hash, ...rest }) => {
      const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
      return keychain.set(
        account,
        new TextEncoder().encode(
          JSON.stringify({ salt: toBase64(salt), hash: toBase64(hash), ...rest }),
        ),
      );
    },
    remove: (account) => keychain.delete(account),
  };
};
