/** Access state of the counter: signed out, locked or open. Calls, events and picture addresses share this check. */
import type { Need } from '#shared/ipc/declaration.ts';
import { err, type Err } from '#shared/result.ts';
import type { Lock } from '#main/pin/port.ts';
import type { Session } from '#main/session/port.ts';

export interface Access {
  /** @returns the failure, or null when access is granted. */
  check(need: Need): Err | null;
  /** Number of times the counter was locked or signed out. The result of a call that spans a change is withheld. */
  closeCount(): number;
  /** Listeners are called after every change of lock or session. */
  onChange(listen: (isOpen: boolean) => void): void;
}

export interface AccessDeps {
  readonly session: Pick<Session, 'clerk' | 'lastMobile' | 'onChange'>;
  readonly lock: Pick<Lock, 'isLocked' | 'onChange'>;
}

export const createAccess = ({ session, lock }: AccessDeps): Access => {
  const listeners = new Set<(isOpen: boolean) => void>();
  let closeCount = 0;

  const check = (need: Need): Err | null => {
    if (need === 'nothing') return null;
    if (need === 'unlocked' && lock.isLocked()) return err('LOCKED');
    // When the service has ended the session, the clerk keeps access until the sign-out.
    return (session.clerk() ?? session.lastMobile()) ? null : err('SESSION-NEEDED');
  };

  let wasOpen = check('unlocked') === null;
  const handleChange = (): void => {
    const isOpen = check('unlocked') === null;
    if (wasOpen && !isOpen) closeCount += 1;
    wasOpen = isOpen;
    for (const listen of listeners) listen(isOpen);
  };
  session.onChange(handleChange);
  lock.onChange(handleChange);

  return {
    check,
    closeCount: () => closeCount,
    onChange: (listen) => void listeners.add(listen),
  };
};
