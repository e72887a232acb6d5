/**
 * Records changes of the lock and the end of a session. They are not results of IPC calls, except the sign-out, which takes
 * effect before its call returns.
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
  /** The signed-in clerk, or null. */
  readonly clerk: () => MobileNumber | null;
}

/** A counter that is locked at start is recorded immediately. */
export const auditCounter = ({ audit, session, lock, clerk }: CounterAuditDeps): void => {
  let wasLocked = lock.isLocked();
  /** Remembered because the session no longer has the clerk when its end is reported. */
  let lastClerk = clerk();
  if (wasLocked) audit.record('counter.locked', { clerk: lastClerk, reason: 'start' });
  lock.onChange(({ locked, reason }) => {
    if (locked === wasLocked) return;
    wasLocked = locked;
    if (locked) audit.record('counter.locked', { clerk: clerk(), reason: reason ?? 'start' });
    else audit.record('counter.unlocked', { clerk: clerk() });
  });
  session.onChange(({ signedIn, reason }) => {
    if (!signedIn && reason === 'ended')
      audit.record('session.ended-by-service', { clerk: lastClerk });
    if (!signedIn && reason === 'expired') audit.record('session.expired', { clerk: lastClerk });
    if (!signedIn && reason === 'signed-out' && lastClerk !== null)
      audit.record('session.signed-out', { clerk: lastClerk });
    lastClerk = clerk();
  });
};
