/**
 * Discards of drafts that can still be undone. They are kept in memory only: a draft whose process ends before the time is
 * over stays a draft with all its values.
 */

export interface PendingDiscards {
  readonly add: (id: string, reason: string) => void;
  /** @returns whether one was waiting; then the registration stays what it is. */
  readonly cancel: (id: string) => boolean;
  /** Carries out all that wait, for an orderly shutdown. */
  readonly stop: () => Promise<void>;
}

interface Pending {
  readonly reason: string;
  readonly timer: NodeJS.Timeout;
}

/** @param discard carries one out; it does not throw. */
export const createPendingDiscards = (
  undoMs: number,
  discard: (id: string, reason: string) => Promise<void>,
): PendingDiscards => {
  const pending = new Map<string, Pending>();
  const running = new Set<Promise<void>>();

  const cancel = (id: string): boolean => {
    clearTimeout(pending.get(id)?.timer);
    return pending.delete(id);
  };
  const carryOut = (id: string, reason: string): void => {
    cancel(id);
    const run = discard(id, reason).finally(() => running.delete(run));
    running.add(run);
  };
  return {
    add: (id, reason) => {
      cancel(id);
      pending.set(id, { reason, timer: setTimeout(() => carryOut(id, reason), undoMs) });
    },
    cancel,
    stop: async () => {
      for (const [id, { reason }] of [...pending]) carryOut(id, reason);
      await Promise.all(running);
    },
  };
};
