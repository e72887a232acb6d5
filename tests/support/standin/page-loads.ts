/** Waits for the end of page loads on the stand-in host. */

/** Lets `loadURL` wait until its document has loaded, also when the load ends before the wait begins. */
export interface PageLoads {
  markFinished(loaderId: string): void;
  waitFor(loaderId: string): Promise<void>;
  /** Resolves all waits, because the page has crashed or was destroyed. */
  resolveAll(): void;
}

/** Tracks the loads of one page. */
export function createPageLoads(): PageLoads {
  const finishedLoads = new Set<string>();
  const pendingLoads = new Map<string, () => void>();
  return {
    markFinished(loaderId) {
      finishedLoads.add(loaderId);
      pendingLoads.get(loaderId)?.();
      pendingLoads.delete(loaderId);
    },
    waitFor: (loaderId) =>
      finishedLoads.has(loaderId)
        ? Promise.resolve()
        : new Promise((resolve) => {
            pendingLoads.set(loaderId, resolve);
          }),
    resolveAll() {
      for (const resolve of pendingLoads.values()) resolve();
      pendingLoads.clear();
    },
  };
}
