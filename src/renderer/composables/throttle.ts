/**
 * Does something soon, once for however many times it was asked meanwhile. A drain of the outbox tells of hundreds of changes in
 * a few seconds; a list that asked main after each would be refused for asking too fast, and one that waited for quiet would
 * not move until the drain was over.
 */
const SOON_MS = 200;

export interface Soon {
  /** Asks for it to be done; what was asked already is not asked again. */
  readonly ask: () => void;
  readonly stop: () => void;
}

export const createSoon = (work: () => void, afterMs: number = SOON_MS): Soon => {
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
