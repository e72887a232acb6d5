/**
 * Stores the session token and its clerk in the keychain. When the keychain is unavailable, the token is held in memory only and
 * never written to a file.
 */
import * as v from 'valibot';
import { isMobileNumber } from '#shared/domain/mobile.ts';
import type { Token } from '#main/ekyc/port.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import type { Clerk } from './port.ts';

/** `issuedAt` is missing in items of versions before 0.2. */
const storedClerkSchema = v.object({
  mobile: v.pipe(v.string(), v.guard(isMobileNumber)),
  token: v.string(),
  issuedAt: v.optional(v.number(), 0),
});

/** A clerk with the time of the sign-in. */
export interface IssuedClerk extends Clerk {
  /** Time of the sign-in, epoch milliseconds. */
  readonly issuedAt: number;
}

/** Failures of the keychain are logged and otherwise ignored. */
export interface TokenStore {
  /** @returns null when there is no valid item. */
  load(): Promise<IssuedClerk | null>;
  save(clerk: IssuedClerk): Promise<void>;
  clear(): Promise<void>;
}

export const createTokenStore = (deps: {
  keychain: Keychain;
  serviceOrigin: string;
  log: Log;
}): TokenStore => {
  const account = `session ${deps.serviceOrigin}`;
  return {
    load: async () => {
      const found = await deps.keychain.get(account);
      if (!found.ok) {
        deps.log.warn('session.keychain-failed', { code: found.error.code });
        return null;
      }
      if (!found.data) return null;
      try {
        const clerk = v.parse(storedClerkSchema, JSON.parse(new TextDecoder().decode(found.data)));
        return { ...clerk, token: clerk.token as Token };
      } catch {
        // The item is damaged or has an unknown format. The next sign-in writes a new one.
        await deps.keychain.delete(account);
        return null;
      }
    },
    save: async (clerk) => {
      const written = await deps.keychain.set(
        account,
        new TextEncoder().encode(JSON.stringify(clerk)),
      );
      if (!written.ok) deps.log.warn('session.keychain-failed', { code: written.error.code });
    },
    clear: async () => {
      const deleted = await deps.keychain.delete(account);
      if (!deleted.ok) deps.log.warn('session.keychain-failed', { code: deleted.error.code });
    },
  };
};
