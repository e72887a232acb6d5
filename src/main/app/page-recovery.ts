/**
 * Reloads the page when its process crashes or hangs; saved data is unaffected, because it is in the store. A page that
 * crashes repeatedly is reported as a failure, because a restart of the app may help where a reload does not.
 */
import type { App, BrowserWindow } from 'electron';
import type { Log } from '#main/log/log.ts';
import type { Failures } from './failures.ts';

const MAX_RELOADS = 3;
const CRASH_WINDOW_MS = 5 * 60_000;

/** @returns a function that records a crash at `now` and decides whether to reload the page or to restart the app. */
export const createReloadPolicy = (): ((now: number) => 'reload' | 'restart') => {
  let crashTimes: number[] = [];
  return (now) => {
    crashTimes = [...crashTimes.filter((at) => now - at < CRASH_WINDOW_MS), now];
    return crashTimes.length > MAX_RELOADS ? 'restart' : 'reload';
  };
};

export interface PageRecoveryDeps {
  readonly app: Pick<App, 'exit'>;
  readonly window: BrowserWindow;
  readonly load: () => void;
  readonly log: Log;
  readonly failures: Failures;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

export const installPageRecovery = ({
  app,
  window,
  load,
  log,
  failures,
  now,
}: PageRecoveryDeps): void => {
  const decideReload = createReloadPolicy();
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    log.error('page.process-gone', { reason });
    // A code integrity check failed: the installation may have been tampered with, so the app ends.
    if (reason === 'integrity-failure') return app.exit(1);
    if (decideReload(now()) === 'reload') load();
    else failures.handle('APP-PAGE', 'page.keeps-dying');
  });
  window.webContents.on('preload-error', (_event, _path, error) =>
    failures.handle('APP-PAGE', 'page.preload-error', error),
  );
  // A reload waits for the unload handlers of the hung page. The page's process is ended instead, which triggers the
  // `render-process-gone` handler above.
  window.webContents.on('unresponsive', () => {
    log.error('page.unresponsive', {});
    window.webContents.forcefullyCrashRenderer();
  });
};
