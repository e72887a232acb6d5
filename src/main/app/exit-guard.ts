/**
 * Decides whether the kiosk may end. On a counter every attempt to quit from the screen (close button, Alt+F4, a quit
 * request) is refused until the branch lead has agreed, or the system itself ends the session.
 */
import type { App, Event } from 'electron';
import type { Log } from '#main/log/log.ts';

/** Reason for the end of the kiosk: `left` by the branch lead, a restart for changed settings, or the end of the system's session. */
export type ExitReason = 'left' | 'restart' | 'session-end';

/** Exit code after "Leave the kiosk": Shell Launcher does not restart the app (`build/windows`). */
export const EXIT_CODE_LEFT = 10;

/** Minimum interval between log entries, so that a held Alt+F4 does not fill the log. */
const LOG_INTERVAL_MS = 60_000;

export interface ExitGuard {
  /** Permits the app to end. */
  release(reason: ExitReason): void;
  /** Whether an attempt to quit is refused now; a refusal is logged. */
  shouldRefuseExit(): boolean;
  /** Exit code of the process, by which Shell Launcher decides whether to restart the app. */
  exitCode(): number;
}

export interface ExitGuardDeps {
  /** False in development, where the app may quit. */
  readonly lockdown: boolean;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly log: Log;
}

export const createExitGuard = ({ lockdown, now, log }: ExitGuardDeps): ExitGuard => {
  let releaseReason: ExitReason | null = null;
  let lastLoggedAt = Number.NEGATIVE_INFINITY;
  return {
    release: (reason) => {
      releaseReason ??= reason;
    },
    shouldRefuseExit: () => {
      if (!lockdown || releaseReason !== null) return false;
      if (now() - lastLoggedAt >= LOG_INTERVAL_MS) {
        lastLoggedAt = now();
        log.warn('app.exit-refused', {});
      }
      return true;
    },
    exitCode: () => (releaseReason === 'left' ? EXIT_CODE_LEFT : 0),
  };
};

/** Guards every window and the app itself. To be installed before the first window is created. */
export const installExitGuard = (app: App, guard: ExitGuard): void => {
  const refuse = (event: Pick<Event, 'preventDefault'>): void => {
    if (guard.shouldRefuseExit()) event.preventDefault();
  };
  app.on('browser-window-created', (_event, window) => window.on('close', refuse));
  app.on('before-quit', refuse);
};
