/**
 * Reloads the page when its process crashes. Saved work is in the store, so the clerk continues where they were. A
 * page that crashes repeatedly is reported as a failure, because a restart of the app may help where a reload does not.
 */
import type { App, BrowserWindow } from 'electron';
import type { Log } from '#main/log/log.ts';
import type { Failures } from './failures.ts';

const MAX_RELOADS = 3;
const WINDOW_MS = 5 * 60_000;

/** Decides about a page that crashed at `now`; keeps the times of earlier crashes. */
export const createReloadPolicy = (): ((now: number) => 'reload' | 'restart') => {
  let ends: number[] = [];
  return (now) => {
    ends = [...ends.filter((at) => now - at < WINDOW_MS), now];
    return ends.length > MAX_RELOADS ? 'restart' : 'reload';
  };
};

export interface RecoveryDeps {
  readonly app: Pick<App, 'exit'>;
  readonly window: BrowserWindow;
  readonly load: () => void;
  readonly log: Log;
  readonly failures: Failures;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

export const installRecovery = ({ app, window, load, log, failures, now }: RecoveryDeps): void => {
  const decide = createReloadPolicy();
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    log.error('page.process-gone', { reason });
    // A page that fails its integrity check was tampered with: nothing of this installation is shown again.
    if (reason === 'integrity-failure') return app.exit(1);
    if (decide(now()) === 'reload') load();
    else failures.handle('APP-PAGE', 'page.keeps-dying');
  });
  window.webContents.on('preload-error', (_event, _path, error) =>
    failures.handle('APP-PAGE', 'page.preload-error', error),
  );
  // Reloading a page that hangs waits for handlers that cannot run; ending its process leads to the handler above.
  window.webContents.on('unresponsive', () => {
    log.error('page.unresponsive', {});
    window.webContents.forcefullyCrashRenderer();
  });
};
