/** Checks the update share after the start and then periodically, and persists, logs and audits the results. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { Audit } from '#main/audit/port.ts';
import type { Log } from '#main/log/log.ts';
import { createShareCheck, type ShareCheck, type UpdateShare } from './check-share.ts';
import type { Updates, UpdateView } from './port.ts';

export interface UpdateTiming {
  /** Delay of the first check after the start. */
  readonly firstDelayMs: number;
  readonly intervalMs: number;
  /** Timeout of a check. */
  readonly timeoutMs: number;
}

const MINUTE_MS = 60_000;

/** The first check has a random delay within ten minutes (jitter), because all counters of a bank start at the same time. */
export const createUpdateTiming = (): UpdateTiming => ({
  firstDelayMs: MINUTE_MS + Math.random() * 10 * MINUTE_MS,
  intervalMs: 4 * 60 * MINUTE_MS,
  timeoutMs: 30 * MINUTE_MS,
});

export interface UpdatesDeps {
  /** Null when the policy configures no share. No check is made then. */
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
type PersistedState = v.InferOutput<typeof stateSchema>;

const readState = async (file: string): Promise<PersistedState> => {
  try {
    return v.parse(stateSchema, JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // A missing or damaged file removes the protection against rollback here. This is acceptable: the task that installs on Linux
    // keeps the newest manifest in a folder of root, and on Windows no version below the installed one is accepted.
    return { published: null, reported: null };
  }
};

/**
 * Errors that are audited, because tampering with the share can cause them. Diagnostics has its own list of errors that are
 * warnings.
 */
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
  let state: PersistedState | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  let runningCheck: Promise<void> | null = null;
  let abortController: AbortController | null = null;

  const viewOf = ({ update }: ShareCheck): UpdateView => {
    if (!update.ok) return { kind: 'failed', code: update.error.code };
    return update.data
      ? { kind: 'ready', installed, version: update.data.version }
      : { kind: 'current', installed };
  };

  /**
   * Logs a result, and audits it when it differs from the last reported one, so that periodic checks do not fill the trail. A
   * failure that is not audited does not replace the last reported result. Otherwise the same result is audited again after each
   * failure of a share that is sometimes offline.
   * @returns the text that identifies the last reported result, with which the next one is compared.
   */
  const reportResult = (newView: UpdateView, lastReported: string | null): string | null => {
    const detail =
      newView.kind === 'ready'
        ? newView.version
        : newView.kind === 'failed'
          ? newView.code
          : installed;
    const resultText = `${newView.kind} ${detail}`;
    if (newView.kind === 'failed') log.warn('update.check-failed', { code: newView.code });
    else log.info(newView.kind === 'ready' ? 'update.ready' : 'update.current', {});
    const isAudited = newView.kind !== 'failed' || auditedCodes.includes(newView.code);
    if (!isAudited || resultText === lastReported) return lastReported;
    if (newView.kind === 'ready')
      deps.audit.record('update.ready', { clerk: null, version: newView.version });
    if (newView.kind === 'failed')
      deps.audit.record('update.refused', { clerk: null, code: newView.code });
    return resultText;
  };

  const applyResult = async (result: ShareCheck, previousState: PersistedState): Promise<void> => {
    view = viewOf(result);
    const { published } = result;
    const isNewer =
      published !== null &&
      (previousState.published === null || published > previousState.published);
    const newState: PersistedState = {
      published: isNewer ? published : previousState.published,
      reported: reportResult(view, previousState.reported),
    };
    state = newState;
    if (
      newState.published === previousState.published &&
      newState.reported === previousState.reported
    )
      return;
    try {
      await deps.writeFile(deps.file, `${JSON.stringify(newState)}\n`);
    } catch (error) {
      log.warn('update.state-not-kept', { thrown: error });
    }
  };

  const check = async (shareToCheck: UpdateShare): Promise<void> => {
    const controller = new AbortController();
    abortController = controller;
    const timeout = setTimeout(() => {
      view = { kind: 'failed', code: 'UPDATE-UNREACHABLE' };
      log.warn('update.check-failed', { code: 'UPDATE-UNREACHABLE' });
      controller.abort();
    }, timing.timeoutMs);
    timeout.unref();
    try {
      const previousState = (state ??= await readState(deps.file));
      const { published: newestPublished } = previousState;
      const { signal } = controller;
      const { platform } = deps;
      const result = await checkShare({
        share: shareToCheck,
        installed,
        platform,
        newestPublished,
        signal,
      });
      if (!signal.aborted) await applyResult(result, previousState);
    } catch (error) {
      view = { kind: 'failed', code: 'IPC-INTERNAL' };
      log.error('update.unexpected-error', { thrown: error });
    } finally {
      clearTimeout(timeout);
    }
  };

  /** Runs one check at a time, so that an unresponsive share blocks only one thread of the thread pool. */
  const runCheck = (): Promise<void> => {
    if (!share || isStopped) return Promise.resolve();
    runningCheck ??= check(share).finally(() => {
      runningCheck = null;
    });
    return runningCheck;
  };

  const schedule = (ms: number): void => {
    timer = setTimeout(() => {
      void runCheck();
      schedule(timing.intervalMs);
    }, ms);
    timer.unref();
  };

  return {
    view: () => view,
    check: async (waitMs) => {
      let timeout: NodeJS.Timeout | undefined;
      const waitTimeout = new Promise<void>((resolve) => {
        timeout = setTimeout(resolve, waitMs);
      });
      await Promise.race([runCheck(), waitTimeout]);
      clearTimeout(timeout);
      return view;
    },
    start: () => {
      if (share) schedule(timing.firstDelayMs);
    },
    stop: () => {
      isStopped = true;
      if (timer) clearTimeout(timer);
      abortController?.abort();
    },
  };
};
