/** Lets `loadURL` wait for its document, whichever of the two is heard of first. */
export interface PageLoads {
  finished(loaderId: string): void;
  wait(loaderId: string): Promise<void>;
  /** The page has died: nothing more will be loaded in it. */
  abandon(): void;
}

/** Makes the memory of one page's loads. */
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
