/**
 * Starts the process of the app: arguments, failure handlers, exit guard and the switches that Electron needs before it is ready. It then
 * runs the app (`run-app.ts`).
 */
import { app, Menu, protocol } from 'electron';
import { createLog } from '#main/log/log.ts';
import { installGuards } from '#main/window/guards.ts';
import { SCHEME } from '#main/window/protocol.ts';
import { createExitGuard, installExitGuard, type ExitGuard } from './exit-guard.ts';
import { createFailures } from './failures.ts';
import { showFailureWindow } from './failure-window.ts';
import { refusedArguments, type Machine } from './machine.ts';
import { createPaths } from './paths.ts';
import { createRestartBudget } from './restart-budget.ts';
import { runApp, type AppContext } from './run-app.ts';
import { consumeHangMarker } from './watchdog.ts';

/** Sets switches, schemes and guards that must be set before Electron is ready. */
const prepareElectron = (exitGuard: ExitGuard): void => {
  app.enableSandbox();
  // Vite's WebSocket connects from the app's scheme to a loopback address, for which Chromium otherwise requests a permission.
  if (import.meta.env.DEV)
    app.commandLine.appendSwitch(
      'disable-features',
      'LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
    );
  // Removes Electron's default menu (Reload, DevTools, Exit), which opens with Alt even while it is hidden.
  Menu.setApplicationMenu(null);
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
  installGuards(app);
  installExitGuard(app, exitGuard);
};

/** EX_USAGE of sysexits.h: the command was used incorrectly. */
const EXIT_USAGE = 64;

/**
 * Starts the kiosk when Electron is ready. A packaged app ends with EX_USAGE if it was started with arguments.
 * @param mainFolder folder of the built main process (`out/main`).
 */
export const startApp = (mainFolder: string, machine: Machine): void => {
  const paths = createPaths(mainFolder, app.getPath('userData'));
  const log = createLog({ file: paths.logFile, stderr: !app.isPackaged });
  const refusedNames = app.isPackaged
    ? refusedArguments(process.argv.slice(1), app.getAppPath())
    : [];
  if (refusedNames.length > 0) {
    for (const argument of refusedNames) log.error('app.argument-refused', { argument });
    app.exit(EXIT_USAGE);
    return;
  }
  const restart = (): void => {
    if (!context.settings?.get().shellLauncher) app.relaunch();
    app.exit(0);
  };
  const budget = createRestartBudget({ file: paths.restartsFile, now: Date.now });
  const failures = createFailures({
    log,
    budget,
    restart,
    exit: () => app.exit(1),
    show: async (code, detail) => {
      await app.whenReady();
      const helpline = context.settings?.get().helpline ?? '';
      await showFailureWindow({
        failure: { code, detail, helpline },
        pageFolder: paths.pageFolder,
        kiosk: machine.lockdown,
        retry: restart,
      });
    },
  });
  const exitGuard = createExitGuard({
    lockdown: machine.lockdown,
    now: () => performance.now(),
    log,
  });
  const context: AppContext = { paths, machine, log, failures, exitGuard, settings: null };
  failures.install(process);
  prepareElectron(exitGuard);
  const hasHung = consumeHangMarker(paths.hangMarker);
  if (hasHung && !budget.spend()) return failures.showPage('APP-ERROR', 'app.hung');
  if (hasHung) log.error('app.hung', {});
  app
    .whenReady()
    .then(() => runApp(context))
    .catch((error: unknown) => failures.showPage('APP-START', 'app.start-failed', error));
};
