/**
 * Manages a helper process from its owner's side: starts it, sends one request at a time and restarts it. When the process crashes,
 * hangs or sends invalid messages, only the current request fails; a new process is started for the next one.
 */
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { parseMemoryReport, parseReply, type MemoryReport } from './messages.ts';
import type { ChildHandle } from './port.ts';

export interface HelperDeps {
  readonly fork: () => ChildHandle;
  /** Timeout from sending a request to its reply, without the time in the queue. */
  readonly timeoutMs: number;
  /** Error code of a request when the helper crashed, timed out or could not be started. */
  readonly failureCode: ErrorCode;
  readonly log: Log;
  /** After `max` crashes within `withinMs` the helper is not restarted until the oldest of them is older than that. */
  readonly crashLimit?: { readonly max: number; readonly withinMs: number };
  /**
   * Resident memory in bytes above which an idle process is terminated; the next request starts a new one. Effective only for
   * helpers that report their memory. No limit when absent.
   */
  readonly maxIdleBytes?: number;
  readonly now?: () => number;
}

export interface Helper {
  /**
   * Sends a request; the payload is copied (structured clone). Failures: those of the handler, and `failure` when the helper
   * crashed, timed out or could not be started.
   */
  request(method: string, payload: unknown, timeoutMs?: number): Promise<Result<unknown>>;
  /** Starts the process if it is not running, so that the next request does not wait for its start. */
  prepare(): void;
  /** Terminates the process and fails every request. Resolves when the process has exited, after five seconds at the latest. */
  stop(): Promise<void>;
}

interface Job {
  readonly id: number;
  readonly method: string;
  readonly payload: unknown;
  readonly timeoutMs: number;
  readonly resolve: (result: Result<unknown>) => void;
}

const STOP_LIMIT_MS = 5_000;

/** Creates the owner of a helper. The process is started by the first request or by `prepare`. */
export const createHelper = (deps: HelperDeps): Helper => {
  const { log } = deps;
  const now = deps.now ?? (() => performance.now());
  const crashLimit = deps.crashLimit ?? { max: 5, withinMs: 60_000 };
  const helperFailure = err(deps.failureCode);
  const queue: Job[] = [];
  let crashTimes: number[] = [];
  let child: { readonly handle: ChildHandle; readonly exited: Promise<void> } | null = null;
  let current: { readonly job: Job; readonly timer: NodeJS.Timeout } | null = null;
  let nextId = 1;
  let stopped = false;

  const finishCurrent = (result: Result<unknown>): void => {
    if (!current) return;
    const { job, timer } = current;
    clearTimeout(timer);
    current = null;
    job.resolve(result);
  };

  /** Counts a crash, fails the current request, and ignores later messages and the exit of the process. */
  const discardProcess = (): void => {
    child = null;
    crashTimes.push(now());
    finishCurrent(helperFailure);
    sendNext();
  };

  /**
   * Terminates an idle process above the limit. A report during a request is ignored, because another one follows the reply.
   */
  const limitMemory = ({ residentBytes }: MemoryReport, handle: ChildHandle): void => {
    if (deps.maxIdleBytes === undefined || residentBytes <= deps.maxIdleBytes || current) return;
    log.info('helper.memory-limit-reached', { bytes: residentBytes });
    // Not counted as a crash: the process is terminated on purpose, and no request is lost.
    child = null;
    handle.kill();
  };

  const handleMessage = (message: unknown, handle: ChildHandle): void => {
    const report = parseMemoryReport(message);
    if (report) return limitMemory(report, handle);
    const reply = parseReply(message);
    if (!reply) {
      log.error('helper.protocol-error', {});
      handle.kill();
      return discardProcess();
    }
    if (reply.id !== current?.job.id) return;
    if ('threw' in reply) log.error('helper.unexpected-error', { error: reply.threw });
    finishCurrent('threw' in reply ? helperFailure : reply.result);
    sendNext();
  };

  const startProcess = (): ChildHandle | null => {
    crashTimes = crashTimes.filter((at) => now() - at < crashLimit.withinMs);
    if (crashTimes.length >= crashLimit.max) {
      log.error('helper.restart-limit-reached', { crashes: crashTimes.length });
      return null;
    }
    try {
      const handle = deps.fork();
      const exited = new Promise<void>((resolve) => {
        handle.onExit((exitCode) => {
          resolve();
          if (child?.handle !== handle) return;
          log.warn('helper.exited', { exitCode });
          discardProcess();
        });
      });
      handle.onMessage((message) => {
        if (child?.handle === handle) handleMessage(message, handle);
      });
      child = { handle, exited };
      return handle;
    } catch (thrown) {
      crashTimes.push(now());
      log.error('helper.start-failed', { thrown });
      return null;
    }
  };

  const sendJob = (job: Job, handle: ChildHandle): void => {
    const timer = setTimeout(() => {
      log.warn('helper.unresponsive', { ms: job.timeoutMs });
      handle.kill();
      discardProcess();
    }, job.timeoutMs);
    current = { job, timer };
    try {
      handle.postMessage({ id: job.id, method: job.method, payload: job.payload });
    } catch (thrown) {
      log.error('helper.send-failed', { thrown });
      finishCurrent(helperFailure);
    }
  };

  const sendNext = (): void => {
    while (!current) {
      const job = queue.shift();
      if (!job) return;
      const handle = child?.handle ?? startProcess();
      if (handle) sendJob(job, handle);
      else job.resolve(helperFailure);
    }
  };

  return {
    request: (method, payload, timeoutMs = deps.timeoutMs) =>
      new Promise((resolve) => {
        if (stopped) return resolve(helperFailure);
        queue.push({ id: nextId++, method, payload, timeoutMs, resolve });
        sendNext();
      }),
    prepare: () => {
      if (!stopped && !child) startProcess();
    },
    stop: async () => {
      stopped = true;
      const exiting = child;
      child = null;
      finishCurrent(helperFailure);
      for (const job of queue.splice(0)) job.resolve(helperFailure);
      if (!exiting) return;
      exiting.handle.kill();
      await Promise.race([
        exiting.exited,
        new Promise((resolve) => setTimeout(resolve, STOP_LIMIT_MS).unref()),
      ]);
    },
  };
};
