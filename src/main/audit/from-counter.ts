/**
 * Records events that do not come from an answered call of the page: the lock, a session that the service ends, and a sign-out,
 * which is in force before the service has answered.
 */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { LockView, SessionView } from '#shared/ipc/contract.ts';
import type { Audit } from './port.ts';

export interface CounterAuditDeps {
  readonly audit: Pick<Audit, 'record'>;
  readonly session: { onChange(listen: (view: SessionView) => void): () => void };
  readonly lock: {
    readonly isLocked: () => boolean;
    onChange(listen: (view: LockView) => void): () => void;
  };
  /** The clerk at the counter, or null. */
  readonly clerk: () => MobileNumber | null;
}

/** Records every change of the lock and every end of a session. A counter that starts locked is recorded at once. */
export const auditCounter = ({ audit, session, lock, clerk }: CounterAuditDeps): void => {
  let wasLocked = lock.isLocked();
  /** The session no longer names a clerk who has signed out. */
  let present = clerk();
  if (wasLocked) audit.record('counter.locked', { clerk: present, reason: 'start' });
  lock.onChange(({ locked, reason }) => {
    if (locked === wasLocked) return;
    wasLocked = locked;
    if (locked) audit.record('counter.locked', { clerk: clerk(), reason: reason ?? 'start' });
    else audit.record('counter.unlocked', { clerk: clerk() });
  });
  session.onChange(({ signedIn, reason }) => {
    if (!signedIn && reason === 'ended')
      audit.record('session.ended-by-service', { clerk: present });
    if (!signedIn && reason === 'expired') audit.record('session.expired', { clerk: present });
    if (!signedIn && reason === 'signed-out' && present !== null)
      audit.record('session.signed-out', { clerk: present });
    present = clerk();
  });
};
