/** Checks the update share some time after the start and then periodically, and persists, logs and audits the results. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { Audit } from '#main/audit/port.ts';
import type { Log } from '#main/log/log.ts';
import { createShareCheck, type ShareCheck, type UpdateShare } from './check-share.ts';
import type { Updates, UpdateView } from './port.ts';

export interface UpdateTiming {
  /** Delay of the first check after the start. */
  readonly firstMs: number;
  readonly intervalMs: number;
  /** Timeout of a check. */
  readonly timeoutMs: number;
}

const MINUTE_MS = 60_000;

/** The first checks are spread over ten minutes (jitter), because all counters of a bank start at the same time. */
export const updateTiming = (): UpdateTiming => ({
  firstMs: MINUTE_MS + Math.random() * 10 * MINUTE_MS,
  intervalMs: 4 * 60 * MINUTE_MS,
  timeoutMs: 30 * MINUTE_MS,
});

export interface UpdatesDeps {
  /** Null: the policy configures none, and no check is made. */
  readonly share: UpdateShare | null;
  readonly installed: string;
  readonly platform: string;
  /** JSON file with `published` of the newest manifest and the last reported result. */
  readonly file: string;
  /** Replaces a file atomically. Rejects with the system's error. */
  readonly writeFile: (file: string, text: string) => Promise<void>;
  readonly audit: Pick<Audit, 'record'>;
  readonly log: Log;
  readonly timing: UpdateTiming;
}

const stateSchema = v.object({
  published: v.nullable(v.string()),
  reported: v.nullable(v.string()),
});
type State = v.InferOutput<typeof stateSchema>;

const readState = async (file: string): Promise<State> => {
  try {
    return v.parse(stateSchema, JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Missing or damaged: what was seen before is forgotten. The task that installs on Linux keeps the newest manifest in a folder of
    // root, and on Windows no version below the installed one is accepted.
    return { published: null, reported: null };
  }
};

/** Errors that are audited, because tampering with the share can cause them. Diagnostics decides by itself which are warnings. */
const auditedCodes: readonly ErrorCode[] = [
  'UPDATE-SIGNATURE',
  'UPDATE-MANIFEST',
  'UPDATE-PACKAGE',
  'UPDATE-OLDER',
];

export const createUpdates = (deps: UpdatesDeps): Updates => {
  const { share, installed, log, timing } = deps;
  const checkShare = createShareCheck();
  let view: UpdateView = { kind: share ? 'unchecked' : 'off' };
  let state: State | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  let runningCheck: Promise<void> | null = null;
  let abort: AbortController | null = null;

  const viewOf = ({ update }: ShareCheck): UpdateView => {
    if (!update.ok) return { kind: 'failed', code: update.error.code };
    return update.data
      ? { kind: 'ready', installed, version: update.data.version }
      : { kind: 'current', installed };
  };

  /**
   * Audits a result only when it differs from the last reported one, so that periodic checks do not fill the trail. A failure that is
   * not audited does not count in between: a share that is offline at times would have the same result audited each time.
   * @returns the text that identifies the result to compare the next one with.
   */
  const report = (found: UpdateView, reported: string | null): string | null => {
    const detail =
      found.kind === 'ready' ? found.version : found.kind === 'failed' ? found.code : installed;
    const text = `${found.kind} ${detail}`;
    if (found.kind === 'failed') log.warn('update.check-failed', { code: found.code });
    else log.info(found.kind === 'ready' ? 'update.ready' : 'update.current', {});
    const isAudited = found.kind !== 'failed' || auditedCodes.includes(found.code);
    if (!isAudited || text === reported) return reported;
    if (found.kind === 'ready')
      deps.audit.record('update.ready', { clerk: null, version: found.version });
    if (found.kind === 'failed')
      deps.audit.record('update.refused', { clerk: null, code: found.code });
    return text;
  };

  const applyResult = async (found: ShareCheck, before: State): Promise<void> => {
    view = viewOf(found);
    const { published } = found;
    const isNewer =
      published !== null && (before.published === null || published > before.published);
    const after: State = {
      published: isNewer ? published : before.published,
      reported: report(view, before.reported),
    };
    state = after;
    if (after.published === before.published && after.reported === before.reported) return;
    try {
      await deps.writeFile(deps.file, `${JSON.stringify(after)}\n`);
    } catch (error) {
      log.warn('update.state-not-kept', { thrown: error });
    }
  };

  const check = async (from: UpdateShare): Promise<void> => {
    const controller = new AbortController();
    abort = controller;
    const timeout = setTimeout(() => {
      view = { kind: 'failed', code: 'UPDATE-UNREACHABLE' };
      log.warn('update.check-failed', { code: 'UPDATE-UNREACHABLE' });
      controller.abort();
    }, timing.timeoutMs);
    timeout.unref();
    try {
      const before = (state ??= await readState(deps.file));
      const { published: newestPublished } = before;
      const { signal } = controller;
      const { platform } = deps;
      const found = await checkShare({
        share: from,
        installed,
        platform,
        newestPublished,
        signal,
      });
      if (!signal.aborted) await applyResult(found, before);
    } catch (error) {
      view = { kind: 'failed', code: 'IPC-INTERNAL' };
      log.error('update.unexpected-error', { thrown: error });
    } finally {
      clearTimeout(timeout);
    }
  };

  /** One check at a time, so that an unresponsive share blocks one thread of the thread pool and not all of them. */
  const run = (): Promise<void> => {
    if (!share || isStopped) return Promise.resolve();
    runningCheck ??= check(share).finally(() => {
      runningCheck = null;
    });
    return runningCheck;
  };

  const schedule = (ms: number): void => {
    timer = setTimeout(() => {
      void run();
      schedule(timing.intervalMs);
    }, ms);
    timer.unref();
  };

  return {
    view: () => view,
    check: async (waitMs) => {
      let timeout: NodeJS.Timeout | undefined;
      const waited = new Promise<void>((resolve) => {
        timeout = setTimeout(resolve, waitMs);
      });
      await Promise.race([run(), waited]);
      clearTimeout(timeout);
      return view;
    },
    start: () => {
      if (share) schedule(timing.firstMs);
    },
    stop: () => {
      isStopped = true;
      if (timer) clearTimeout(timer);
      abort?.abort();
    },
  };
};
