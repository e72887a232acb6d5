/** Limits the concurrent calls of a page and the number of calls within a time window, separately for each call name. */
import type { Rate } from '#shared/ipc/declaration.ts';

export interface RateLimit {
  /** @returns a function to call when the call ends, or null when the call is rejected. */
  enter(name: string, rate: Rate): (() => void) | null;
}

/** @param now milliseconds of a monotonic clock. */
export const createRateLimit = (now: () => number): RateLimit => {
  const runningCounts = new Map<string, number>();
  const startTimes = new Map<string, number[]>();
  return {
    enter: (name, { inFlight, max, withinMs }) => {
      const nowMs = now();
      const recent = (startTimes.get(name) ?? []).filter((at) => nowMs - at < withinMs);
      const runningCount = runningCounts.get(name) ?? 0;
      startTimes.set(name, recent);
      if (runningCount >= inFlight || recent.length >= max) return null;
      recent.push(nowMs);
      runningCounts.set(name, runningCount + 1);
      let isEnded = false;
      return () => {
        if (isEnded) return;
        isEnded = true;
        runningCounts.set(name, (runningCounts.get(name) ?? 1) - 1);
      };
    },
  };
};
