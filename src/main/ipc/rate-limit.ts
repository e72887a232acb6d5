/** Limits the concurrent calls of a page and the number of calls within a time window, separately for each call name. */
import type { Rate } from '#shared/ipc/declaration.ts';

export interface RateLimit {
  /** @returns a function to call when the call ends, or null when the call is rejected. */
  enter(name: string, rate: Rate): (() => void) | null;
}

/** @param now milliseconds of a monotonic clock. */
export const createRateLimit = (now: () => number): RateLimit => {
  const running = new Map<string, number>();
  const startTimes = new Map<string, number[]>();
  return {
    enter: (name, { inFlight, max, withinMs }) => {
      const nowMs = now();
      const recent = (startTimes.get(name) ?? []).filter((at) => nowMs - at < withinMs);
      const current = running.get(name) ?? 0;
      startTimes.set(name, recent);
      if (current >= inFlight || recent.length >= max) return null;
      recent.push(nowMs);
      running.set(name, current + 1);
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        running.set(name, (running.get(name) ?? 1) - 1);
      };
    },
  };
};
