/** Interface of the audit trail to the other services. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { AppState } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/result.ts';
import type { ChainHead } from './entry.ts';
import type { AuditEvent, AuditFacts } from './events.ts';
import type { TrailFile } from './trail-lines.ts';

export interface AuditRecord extends AuditFacts {
  /** Null when no clerk is signed in. Only the masked number and its HMAC are written. */
  readonly clerk: MobileNumber | null;
}

/** Snapshot of the trail on disk. */
export interface TrailSnapshot {
  /** In the order of the chain, each limited to its size at the time of the snapshot. */
  readonly files: readonly TrailFile[];
  readonly anchor: Result<ChainHead | null>;
}

export interface Audit {
  /** Queues an entry. Never throws and never waits: a failed write of the trail must not block work at the counter. */
  record(event: AuditEvent, record: AuditRecord): void;
  /** AUDIT-BROKEN when the verification at start has found that the trail was changed. */
  readonly notice: () => AppState['auditNotice'];
  /** Resolves when the verification at start has finished. */
  readonly verified: Promise<void>;
  /** Writes the queued entries and the anchor, then returns the state on disk. */
  snapshot(): Promise<TrailSnapshot>;
  /** Writes the queued entries and the anchor. */
  stop(): Promise<void>;
}
