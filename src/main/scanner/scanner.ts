/** The one wrapper round every driver: whose turn it is, how long it may take, what is tried again, what is believed. */
import { limits as productLimits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Log } from '../log/log.ts';
import { checkScan } from './check-scan.ts';
import { mergeSameDevices } from './same-device.ts';
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

const split = (id: string): { kind: string; device: string } => {
  const colon = id.indexOf(':');
  return { kind: id.slice(0, Math.max(0, colon)), device: id.slice(colon + 1) };
};

export const createScanner = ({ drivers, log, ...deps }: ScannerDeps): Scanner => {
  const limits: ScannerLimits = { ...defaults, ...deps.limits };
  /** Devices whose driver has not let go yet: also after the clerk was answered. */
  const busy = new Set<string>();
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
    return ok(mergeSameDevices(answers.flatMap((answer) => (answer.ok ? answer.data : []))));
  };

  const tryScan = async (driver: ScannerDriver, device: string, request: ScanRequest, watched: Watch): Promise<Result<RawScan>> => {
    for (let attempt = 0; ; attempt++) {
      const result = await driver.scan(device, {
        ...request,
        signal: watched.signal,
        onProgress: (percent) => {
          watched.alive();
          if (!watched.signal.aborted) request.onProgress?.(percent);
        },
      });
      if (result.ok || result.error.code !== 'SCAN-WARMING-UP' || attempt === WARM_UP_RETRIES) return result;
      log.info('scanner.warming-up', { driver: driver.kind, attempt: attempt + 1 });
      watched.alive();
      await pause(limits.warmUpPauseMs, watched.signal);
      const stopped = watched.verdict();
      if (stopped) return stopped;
    }
  };

  /** A driver that ignores its signal is left behind: the clerk is answered, the device stays busy until it is done. */
  const letGo = (watched: Watch): Promise<void> =>
    new Promise((resolve) => {
      const wait = (): void => void setTimeout(resolve, LET_GO_MS).unref();
      if (watched.signal.aborted) wait();
      else watched.signal.addEventListener('abort', wait, { once: true });
    });

  const scan = async (driver: ScannerDriver, id: string, device: string, request: ScanRequest): Promise<Result<RawScan>> => {
    const watched = watch(request.signal, limits);
    busy.add(id);
    try {
      const running = tryScan(driver, device, request, watched).finally(() => busy.delete(id));
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
      const { kind, device } = split(id);
      const driver = drivers.find((candidate) => candidate.kind === kind);
      if (!driver || device === '') return err('SCAN-NOT-FOUND');
      if (busy.has(id)) return err('SCAN-BUSY');
      if (request.signal.aborted) return err('SCAN-CANCELLED');
      const begun = performance.now();
      const result = await scan(driver, id, device, request);
      const ms = Math.round(performance.now() - begun);
      if (result.ok) log.info('scanner.scanned', { driver: driver.kind, ms, bytes: result.data.bytes.length });
      else {
        const status = result.error.params?.['status'];
        log.warn('scanner.failed', { driver: driver.kind, ms, code: result.error.code, ...(typeof status === 'number' ? { status } : {}) });
      }
      return result;
    },
  };
};
