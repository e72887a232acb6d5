/** Limits concurrent calls of the page and the calls started within a window. Each call has its own budget. */
import type { Rate } from '#shared/ipc/contract.ts';

export interface RateLimit {
  /** @returns a function to call when the call ends, or null when the call is rejected. */
  enter(name: string, rate: Rate): (() => void) | null;
}

/** @param now milliseconds of a monotonic clock. */
export const createRateLimit = (now: () => number): RateLimit => {
  const running = new Map<string, number>();
  const begun = new Map<string, number[]>();
  return {
    enter: (name, { inFlight, max, withinMs }) => {
      const time = now();
      const recent = (begun.get(name) ?? []).filter((at) => time - at < withinMs);
      const current = running.get(name) ?? 0;
      begun.set(name, recent);
      if (current >= inFlight || recent.length >= max) return null;
      recent.push(time);
      running.set(name, current + 1);
      let over = false;
      return () => {
        if (over) return;
        over = true;
        running.set(name, (running.get(name) ?? 1) - 1);
      };
    },
  };
};
