/**
 * Decides whether the kiosk may end. On a counter every way out that a person at the screen has (close button, Alt+F4, an app
 * that is asked to quit) is refused until the branch lead has agreed, or the system itself ends the session.
 */
import type { App, Event } from 'electron';
import type { Log } from '#main/log/log.ts';

/** Why the kiosk ends; the code tells whoever watches the process (Shell Launcher) whether to start it again. */
export type ExitReason = 'left' | 'session-end';

/** Exit code after "Leave the kiosk": whoever watches the process does not start it again (`build/windows`). */
export const EXIT_LEFT = 10;

/** Who leans on Alt+F4 must not push everything else out of the log. */
const LOG_EVERY_MS = 60_000;

export interface ExitGuard {
  /** From now on the app may end. */
  release(reason: ExitReason): void;
  /** Whether ending is refused now; a refusal is logged. */
  refuses(): boolean;
  exitCode(): number;
}

export interface ExitGuardDeps {
  /** False for a run of development, which ends as any other program. */
  readonly lockdown: boolean;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
  readonly log: Log;
}

export const createExitGuard = ({ lockdown, now, log }: ExitGuardDeps): ExitGuard => {
  let released: ExitReason | null = null;
  let loggedAt = Number.NEGATIVE_INFINITY;
  return {
    release: (reason) => {
      released ??= reason;
    },
    refuses: () => {
      if (!lockdown || released !== null) return false;
      if (now() - loggedAt >= LOG_EVERY_MS) {
        loggedAt = now();
        log.warn('app.exit-refused', {});
      }
      return true;
    },
    exitCode: () => (released === 'left' ? EXIT_LEFT : 0),
  };
};

/** Stands before every window and before the app itself. To be installed before the first window exists. */
export const installExitGuard = (app: App, guard: ExitGuard): void => {
  const refuse = (event: Pick<Event, 'preventDefault'>): void => {
    if (guard.refuses()) event.preventDefault();
  };
  app.on('browser-window-created', (_event, window) => window.on('close', refuse));
  app.on('before-quit', refuse);
};
