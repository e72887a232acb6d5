/**
 * Delays the discards of drafts, so that they can be undone. Pending discards are kept in memory only: if the process ends before
 * the time to undo is over, the registration remains a draft with all its values.
 */

export interface PendingDiscards {
  readonly add: (id: string, reason: string) => void;
  /** @returns whether a discard was pending, so that the draft is kept. */
  readonly cancel: (id: string) => boolean;
  /** Carries out all pending discards at shutdown. */
  readonly stop: () => Promise<void>;
}

interface PendingDiscard {
  readonly reason: string;
  readonly timer: NodeJS.Timeout;
}

/**
 * @param undoMs milliseconds during which a discard can be undone.
 * @param discard discards a draft; must not throw.
 */
export const createPendingDiscards = (
  undoMs: number,
  discard: (id: string, reason: string) => Promise<void>,
): PendingDiscards => {
  const pending = new Map<string, PendingDiscard>();
  const running = new Set<Promise<void>>();

  const cancel = (id: string): boolean => {
    clearTimeout(pending.get(id)?.timer);
    return pending.delete(id);
  };
  const carryOut = (id: string, reason: string): void => {
    cancel(id);
    const discarding = discard(id, reason).finally(() => running.delete(discarding));
    running.add(discarding);
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
