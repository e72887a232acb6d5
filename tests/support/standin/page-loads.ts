/** Waiting for the end of page loads on the stand-in host. */

/** Lets `loadURL` wait for its document, whichever event arrives first. */
export interface PageLoads {
  finished(loaderId: string): void;
  wait(loaderId: string): Promise<void>;
  /** Ends all waiting, because the page has crashed or was destroyed. */
  abandon(): void;
}

/** Tracks the loads of one page. */
export function createPageLoads(): PageLoads {
  const done = new Set<string>();
  const waiting = new Map<string, () => void>();
  return {
    finished(loaderId) {
      done.add(loaderId);
      waiting.get(loaderId)?.();
      waiting.delete(loaderId);
    },
    wait: (loaderId) =>
      done.has(loaderId)
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.set(loaderId, resolve);
          }),
    abandon() {
      for (const resolve of waiting.values()) resolve();
      waiting.clear();
    },
  };
}
