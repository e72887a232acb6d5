/**
 * Waits for the page to report that it has mounted. Without a timeout a page that never mounts would leave an empty window,
 * or none.
 */
export interface PageWatch {
  /** The page is being loaded. */
  loading(): void;
  /** Report of the page: mounted, or failed to mount. */
  readonly mounted: (ok: boolean) => void;
  stop(): void;
}

export interface PageWatchDeps {
  readonly limitMs: number;
  readonly failed: () => void;
}

export const createPageWatch = ({ limitMs, failed }: PageWatchDeps): PageWatch => {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    loading: () => {
      stop();
      timer = setTimeout(failed, limitMs);
    },
    mounted: (ok) => {
      stop();
      if (!ok) failed();
    },
    stop,
  };
};
