import { describe, expect, it } from 'vitest';
import { auditCounter } from '#main/audit/counter-audit.ts';
import type { AuditRecord } from '#main/audit/port.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { LockView, SessionView } from '#shared/ipc/contract.ts';
import { CLERK } from './audit-fixture.ts';

interface RecordedEntry extends AuditRecord {
  readonly event: string;
}

describe('auditCounter', () => {
  it('records a locked start, each change of the lock once, and each end of a session', () => {
    const recorded: RecordedEntry[] = [];
    let clerk: MobileNumber | null = CLERK;
    const listeners: { lock?: (view: LockView) => void; session?: (view: SessionView) => void } =
      {};
    auditCounter({
      audit: { record: (event, record) => void recorded.push({ event, ...record }) },
      session: {
        onChange: (listen) => {
          listeners.session = listen;
          return () => undefined;
        },
      },
      lock: {
        isLocked: () => true,
        onChange: (listen) => {
          listeners.lock = listen;
          return () => undefined;
        },
      },
      clerk: () => clerk,
    });
    const changeLock = (locked: boolean, reason: LockView['reason']): void =>
      listeners.lock?.({ locked, reason } as LockView);
    changeLock(true, null);
    changeLock(false, null);
    changeLock(true, 'idle');
    changeLock(true, 'idle');
    listeners.session?.({ signedIn: false, maskedMobile: null, reason: 'ended' });
    // The session clears its clerk before it notifies the listeners. The second sign-out has no clerk and is not recorded.
    clerk = null;
    for (let times = 0; times < 2; times += 1)
      listeners.session?.({ signedIn: false, maskedMobile: null, reason: 'signed-out' });
    expect(recorded).toEqual([
      { event: 'counter.locked', clerk: CLERK, reason: 'start' },
      { event: 'counter.unlocked', clerk: CLERK },
      { event: 'counter.locked', clerk: CLERK, reason: 'idle' },
      { event: 'session.ended-by-service', clerk: CLERK },
      { event: 'session.signed-out', clerk: CLERK },
    ]);
  });
});
