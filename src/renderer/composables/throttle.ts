/**
 * Throttles work: at most once per interval, however often it is asked for. A drain of the outbox reports hundreds of changes in
 * a few seconds; a list that queried main after each would exceed the rate limit, and a debounced one would not update until the
 * drain is over.
 */
const INTERVAL_MS = 200;

export interface Throttle {
  /** Asks for it to be done; what was asked already is not asked again. */
  readonly ask: () => void;
  readonly stop: () => void;
}

export const createThrottle = (work: () => void, afterMs: number = INTERVAL_MS): Throttle => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ask: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        work();
      }, afterMs);
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
};
