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
  /** From the clerk's key to the picture, repetitions included. */
  readonly scanTotalTimeoutMs: number;
  /** Without any sign of life from the device. */
  readonly scanStallTimeoutMs: number;
  readonly listTimeoutMs: number;
  readonly warmUpPauseMs: number;
}

const WARM_UP_RETRIES = 3;
/** The way to the device is closed, not the device at fault: another driver that knows it may get through. */
const WAY_CLOSED: readonly ErrorCode[] = [
  'SCAN-OFFLINE',
  'SCAN-NOT-FOUND',
  'SCAN-DRIVER-MISSING',
  'SCAN-DRIVER',
];
/** How long a driver may take to let go after it was told to stop, before the clerk is answered without it. */
const LET_GO_MS = 5_000;

const defaults: ScannerLimits = {
  scanTotalTimeoutMs: productLimits.scanTotalTimeoutMs,
  scanStallTimeoutMs: productLimits.scanStallTimeoutMs,
  listTimeoutMs: 15_000,
  warmUpPauseMs: 4_000,
};

/** Resolves after the pause, or at once when the signal says so. */
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

/** One bounded scan: aborts `signal` when the clerk cancels, when time is up, or when the device falls silent. */
const watch = (clerk: AbortSignal, limits: ScannerLimits) => {
  const abort = new AbortController();
  let timedOut = false;
  const expire = (): void => {
    timedOut = true;
    abort.abort();
  };
  const cancel = (): void => abort.abort();
  const total = setTimeout(expire, limits.scanTotalTimeoutMs);
  let stall = setTimeout(expire, limits.scanStallTimeoutMs);
  clerk.addEventListener('abort', cancel);
  if (clerk.aborted) cancel();
  return {
    signal: abort.signal,
    alive: (): void => {
      clearTimeout(stall);
      if (!abort.signal.aborted) stall = setTimeout(expire, limits.scanStallTimeoutMs);
    },
    /** Why it was stopped, or null when it was not. */
    verdict: (): Result<RawScan> | null => {
      if (timedOut) return err('SCAN-TIMEOUT');
      return abort.signal.aborted ? err('SCAN-CANCELLED') : null;
    },
    end: (): void => {
      clearTimeout(total);
      clearTimeout(stall);
      clerk.removeEventListener('abort', cancel);
    },
  };
};
type Watch = ReturnType<typeof watch>;

/** A driver and its name for the device. */
interface Way {
  readonly driver: ScannerDriver;
  readonly device: string;
}

export const createScanner = ({ drivers, log, ...deps }: ScannerDeps): Scanner => {
  const limits: ScannerLimits = { ...defaults, ...deps.limits };
  /** Devices whose driver has not let go yet: also after the clerk was answered. */
  const busy = new Set<string>();
  /** What the last list said, by id. */
  let known = new Map<string, ScannerInfo>();
  let listing: Promise<Result<readonly ScannerInfo[]>> | null = null;

  const listOne = async (driver: ScannerDriver): Promise<Result<readonly ScannerInfo[]>> => {
    const abort = new AbortController();
    const late = pause(limits.listTimeoutMs, abort.signal).then(() => {
      abort.abort();
      return err('SCAN-TIMEOUT');
    });
    const found = await Promise.race([driver.list(abort.signal), late]);
    abort.abort();
    if (!found.ok) log.warn('scanner.list-failed', { driver: driver.kind, code: found.error.code });
    return found;
  };

  const listAll = async (): Promise<Result<readonly ScannerInfo[]>> => {
    const answers = await Promise.all(drivers.map(listOne));
    const failed = answers.find((answer) => !answer.ok);
    // An empty list would hide why it is empty, when not one driver could look.
    if (failed && answers.every((answer) => !answer.ok)) return failed;
    const merged = mergeSameDevices(answers.flatMap((answer) => (answer.ok ? answer.data : [])));
    known = new Map(merged.map((info) => [info.id, info]));
    return ok(merged);
  };

  /** The best way first. */
  const candidateRoutes = (id: string): readonly Way[] => {
    const info = known.get(id);
    const ids = [id, ...(info?.proven ? [] : (info?.others ?? []).map((other) => other.id))];
    return ids.flatMap((name) => {
      const colon = name.indexOf(':');
      const driver = drivers.find(({ kind }) => kind === name.slice(0, Math.max(0, colon)));
      const device = name.slice(colon + 1);
      return driver && device !== '' ? [{ driver, device }] : [];
    });
  };

  const tryScan = async (
    { driver, device }: Way,
    request: ScanRequest,
    watched: Watch,
  ): Promise<Result<RawScan>> => {
    for (let attempt = 0; ; attempt++) {
      const result = await driver.scan(device, {
        ...request,
        signal: watched.signal,
        onProgress: (percent) => {
          watched.alive();
          if (!watched.signal.aborted) request.onProgress?.(percent);
        },
      });
      if (result.ok || result.error.code !== 'SCAN-WARMING-UP' || attempt === WARM_UP_RETRIES)
        return result;
      log.info('scanner.warming-up', { driver: driver.kind, attempt: attempt + 1 });
      watched.alive();
      await pause(limits.warmUpPauseMs, watched.signal);
      const stopped = watched.verdict();
      if (stopped) return stopped;
    }
  };

  /** The failure of the best way is the one that is told. */
  const tryWays = async (
    best: Way,
    others: readonly Way[],
    request: ScanRequest,
    watched: Watch,
  ): Promise<Result<RawScan>> => {
    const first = await tryScan(best, request, watched);
    let last = first;
    for (const way of others) {
      if (last.ok || !WAY_CLOSED.includes(last.error.code) || watched.verdict()) break;
      log.warn('scanner.failover', { driver: way.driver.kind, code: last.error.code });
      watched.alive();
      last = await tryScan(way, request, watched);
    }
    return last.ok ? last : first;
  };

  /** A driver that ignores its signal is left behind: the clerk is answered, the device stays busy until it is done. */
  const letGo = (watched: Watch): Promise<void> =>
    new Promise((resolve) => {
      const wait = (): void => void setTimeout(resolve, LET_GO_MS).unref();
      if (watched.signal.aborted) wait();
      else watched.signal.addEventListener('abort', wait, { once: true });
    });

  const scan = async (
    id: string,
    best: Way,
    others: readonly Way[],
    request: ScanRequest,
  ): Promise<Result<RawScan>> => {
    const watched = watch(request.signal, limits);
    busy.add(id);
    try {
      const running = tryWays(best, others, request, watched).finally(() => busy.delete(id));
      const result = await Promise.race([running, letGo(watched).then(() => err('SCAN-TIMEOUT'))]);
      const stopped = watched.verdict();
      if (stopped) return stopped;
      if (!result.ok) return result;
      const checked = checkScan(result.data, request);
      return checked ? ok(checked) : err('SCAN-BAD-IMAGE');
    } finally {
      watched.end();
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
      const [best, ...others] = candidateRoutes(id);
      if (!best) return err('SCAN-NOT-FOUND');
      if (busy.has(id)) return err('SCAN-BUSY');
      if (request.signal.aborted) return err('SCAN-CANCELLED');
      const begun = performance.now();
      const result = await scan(id, best, others, request);
      const ms = Math.round(performance.now() - begun);
      const driver = best.driver.kind;
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
