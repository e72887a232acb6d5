/** Interface of the audit trail. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { AppState } from '#shared/ipc/contract.ts';
import type { AuditEvent, AuditFacts } from './events.ts';

export interface AuditRecord extends AuditFacts {
  /** Null when there is no clerk at the counter. Written masked and as a keyed hash. */
  readonly clerk: MobileNumber | null;
}

export interface Audit {
  /** Queues an entry. Never throws and never waits: a failed write of the trail must not block work at the counter. */
  record(event: AuditEvent, record: AuditRecord): void;
  /** AUDIT-BROKEN when the check at the start has detected a change of the trail. */
  readonly notice: () => AppState['auditNotice'];
  /** Settles when the check at the start has ended. */
  readonly verified: Promise<void>;
  /** Writes the queued entries and the anchor. */
  stop(): Promise<void>;
}
