/** Stops the services when the app quits, within a time limit, before the process ends. */
import { app } from 'electron';
import type { ExitGuard } from './exit-guard.ts';
import type { Services } from './services.ts';

/** Time limit for stopping the services, after which the process ends anyway. */
const STOP_TIMEOUT_MS = 5_000;

/** @param onEnding called once, before the services are stopped. */
export const installOrderlyShutdown = (
  services: Promise<Services>,
  exitGuard: ExitGuard,
  onEnding: () => void,
): void => {
  let isStopping = false;
  app.on('before-quit', (event) => {
    if (isStopping || event.defaultPrevented) return;
    isStopping = true;
    onEnding();
    event.preventDefault();
    const stopped = services.then((composed) => composed.stop()).catch(() => undefined);
    const timeout = new Promise((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref());
    void Promise.race([stopped, timeout]).then(() => app.exit(exitGuard.exitCode()));
  });
  app.on('window-all-closed', () => app.quit());
};
