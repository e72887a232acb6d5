/**
 * Records the progress of the store in the keychain. A restored copy of the whole data folder contains an old anchor, but the keychain is
 * not restored with it, so a comparison with the keychain detects the rollback.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import * as v from 'valibot';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import type { ProgressMark } from './anchor.ts';

export const markSchema = v.object({
  storeId: v.string(),
  writes: v.number(),
  nextNumber: v.number(),
});

export interface KeychainMark {
  /** @returns null when there is none, or it cannot be read. */
  read(): Promise<ProgressMark | null>;
  /** Writes a mark that the store has reached, unless it is there already. Never rejects. */
  write(mark: ProgressMark): Promise<void>;
}

export interface KeychainMarkDeps {
  readonly keychain: Keychain;
  /** '' in normal operation, 'training' in training mode. */
  readonly scope: string;
  /** Folder of the store; each folder has its own mark. */
  readonly dataDir: string;
  readonly log: Log;
}

export const createKeychainMark = ({
  keychain,
  scope,
  dataDir,
  log,
}: KeychainMarkDeps): KeychainMark => {
  const folderHash = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 16);
  const account = ['store-mark', scope, folderHash].filter((part) => part !== '').join(' ');
  let lastWritten = '';
  return {
    read: async () => {
      const found = await keychain.get(account);
      if (!found.ok || !found.data) return null;
      try {
        return v.parse(markSchema, JSON.parse(new TextDecoder().decode(found.data)));
      } catch {
        log.warn('store.mark-unreadable', {});
        return null;
      }
    },
    write: async (mark) => {
      const text = JSON.stringify(mark);
      if (text === lastWritten) return;
      const stored = await keychain.set(account, new TextEncoder().encode(text));
      if (stored.ok) lastWritten = text;
      else log.warn('store.mark-not-written', { code: stored.error.code });
    },
  };
};
