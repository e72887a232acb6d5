/**
 * Locks the counter when the machine suspends or its session is locked or switched. The page saves first, within a time limit.
 */
import type { Lock } from '#main/pin/port.ts';

export interface SystemLock {
  /** The page has saved what was open. */
  readonly saved: () => void;
  /** Resolves when the counter is locked. No effect while nobody is signed in. */
  readonly lockNow: () => Promise<void>;
}

export interface SystemLockDeps {
  readonly lock: Pick<Lock, 'lock' | 'isLocked'>;
  readonly askToSave: () => void;
  /** Windows gives a program two seconds before it suspends. */
  readonly saveWithinMs?: number;
}

const SAVE_WITHIN_MS = 1_200;

export const createSystemLock = ({
  lock,
  askToSave,
  saveWithinMs = SAVE_WITHIN_MS,
}: SystemLockDeps): SystemLock => {
  let waiting: (() => void) | null = null;
  let running: Promise<void> | null = null;

  const lockOnce = async (): Promise<void> => {
    if (lock.isLocked()) return;
    const saved = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const late = new Promise<void>((resolve) => setTimeout(resolve, saveWithinMs).unref());
    askToSave();
    await Promise.race([saved, late]);
    waiting = null;
    await lock.lock('system');
  };

  return {
    saved: () => waiting?.(),
    lockNow: () => {
      running ??= lockOnce().finally(() => {
        running = null;
      });
      return running;
    },
  };
};
