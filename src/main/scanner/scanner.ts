/** Runs drivers with locking, timeouts, retry, failover and result validation. */
import type { ErrorCode } from '#shared/error-codes.ts';
import { limits as productLimits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { checkScan } from './validate/check-scan.ts';
import { mergeSameDevices } from './selection/same-device.ts';
import type { RawScan, Scanner, ScannerDriver, ScannerInfo, ScanRequest } from './port.ts';

export interface ScannerDeps {
  readonly drivers: readonly ScannerDriver[];
  readonly log: Log;
  readonly limits?: Partial<ScannerLimits>;
}

export interface ScannerLimits {
  /** Timeout of the whole scan, including retries. */
  readonly scanTotalTimeoutMs: number;
  /** Longest time without progress from the device. */
  readonly scanStallTimeoutMs: number;
  /** Timeout of one driver's listing. */
  readonly listTimeoutMs: number;
  /** Pause before a scan is retried while the lamp warms up. */
  readonly warmUpPauseMs: number;
}

const WARM_UP_RETRIES = 3;
/** Failures of the route rather than of the device. Another driver may reach the device. */
const FAILOVER_CODES: readonly ErrorCode[] = [
  'SCAN-OFFLINE',
  'SCAN-NOT-FOUND',
  'SCAN-DRIVER-MISSING',
  'SCAN-DRIVER',
];
/** Time for a driver to return after its scan was aborted. */
const RELEASE_TIMEOUT_MS = 5_000;

const defaults: ScannerLimits = {
  scanTotalTimeoutMs: productLimits.scanTotalTimeoutMs,
  scanStallTimeoutMs: productLimits.scanStallTimeoutMs,
  listTimeoutMs: 15_000,
  warmUpPauseMs: 4_000,
};

/** Resolves after the pause or on abort. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });

/** Creates the watchdog of one scan, which aborts `signal` on cancellation, on timeout, and when the device stalls. */
const createWatchdog = (cancelled: AbortSignal, limits: ScannerLimits) => {
  const abort = new AbortController();
  let timedOut = false;
  const expire = (): void => {
    timedOut = true;
    abort.abort();
  };
  const cancel = (): void => abort.abort();
  const totalTimer = setTimeout(expire, limits.scanTotalTimeoutMs);
  let stallTimer = setTimeout(expire, limits.scanStallTimeoutMs);
  cancelled.addEventListener('abort', cancel);
  if (cancelled.aborted) cancel();
  return {
    signal: abort.signal,
    reportProgress: (): void => {
      clearTimeout(stallTimer);
      if (!abort.signal.aborted) stallTimer = setTimeout(expire, limits.scanStallTimeoutMs);
    },
    /** Why the scan was aborted, or null. */
    abortReason: (): Result<RawScan> | null => {
      if (timedOut) return err('SCAN-TIMEOUT');
      return abort.signal.aborted ? err('SCAN-CANCELLED') : null;
    },
    stop: (): void => {
      clearTimeout(totalTimer);
      clearTimeout(stallTimer);
      cancelled.removeEventListener('abort', cancel);
    },
  };
};
type Watchdog = ReturnType<typeof createWatchdog>;

/** A driver, and the id by which the driver identifies the device. */
interface ScanRoute {
  readonly driver: ScannerDriver;
  readonly device: string;
}

/** Creates the scanner service over all drivers. */
export const createScanner = ({ drivers, log, ...deps }: ScannerDeps): Scanner => {
  const limits: ScannerLimits = { ...defaults, ...deps.limits };
  /** Ids of devices with a driver call in progress. A call can continue after the caller has received its result. */
  const busy = new Set<string>();
  /** Devices found by the last `list`, by id. */
  let listedDevices = new Map<string, ScannerInfo>();
  let listing: Promise<Result<readonly ScannerInfo[]>> | null = null;

  const listWithTimeout = async (
    driver: ScannerDriver,
  ): Promise<Result<readonly ScannerInfo[]>> => {
    const abort = new AbortController();
    const timeout = pause(limits.listTimeoutMs, abort.signal).then(() => {
      abort.abort();
      return err('SCAN-TIMEOUT');
    });
    const found = await Promise.race([driver.list(abort.signal), timeout]);
    abort.abort();
    if (!found.ok) log.warn('scanner.list-failed', { driver: driver.kind, code: found.error.code });
    return found;
  };

  const listAll = async (): Promise<Result<readonly ScannerInfo[]>> => {
    const listings = await Promise.all(drivers.map(listWithTimeout));
    const failed = listings.find((found) => !found.ok);
    // If every driver failed, the failure is returned instead of an empty list.
    if (failed && listings.every((found) => !found.ok)) return failed;
    const merged = mergeSameDevices(listings.flatMap((found) => (found.ok ? found.data : [])));
    listedDevices = new Map(merged.map((info) => [info.id, info]));
    return ok(merged);
  };

  /** Routes to a device, the preferred one first. */
  const candidateRoutes = (id: string): readonly ScanRoute[] => {
    const info = listedDevices.get(id);
    const ids = [
      id,
      ...(info?.authenticated ? [] : (info?.alternatives ?? []).map((other) => other.id)),
    ];
    return ids.flatMap((name) => {
      const colon = name.indexOf(':');
      const driver = drivers.find(({ kind }) => kind === name.slice(0, Math.max(0, colon)));
      const device = name.slice(colon + 1);
      return driver && device !== '' ? [{ driver, device }] : [];
    });
  };

  const scanWithRetries = async (
    { driver, device }: ScanRoute,
    request: ScanRequest,
    watchdog: Watchdog,
  ): Promise<Result<RawScan>> => {
    for (let attempt = 0; ; attempt++) {
      const result = await driver.scan(device, {
        ...request,
        signal: watchdog.signal,
        onProgress: (percent) => {
          watchdog.reportProgress();
          if (!watchdog.signal.aborted) request.onProgress?.(percent);
        },
      });
      if (result.ok || result.error.code !== 'SCAN-WARMING-UP' || attempt === WARM_UP_RETRIES)
        return result;
      log.info('scanner.warming-up', { driver: driver.kind, attempt: attempt + 1 });
      watchdog.reportProgress();
      await pause(limits.warmUpPauseMs, watchdog.signal);
      const abortReason = watchdog.abortReason();
      if (abortReason) return abortReason;
    }
  };

  /** Tries the alternative routes when a route fails. @returns the failure of the preferred route if all routes fail. */
  const scanWithFailover = async (
    preferred: ScanRoute,
    alternatives: readonly ScanRoute[],
    request: ScanRequest,
    watchdog: Watchdog,
  ): Promise<Result<RawScan>> => {
    const preferredResult = await scanWithRetries(preferred, request, watchdog);
    let result = preferredResult;
    for (const route of alternatives) {
      if (result.ok || !FAILOVER_CODES.includes(result.error.code) || watchdog.abortReason()) break;
      log.warn('scanner.failover', { driver: route.driver.kind, code: result.error.code });
      watchdog.reportProgress();
      result = await scanWithRetries(route, request, watchdog);
    }
    return result.ok ? result : preferredResult;
  };

  /** Resolves when a driver has not returned in time after an abort. The device stays locked until the driver returns. */
  const releaseTimeout = (watchdog: Watchdog): Promise<void> =>
    new Promise((resolve) => {
      const startTimeout = (): void => void setTimeout(resolve, RELEASE_TIMEOUT_MS).unref();
      if (watchdog.signal.aborted) startTimeout();
      else watchdog.signal.addEventListener('abort', startTimeout, { once: true });
    });

  const scan = async (
    id: string,
    preferred: ScanRoute,
    alternatives: readonly ScanRoute[],
    request: ScanRequest,
  ): Promise<Result<RawScan>> => {
    const watchdog = createWatchdog(request.signal, limits);
    busy.add(id);
    try {
      const running = scanWithFailover(preferred, alternatives, request, watchdog).finally(() =>
        busy.delete(id),
      );
      const result = await Promise.race([
        running,
        releaseTimeout(watchdog).then(() => err('SCAN-TIMEOUT')),
      ]);
      const abortReason = watchdog.abortReason();
      if (abortReason) return abortReason;
      if (!result.ok) return result;
      const checked = checkScan(result.data, request);
      return checked ? ok(checked) : err('SCAN-BAD-IMAGE');
    } finally {
      watchdog.stop();
    }
  };

  return {
    list: () => {
      listing ??= listAll().finally(() => {
        listing = null;
      });
      return listing;
    },
    scan: async (id, request) => {
      const [preferred, ...alternatives] = candidateRoutes(id);
      if (!preferred) return err('SCAN-NOT-FOUND');
      if (busy.has(id)) return err('SCAN-BUSY');
      if (request.signal.aborted) return err('SCAN-CANCELLED');
      const startedAt = performance.now();
      const result = await scan(id, preferred, alternatives, request);
      const ms = Math.round(performance.now() - startedAt);
      const driver = preferred.driver.kind;
      if (result.ok) log.info('scanner.scanned', { driver, ms, bytes: result.data.bytes.length });
      else {
        const status = result.error.params?.['status'];
        log.warn('scanner.failed', {
          driver,
          ms,
          code: result.error.code,
          ...(typeof status === 'number' ? { status } : {}),
        });
      }
      return result;
    },
  };
};
