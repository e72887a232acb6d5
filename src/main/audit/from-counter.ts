/** What happens at the counter without a call of the page: the lock by idleness, a session that the service ends. */
import type { LockView, SessionView } from '#shared/ipc/contract.ts';
import type { Audit } from './port.ts';

export interface CounterAuditDeps {
  readonly audit: Pick<Audit, 'record'>;
  readonly session: { onChange(listen: (view: SessionView) => void): () => void };
  readonly lock: {
    readonly isLocked: () => boolean;
    onChange(listen: (view: LockView) => void): () => void;
  };
  /** Mobile number of the clerk at the counter, or null. */
  readonly clerk: () => string | null;
}

/** Records every change of the lock, and sessions ended by the service. A counter that starts locked is recorded at once. */
export const auditCounter = ({ audit, session, lock, clerk }: CounterAuditDeps): void => {
  let wasLocked = lock.isLocked();
  if (wasLocked) audit.record('counter.locked', { clerk: clerk(), reason: 'start' });
  lock.onChange(({ locked, reason }) => {
    if (locked === wasLocked) return;
    wasLocked = locked;
    if (locked) audit.record('counter.locked', { clerk: clerk(), reason: reason ?? 'start' });
    else audit.record('counter.unlocked', { clerk: clerk() });
  });
  session.onChange(({ signedIn, reason }) => {
    if (!signedIn && reason === 'ended')
      audit.record('session.ended-by-service', { clerk: clerk() });
  });
};
