/** A page that has lost its way may not flood the main process: calls under way and calls per ten seconds are bounded. */

export interface RateLimitOptions {
  readonly inFlight: number;
  readonly perTenSeconds: number;
  readonly now: () => number;
}

export interface RateLimit {
  /** @returns a function to call when the call is over, or null when it must be refused. */
  enter(name: string): (() => void) | null;
}

const WINDOW_MS = 10_000;

export const createRateLimit = ({ inFlight, perTenSeconds, now }: RateLimitOptions): RateLimit => {
  const running = new Map<string, number>();
  const begun = new Map<string, number[]>();
  return {
    enter: (name) => {
      const time = now();
      const recent = (begun.get(name) ?? []).filter((at) => time - at < WINDOW_MS);
      const current = running.get(name) ?? 0;
      begun.set(name, recent);
      if (current >= inFlight || recent.length >= perTenSeconds) return null;
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
