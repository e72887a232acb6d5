/**
 * Owner of a helper process: sends one request at a time. A process that crashes, hangs or sends invalid messages fails only
 * the current request; the next one gets a new process.
 */
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { parseReply } from './messages.ts';
import type { ChildHandle } from './port.ts';

export interface HelperDeps {
  readonly fork: () => ChildHandle;
  /** From handing a request over to its answer; waiting for a turn does not count. */
  readonly timeoutMs: number;
  /** The code a request gets when its helper died, hung or could not be started. */
  readonly failure: ErrorCode;
  readonly log: Log;
  /** Beyond this many deaths within the window the helper is not started again until the window has passed. */
  readonly deaths?: { readonly most: number; readonly withinMs: number };
  readonly now?: () => number;
}

export interface Helper {
  /** The payload is copied (structured clone). `timeoutMs` is for a request that may take longer than the others. Failures: those of the handler, and the code for a lost helper. */
  request(method: string, payload: unknown, timeoutMs?: number): Promise<Result<unknown>>;
  /** Ends the process and every request; returns when the process is gone, at most five seconds later. */
  stop(): Promise<void>;
}

interface Job {
  readonly id: number;
  readonly method: string;
  readonly payload: unknown;
  readonly timeoutMs: number;
  readonly settle: (result: Result<unknown>) => void;
}

const STOP_LIMIT_MS = 5_000;

/** Nothing is started before the first request. */
export const createHelper = (deps: HelperDeps): Helper => {
  const { log } = deps;
  const now = deps.now ?? (() => performance.now());
  const limit = deps.deaths ?? { most: 5, withinMs: 60_000 };
  const lost = err(deps.failure);
  const queue: Job[] = [];
  let deaths: number[] = [];
  let child: { readonly handle: ChildHandle; readonly gone: Promise<void> } | null = null;
  let current: { readonly job: Job; readonly timer: NodeJS.Timeout } | null = null;
  let nextId = 1;
  let stopped = false;

  const finish = (result: Result<unknown>): void => {
    if (!current) return;
    const { job, timer } = current;
    clearTimeout(timer);
    current = null;
    job.settle(result);
  };

  /** Detaches the old process: its later messages and its exit are ignored. */
  const lose = (): void => {
    child = null;
    deaths.push(now());
    finish(lost);
    next();
  };

  const receive = (message: unknown, handle: ChildHandle): void => {
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
    deaths = deaths.filter((at) => now() - at < limit.withinMs);
    if (deaths.length >= limit.most) {
      log.error('helper.restart-limit-reached', { deaths: deaths.length });
      return null;
    }
    try {
      const handle = deps.fork();
      const gone = new Promise<void>((resolve) => {
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
      child = { handle, gone };
      return handle;
    } catch (thrown) {
      deaths.push(now());
      log.error('helper.start-failed', { thrown });
      return null;
    }
  };

  const hand = (job: Job, handle: ChildHandle): void => {
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
      if (handle) hand(job, handle);
      else job.settle(lost);
    }
  };

  return {
    request: (method, payload, timeoutMs = deps.timeoutMs) =>
      new Promise((settle) => {
        if (stopped) return settle(lost);
        queue.push({ id: nextId++, method, payload, timeoutMs, settle });
        next();
      }),
    stop: async () => {
      stopped = true;
      const last = child;
      child = null;
      finish(lost);
      for (const job of queue.splice(0)) job.settle(lost);
      if (!last) return;
      last.handle.kill();
      await Promise.race([
        last.gone,
        new Promise((resolve) => setTimeout(resolve, STOP_LIMIT_MS).unref()),
      ]);
    },
  };
};
