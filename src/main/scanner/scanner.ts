/** Runs drivers with locking, timeouts, retry, failover and result validation. */
import type { ErrorCode } from '#shared/error-codes.ts';
import { limits as productLimits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { checkScan } from './validate/check-scan.ts';
import { createScanWatchdog, type ScanWatchdog, type WatchdogLimits } from './scan-watchdog.ts';
import { mergeSameDevices } from './selection/same-device.ts';
import type { RawScan, Scanner, ScannerDriver, ScannerInfo, ScanRequest } from './port.ts';

export interface ScannerDeps {
  readonly drivers: readonly ScannerDriver[];
  readonly log: Log;
  readonly limits?: Partial<ScannerLimits>;
}

export interface ScannerLimits extends WatchdogLimits {
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

const defaultLimits: ScannerLimits = {
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

/** A driver, and the id by which the driver identifies the device. */
interface ScanRoute {
  readonly driver: ScannerDriver;
  readonly device: string;
}

/** Creates the scanner service over all drivers. */
export const createScanner = ({ drivers, log, ...deps }: ScannerDeps): Scanner => {
  const limits: ScannerLimits = { ...defaultLimits, ...deps.limits };
  /** Ids of devices with a driver call in progress. A call can continue after the caller has received its result. */
  const busyIds = new Set<string>();
  /** Devices found by the last `list`, by id. */
  let listedDevices = new Map<string, ScannerInfo>();
  let listing: Promise<Result<readonly ScannerInfo[]>> | null = null;

  const listWithTimeout = async (
    driver: ScannerDriver,
  ): Promise<Result<readonly ScannerInfo[]>> => {
    const controller = new AbortController();
    const timeout = pause(limits.listTimeoutMs, controller.signal).then(() => {
      controller.abort();
      return err('SCAN-TIMEOUT');
    });
    const found = await Promise.race([driver.list(controller.signal), timeout]);
    // Ends the pause when the listing was faster.
    controller.abort();
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
    return ids.flatMap((routeId) => {
      const colon = routeId.indexOf(':');
      const driver = drivers.find(({ kind }) => kind === routeId.slice(0, Math.max(0, colon)));
      const device = routeId.slice(colon + 1);
      return driver && device !== '' ? [{ driver, device }] : [];
    });
  };

  const scanWithRetries = async (
    { driver, device }: ScanRoute,
    request: ScanRequest,
    watchdog: ScanWatchdog,
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
      const abortFailure = watchdog.abortFailure();
      if (abortFailure) return abortFailure;
    }
  };

  /** Tries the alternative routes when a route fails. @returns the failure of the preferred route if all routes fail. */
  const scanWithFailover = async (
    preferred: ScanRoute,
    alternatives: readonly ScanRoute[],
    request: ScanRequest,
    watchdog: ScanWatchdog,
  ): Promise<Result<RawScan>> => {
    const preferredResult = await scanWithRetries(preferred, request, watchdog);
    let result = preferredResult;
    for (const route of alternatives) {
      if (result.ok || !FAILOVER_CODES.includes(result.error.code) || watchdog.abortFailure())
        break;
      log.warn('scanner.failover', { driver: route.driver.kind, code: result.error.code });
      watchdog.reportProgress();
      result = await scanWithRetries(route, request, watchdog);
    }
    return result.ok ? result : preferredResult;
  };

  /** Resolves when a driver has not returned in time after an abort. The device stays locked until the driver returns. */
  const releaseTimeout = (watchdog: ScanWatchdog): Promise<void> =>
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
    const watchdog = createScanWatchdog(request.signal, limits);
    busyIds.add(id);
    try {
      const scanning = scanWithFailover(preferred, alternatives, request, watchdog).finally(() =>
        busyIds.delete(id),
      );
      const result = await Promise.race([
        scanning,
        releaseTimeout(watchdog).then(() => err('SCAN-TIMEOUT')),
      ]);
      const abortFailure = watchdog.abortFailure();
      if (abortFailure) return abortFailure;
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
      if (busyIds.has(id)) return err('SCAN-BUSY');
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
