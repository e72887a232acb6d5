/** Handles power and session events: suspend and resume of the machine, and lock, unlock and end of the operating system's session. */
import type { BrowserWindow, PowerMonitor } from 'electron';
import type { Log } from '#main/log/log.ts';

export interface MachineEventsDeps {
  readonly powerMonitor: Pick<PowerMonitor, 'on'>;
  readonly window: Pick<BrowserWindow, 'on'>;
  readonly process: Pick<NodeJS.Process, 'on'>;
  /** Saves what is open and locks the counter. */
  readonly lockNow: () => Promise<void>;
  /** Called after the machine resumed or its session was unlocked. */
  readonly onResumed: () => void;
  /** Ends the app, because the system ends its session. */
  readonly end: () => void;
  readonly log: Log;
}

/** A failure to lock is logged and does not prevent the end of the app. */
export const installMachineEvents = (deps: MachineEventsDeps): void => {
  const { powerMonitor, window, log } = deps;
  const lockNow = (): Promise<void> =>
    deps.lockNow().catch((error: unknown) => log.error('machine.not-locked', { thrown: error }));
  const lock = (): void => void lockNow();
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    log.info('machine.session-ending', {});
    void lockNow().then(deps.end);
  };

  powerMonitor.on('suspend', () => {
    log.info('machine.suspended', {});
    lock();
  });
  powerMonitor.on('lock-screen', lock);
  powerMonitor.on('resume', () => {
    log.info('machine.resumed', {});
    deps.onResumed();
  });
  powerMonitor.on('unlock-screen', deps.onResumed);
  // Windows first queries every window, then ends its session. The end may be cancelled in between.
  window.on('query-session-end', lock);
  window.on('session-end', end);
  // Linux and macOS: the shutdown waits until the app has ended.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    end();
  });
  deps.process.on('SIGTERM', end);
  deps.process.on('SIGHUP', end);
};
