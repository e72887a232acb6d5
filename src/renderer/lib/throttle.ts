/**
 * Runs work at most once per interval, however often it is scheduled. Sending a full outbox reports hundreds of changes
 * in a few seconds. A query after each change exceeds the rate limit of the main process, and a debounced query does not
 * run before the last change.
 */
const DEFAULT_INTERVAL_MS = 200;

export interface Throttle {
  /** Schedules the work at the end of the current interval. Has no effect while it is scheduled already. */
  readonly schedule: () => void;
  /** Cancels scheduled work. */
  readonly cancel: () => void;
}

export const createThrottle = (
  work: () => void,
  intervalMs: number = DEFAULT_INTERVAL_MS,
): Throttle => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    schedule: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        work();
      }, intervalMs);
    },
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
};
