/**
 * Writes the head of the chain to the keychain, one write at a time. An entry is on disk before its head is passed to the
 * writer, so that the anchor is never ahead of the trail. After a crash the trail may be ahead of the anchor.
 */
import type { ErrorCode } from '#shared/error-codes.ts';
import type { Log } from '#main/log/log.ts';
import type { ChainHead } from './entry.ts';
import type { AuditKeychain } from './keychain-items.ts';

export interface AnchorWriter {
  /** Enables writing. Until the trail has been verified, the existing anchor is evidence and must not be overwritten. */
  enable(anchored: ChainHead): void;
  /** Sequence number of the last anchored entry. */
  anchoredSeq(): number;
  /** Writes this head, or a newer one that was passed while a write was pending. Never rejects. */
  write(head: ChainHead): Promise<void>;
}

export interface AnchorWriterDeps {
  readonly keychain: Pick<AuditKeychain, 'writeAnchor'>;
  readonly onFailure: (code: ErrorCode) => void;
  readonly log: Log;
}

export const createAnchorWriter = ({
  keychain,
  onFailure,
  log,
}: AnchorWriterDeps): AnchorWriter => {
  let isEnabled = false;
  let anchoredSeq = 0;
  let pending: ChainHead | null = null;
  let writing: Promise<void> | null = null;

  const writePending = async (): Promise<void> => {
    try {
      while (pending && pending.seq > anchoredSeq) {
        const head = pending;
        pending = null;
        const written = await keychain.writeAnchor(head);
        if (!written.ok) {
          log.warn('audit.anchor-failed', { code: written.error.code });
          onFailure(written.error.code);
          return;
        }
        anchoredSeq = head.seq;
      }
    } finally {
      writing = null;
    }
  };

  return {
    enable: ({ seq }) => {
      isEnabled = true;
      anchoredSeq = seq;
    },
    anchoredSeq: () => anchoredSeq,
    write: async (head) => {
      if (!isEnabled || head.seq <= anchoredSeq) return;
      pending = head;
      writing ??= writePending();
      await writing;
    },
  };
};
