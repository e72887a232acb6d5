/**
 * Limits the time in which the page must report that it has mounted, because a page that never mounts leaves an empty
 * window or no window.
 */
export interface PageMountTimeout {
  /** To be called when the page is loaded: starts the time limit. */
  start(): void;
  /** To be called with the page's report: whether it has mounted. */
  readonly onMounted: (ok: boolean) => void;
  stop(): void;
}

export interface PageMountTimeoutDeps {
  readonly timeoutMs: number;
  readonly onFailed: () => void;
}

export const createPageMountTimeout = ({
  timeoutMs,
  onFailed,
}: PageMountTimeoutDeps): PageMountTimeout => {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    start: () => {
      stop();
      timer = setTimeout(onFailed, timeoutMs);
    },
    onMounted: (ok) => {
      stop();
      if (!ok) onFailed();
    },
    stop,
  };
};
