/** Handles power and session events: suspend, resume, and the lock, switch or end of the operating system's session. */
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

/** Installs the handlers of all events. Errors of `lockNow` are ignored. */
export const installMachineEvents = (deps: MachineEventsDeps): void => {
  const { powerMonitor, window, log } = deps;
  const lock = (): void => void deps.lockNow().catch(() => undefined);
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    log.info('machine.session-ending', {});
    void deps
      .lockNow()
      .catch(() => undefined)
      .then(deps.end);
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
