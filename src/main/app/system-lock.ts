/**
 * Locks the counter when the machine suspends or its session is locked or switched. Before that, the page saves the open
 * registration within a time limit.
 */
import type { Lock } from '#main/pin/port.ts';

export interface SystemLock {
  /** To be called when the page has saved the open registration. */
  readonly onSaved: () => void;
  /** Resolves when the counter is locked. No effect while no clerk is signed in. */
  readonly lockNow: () => Promise<void>;
}

export interface SystemLockDeps {
  readonly lock: Pick<Lock, 'lock' | 'isLocked'>;
  readonly requestSave: () => void;
  /** Must be less than the two seconds that Windows gives a program before the machine suspends. */
  readonly saveTimeoutMs?: number;
}

const SAVE_TIMEOUT_MS = 1_200;

export const createSystemLock = ({
  lock,
  requestSave,
  saveTimeoutMs = SAVE_TIMEOUT_MS,
}: SystemLockDeps): SystemLock => {
  let resolveSaved: (() => void) | null = null;
  let lockInProgress: Promise<void> | null = null;

  const lockOnce = async (): Promise<void> => {
    if (lock.isLocked()) return;
    const saved = new Promise<void>((resolve) => {
      resolveSaved = resolve;
    });
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, saveTimeoutMs).unref());
    requestSave();
    await Promise.race([saved, timeout]);
    resolveSaved = null;
    await lock.lock('system');
  };

  return {
    onSaved: () => resolveSaved?.(),
    lockNow: () => {
      lockInProgress ??= lockOnce().finally(() => {
        lockInProgress = null;
      });
      return lockInProgress;
    },
  };
};
