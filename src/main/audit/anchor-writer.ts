/**
 * Writes the head of the chain into the keychain, one write at a time. The entry is on disk before its head is passed
 * here, so the anchor is never ahead of the trail; after a crash the trail may be ahead of the anchor.
 */
import type { ErrorCode } from '#shared/error-codes.ts';
import type { Log } from '#main/log/log.ts';
import type { ChainHead } from './entry.ts';
import type { AuditKeychain } from './keychain-items.ts';

export interface AnchorWriter {
  /** Enables writing. Until the trail has been checked, the previous anchor is needed as evidence. */
  allow(anchored: ChainHead): void;
  /** Number of the entry that the anchor names. */
  seq(): number;
  /** Writes this head, or a newer one requested in the meantime. Never rejects. */
  write(head: ChainHead): Promise<void>;
}

export interface AnchorWriterDeps {
  readonly keychain: Pick<AuditKeychain, 'writeAnchor'>;
  readonly failed: (code: ErrorCode) => void;
  readonly log: Log;
}

export const createAnchorWriter = ({ keychain, failed, log }: AnchorWriterDeps): AnchorWriter => {
  let isAllowed = false;
  let anchored = 0;
  let wanted: ChainHead | null = null;
  let writing: Promise<void> | null = null;

  const writeWanted = async (): Promise<void> => {
    try {
      while (wanted && wanted.seq > anchored) {
        const head = wanted;
        wanted = null;
        const written = await keychain.writeAnchor(head);
        if (!written.ok) {
          log.warn('audit.anchor-failed', { code: written.error.code });
          failed(written.error.code);
          return;
        }
        anchored = head.seq;
      }
    } finally {
      writing = null;
    }
  };

  return {
    allow: ({ seq }) => {
      isAllowed = true;
      anchored = seq;
    },
    seq: () => anchored,
    write: async (head) => {
      if (!isAllowed || head.seq <= anchored) return;
      wanted = head;
      writing ??= writeWanted();
      await writing;
    },
  };
};
