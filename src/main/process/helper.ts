/**
 * Owner of a helper process: sends one request at a time. A process that crashes, hangs or sends invalid messages fails only
 * the current request; the next one gets a new process.
 */
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { parseMemoryReport, parseReply, type MemoryReport } from './messages.ts';
import type { ChildHandle } from './port.ts';

export interface HelperDeps {
  readonly fork: () => ChildHandle;
  /** From sending a request to its reply, without the time in the queue. */
  readonly timeoutMs: number;
  /** Error code of a request when the helper crashed, timed out or could not be started. */
  readonly failure: ErrorCode;
  readonly log: Log;
  /** After this many crashes within the window the helper is not restarted until the window has passed. */
  readonly crashes?: { readonly max: number; readonly withinMs: number };
  /**
   * Bytes of resident memory above which an idle process is ended; the next request starts another. For helpers that report
   * their memory; absent: no limit.
   */
  readonly maxIdleBytes?: number;
  readonly now?: () => number;
}

export interface Helper {
  /**
   * Sends a request; the payload is copied (structured clone). Failures: those of the handler, and `failure` for a lost
   * helper.
   */
  request(method: string, payload: unknown, timeoutMs?: number): Promise<Result<unknown>>;
  /** Starts the process, if it is not running, so that the next request does not wait for its start. */
  prepare(): void;
  /** Terminates the process and fails every request; returns when the process has exited, at most five seconds later. */
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

/** The process is started with the first request, or by `prepare`. */
export const createHelper = (deps: HelperDeps): Helper => {
  const { log } = deps;
  const now = deps.now ?? (() => performance.now());
  const limit = deps.crashes ?? { max: 5, withinMs: 60_000 };
  const lost = err(deps.failure);
  const queue: Job[] = [];
  let crashes: number[] = [];
  let child: { readonly handle: ChildHandle; readonly exited: Promise<void> } | null = null;
  let current: { readonly job: Job; readonly timer: NodeJS.Timeout } | null = null;
  let nextId = 1;
  let stopped = false;

  const finish = (result: Result<unknown>): void => {
    if (!current) return;
    const { job, timer } = current;
    clearTimeout(timer);
    current = null;
    job.resolve(result);
  };

  /** Detaches the process: its later messages and exit are ignored. */
  const lose = (): void => {
    child = null;
    crashes.push(now());
    finish(lost);
    next();
  };

  /** A report that arrives during a request changes nothing: another follows the reply. */
  const limitMemory = ({ residentBytes }: MemoryReport, handle: ChildHandle): void => {
    if (deps.maxIdleBytes === undefined || residentBytes <= deps.maxIdleBytes || current) return;
    log.info('helper.memory-limit-reached', { bytes: residentBytes });
    // No crash: it is ended on purpose and while nothing is lost.
    child = null;
    handle.kill();
  };

  const receive = (message: unknown, handle: ChildHandle): void => {
    const report = parseMemoryReport(message);
    if (report) return limitMemory(report, handle);
    const reply = parseReply(message);
    if (!reply) {
      log.error('helper.protocol-error', {});
      handle.kill();
      return lose();
    }
    if (reply.id !== current?.job.id) return;
    if ('threw' in reply) log.error('helper.unexpected-error', { error: reply.threw });
    finish('threw' in reply ? lost : reply.result);
    next();
  };

  const start = (): ChildHandle | null => {
    crashes = crashes.filter((at) => now() - at < limit.withinMs);
    if (crashes.length >= limit.max) {
      log.error('helper.restart-limit-reached', { crashes: crashes.length });
      return null;
    }
    try {
      const handle = deps.fork();
      const exited = new Promise<void>((resolve) => {
        handle.onExit((exitCode) => {
          resolve();
          if (child?.handle !== handle) return;
          log.warn('helper.exited', { exitCode });
          lose();
        });
      });
      handle.onMessage((message) => {
        if (child?.handle === handle) receive(message, handle);
      });
      child = { handle, exited };
      return handle;
    } catch (thrown) {
      crashes.push(now());
      log.error('helper.start-failed', { thrown });
      return null;
    }
  };

  const send = (job: Job, handle: ChildHandle): void => {
    const timer = setTimeout(() => {
      log.warn('helper.unresponsive', { ms: job.timeoutMs });
      handle.kill();
      lose();
    }, job.timeoutMs);
    current = { job, timer };
    try {
      handle.postMessage({ id: job.id, method: job.method, payload: job.payload });
    } catch (thrown) {
      log.error('helper.send-failed', { thrown });
      finish(lost);
    }
  };

  const next = (): void => {
    while (!current) {
      const job = queue.shift();
      if (!job) return;
      const handle = child?.handle ?? start();
      if (handle) send(job, handle);
      else job.resolve(lost);
    }
  };

  return {
    request: (method, payload, timeoutMs = deps.timeoutMs) =>
      new Promise((resolve) => {
        if (stopped) return resolve(lost);
        queue.push({ id: nextId++, method, payload, timeoutMs, resolve });
        next();
      }),
    prepare: () => {
      if (!stopped && !child) start();
    },
    stop: async () => {
      stopped = true;
      const last = child;
      child = null;
      finish(lost);
      for (const job of queue.splice(0)) job.resolve(lost);
      if (!last) return;
      last.handle.kill();
      await Promise.race([
        last.exited,
        new Promise((resolve) => setTimeout(resolve, STOP_LIMIT_MS).unref()),
      ]);
    },
  };
};
