/** Parses a device's Retry-After, limited to what is acceptable at a counter. */
import { setTimeout as sleep } from 'node:timers/promises';

const USUAL_MS = 1_000;
const MOST_MS = 5_000;
const LEAST_MS = 100;

/** @param header seconds, or a date; anything else means the usual pause. */
export const retryAfterMs = (header: string | null, now = Date.now()): number => {
  const text = header?.trim() ?? '';
  const ms = /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(MOST_MS, Math.max(LEAST_MS, ms)) : USUAL_MS;
};

/** Resolves after the pause, or at once when the signal says so. */
export const pauseFor = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
