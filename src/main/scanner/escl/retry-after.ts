/** Pauses between requests: parses the Retry-After header (RFC 9110, 10.2.3) and limits it to a time that is acceptable at a counter. */
import { setTimeout as sleep } from 'node:timers/promises';

const DEFAULT_MS = 1_000;
const MAX_MS = 5_000;
const MIN_MS = 100;

/** Time to wait in milliseconds. @param header seconds or an HTTP date; any other value results in the default. */
export const retryAfterMs = (header: string | null, now = Date.now()): number => {
  const text = header?.trim() ?? '';
  const ms = /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(MAX_MS, Math.max(MIN_MS, ms)) : DEFAULT_MS;
};

/** Resolves after the pause or on abort. */
export const abortableSleep = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
