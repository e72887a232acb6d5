/**
 * Watchdog of one scan. It aborts the scan on cancellation, after the total time, and when the device reports no progress.
 */
import { err, type Err } from '#shared/result.ts';

export interface WatchdogLimits {
  /** Timeout of the whole scan, including retries. */
  readonly scanTotalTimeoutMs: number;
  /** Longest time without progress from the device. */
  readonly scanStallTimeoutMs: number;
}

export interface ScanWatchdog {
  /** Aborts the scan. */
  readonly signal: AbortSignal;
  /** Restarts the time without progress. */
  readonly reportProgress: () => void;
  /** SCAN-TIMEOUT or SCAN-CANCELLED after the scan was aborted; null before. */
  readonly abortFailure: () => Err | null;
  /** Stops the timers. To be called when the scan has ended. */
  readonly stop: () => void;
}

/** Creates the watchdog and starts its timers. @param cancelSignal aborts when the caller cancels the scan. */
export const createScanWatchdog = (
  cancelSignal: AbortSignal,
  limits: WatchdogLimits,
): ScanWatchdog => {
  const controller = new AbortController();
  let isTimedOut = false;
  const expire = (): void => {
    isTimedOut = true;
    controller.abort();
  };
  const cancel = (): void => controller.abort();
  const totalTimer = setTimeout(expire, limits.scanTotalTimeoutMs);
  let stallTimer = setTimeout(expire, limits.scanStallTimeoutMs);
  cancelSignal.addEventListener('abort', cancel);
  if (cancelSignal.aborted) cancel();
  return {
    signal: controller.signal,
    reportProgress: () => {
      clearTimeout(stallTimer);
      if (!controller.signal.aborted) stallTimer = setTimeout(expire, limits.scanStallTimeoutMs);
    },
    abortFailure: () => {
      if (isTimedOut) return err('SCAN-TIMEOUT');
      return controller.signal.aborted ? err('SCAN-CANCELLED') : null;
    },
    stop: () => {
      clearTimeout(totalTimer);
      clearTimeout(stallTimer);
      cancelSignal.removeEventListener('abort', cancel);
    },
  };
};
