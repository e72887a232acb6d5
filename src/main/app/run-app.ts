/** Runs the app when Electron is ready: reads policy and settings, constructs the services, and opens the pages and windows. */
import {
  app,
  clipboard,
  powerMonitor,
  screen,
  session as electronSession,
  type BrowserWindow,
} from 'electron';
import type { ParsedInput, EventPayload } from '#shared/ipc/contract.ts';
import { callNames, CHANNEL_PREFIX, type CallName, type EventName } from '#shared/ipc/names.ts';
import { customerCallNames } from '#shared/ipc/customer-names.ts';
import type { CustomerHandlers, Handlers } from '#main/ipc/answer-call.ts';
import { createRateLimit } from '#main/ipc/rate-limit.ts';
import { registerCalls } from '#main/ipc/register.ts';
import type { Log } from '#main/log/log.ts';
import { readPolicy } from '#main/settings/policy/read-policy.ts';
import { readRegistryKey } from '#main/settings/policy/registry-key.ts';
import { createSettings, type Settings } from '#main/settings/settings.ts';
import { createCameraLease } from '#main/window/camera-lease.ts';
import { createCoverWindow } from '#main/window/cover-window.ts';
import { placeWindowsOnDisplays } from '#main/window/displays.ts';
import { installRequestFilter } from '#main/window/guards.ts';
import { createMainWindow } from '#main/window/main-window.ts';
import { installPermissions } from '#main/window/permissions.ts';
import { createPageProtocol, PAGE_ORIGIN, PAGE_URL, SCHEME } from '#main/window/protocol.ts';
import { compose } from './compose.ts';
import { createCustomerPage, type CustomerPage } from './customer-page.ts';
import type { ExitGuard } from './exit-guard.ts';
import { createForkHelper } from './fork-helper.ts';
import type { Failures } from './failures.ts';
import { installMachineEvents } from './machine-events.ts';
import type { Machine } from './machine.ts';
import { installOrderlyShutdown } from './orderly-shutdown.ts';
import { createPageMountTimeout } from './page-mount-timeout.ts';
import type { Paths } from './paths.ts';
import { installPageRecovery } from './page-recovery.ts';
import { startWatchdog } from './watchdog.ts';
import type { Services } from './services.ts';

/** What the app is run with, set up before Electron is ready. */
export interface AppContext {
  readonly paths: Paths;
  readonly machine: Machine;
  readonly log: Log;
  readonly failures: Failures;
  readonly exitGuard: ExitGuard;
  /** The settings, once they are read. */
  settings: Settings | null;
}

/**
 * Time limit for constructing the services. It is long, because a keychain whose password prompt is not answered delays
 * each access by seconds.
 */
const SERVICES_TIMEOUT_MS = 120_000;
/** Time limit for the page to mount after the services were constructed. */
const PAGE_MOUNT_TIMEOUT_MS = 30_000;

/** Handlers that wait for the services, because the page may call before the services are constructed. */
const deferHandlers = (services: Promise<Services>): Handlers =>
  Object.fromEntries(
    callNames.map((name) => [
      name,
      async (input: ParsedInput<CallName>) =>
        ((await services).handlers[name] as (value: unknown) => Promise<unknown>)(input),
    ]),
  ) as unknown as Handlers;

const deferCustomerHandlers = (services: Promise<Services>): CustomerHandlers =>
  Object.fromEntries(
    customerCallNames.map((name) => [
      name,
      async (input: never) =>
        ((await services).customer.handlers[name] as (value: unknown) => Promise<unknown>)(input),
    ]),
  ) as unknown as CustomerHandlers;

/** Loads the page of Vite's server and the key for the developer tools. Production builds contain neither. */
const loadDevelopmentSupport = async () => {
  if (!import.meta.env.DEV) return null;
  const server = process.env['ELECTRON_RENDERER_URL'];
  const { createDevelopmentPage, installDevToolsKey } = await import('#main/window/development.ts');
  return { installDevToolsKey, page: server ? createDevelopmentPage(server) : null };
};

/** Rejects when the settings, a page or a window cannot be prepared. Failures of the services are shown on the failure page. */
export const runApp = async (context: AppContext): Promise<void> => {
  const { paths, machine, log, failures, exitGuard } = context;
  const policy = readPolicy({
    file: machine.policyFile,
    mustBeAdminOnly: app.isPackaged,
    registry: machine.policyKey === null ? null : await readRegistryKey(machine.policyKey),
  });
  if (policy.kind === 'unusable')
    log.error('policy.unusable', { problem: policy.problem, source: policy.source });
  const settings = await createSettings({
    dataDir: paths.dataFolder,
    env: machine.env,
    policy,
    packaged: app.isPackaged,
  });
  context.settings = settings;
  for (const problem of settings.problems) log.warn('settings.problem', { problem });
  const lease = createCameraLease();
  // Without "persist:" the session is kept in memory, so that no data of a page is written to the disk.
  const session = electronSession.fromPartition('kiosk');
  const state: { window: BrowserWindow | null; customerPage: CustomerPage | null } = {
    window: null,
    customerPage: null,
  };

  const emit = <N extends EventName>(name: N, payload: EventPayload<N>): void => {
    if (state.window && !state.window.isDestroyed())
      state.window.webContents.send(CHANNEL_PREFIX + name, payload);
  };
  const mountTimeout = createPageMountTimeout({
    timeoutMs: PAGE_MOUNT_TIMEOUT_MS,
    onFailed: () => failures.handle('APP-PAGE', 'page.not-mounted'),
  });
  const development = await loadDevelopmentSupport();
  const services = compose({
    version: app.getVersion(),
    paths,
    settings,
    log,
    forkHelper: createForkHelper(paths, process.env),
    resolveProxy: (url) => session.resolveProxy(url),
    lease,
    printableContents: () => state.window?.webContents ?? null,
    printers: () =>
      state.window?.webContents
        .getPrintersAsync()
        .then((printers) => printers.map(({ name }) => name)) ?? null,
    // `quit` and not `exit`, so that the services are stopped first.
    restart: () => {
      exitGuard.release('restart');
      if (!settings.get().shellLauncher) app.relaunch();
      app.quit();
    },
    onMounted: mountTimeout.onMounted,
    lockdown: machine.lockdown,
    clearClipboard: () => clipboard.clear(),
    leave: () => {
      exitGuard.release('left');
      // Deferred, so that the page first receives the result of its call.
      setImmediate(() => app.quit());
    },
    emit,
    sendToCustomer: (view) => state.customerPage?.send(view),
  });
  const access = services.then((composed) => composed.access);
  // Prevents an unhandled rejection when no call awaits the access. Calls that await it still receive the failure.
  access.catch(() => undefined);
  const servicesTimer = setTimeout(
    () => failures.showPage('APP-START', 'app.services-late'),
    SERVICES_TIMEOUT_MS,
  );
  services
    .catch((error: unknown) => failures.showPage('APP-START', 'app.start-failed', error))
    .finally(() => clearTimeout(servicesTimer));

  session.protocol.handle(
    SCHEME,
    await createPageProtocol({
      root: paths.pageFolder,
      readPicture: async (name) => (await services).readPicture(name),
      serveFile: development?.page?.serveFile,
    }),
  );
  installPermissions(session, PAGE_ORIGIN, lease);
  const hmrOrigin = development?.page?.hmrOrigin;
  installRequestFilter(session, [`${SCHEME}://`, 'blob:', ...(hmrOrigin ? [hmrOrigin] : [])]);
  registerCalls({
    handlers: deferHandlers(services),
    pageOrigin: PAGE_ORIGIN,
    log,
    rateLimit: createRateLimit(() => performance.now()),
    access,
  });

  const window = createMainWindow({
    session,
    preload: paths.preload,
    kiosk: machine.lockdown,
    devTools: import.meta.env.DEV,
  });
  development?.installDevToolsKey(window.webContents);
  state.window = window;
  if (settings.get().customerDisplay === 'second')
    state.customerPage = await createCustomerPage({
      root: paths.pageFolder,
      readPicture: async (name) => (await services).customer.readPicture(name),
      serveFile: development?.page?.serveFile,
      hmrOrigin,
      preload: paths.customerPreload,
      handlers: deferCustomerHandlers(services),
      access,
      devTools: import.meta.env.DEV,
      log,
      now: () => performance.now(),
    });
  placeWindowsOnDisplays({
    screen,
    window,
    lockdown: machine.lockdown,
    createCover: createCoverWindow,
    createCustomer: state.customerPage?.createWindow ?? null,
    log,
  });
  const loadPage = (): void => {
    void services.then(
      (composed) => composed.customer.blankDisplay(),
      () => undefined,
    );
    // The page waits for the services, so its time limit begins when they are constructed.
    services.then(
      () => mountTimeout.start(),
      () => undefined,
    );
    window.loadURL(PAGE_URL).catch((error: unknown) => {
      if (!window.isDestroyed()) failures.handle('APP-PAGE', 'page.not-loaded', error);
    });
  };
  installPageRecovery({ app, window, load: loadPage, log, failures, now: () => performance.now() });
  installMachineEvents({
    powerMonitor,
    window,
    process,
    lockNow: async () => (await services).lockNow(),
    onResumed: () => void services.then((composed) => composed.onResumed()).catch(() => undefined),
    end: () => {
      exitGuard.release('session-end');
      app.quit();
    },
    log,
  });
  const stopWatchdog = machine.lockdown
    ? startWatchdog({
        workerFile: paths.helperFile('watchdog'),
        hangMarkerFile: paths.hangMarker,
        relaunch:
          app.isPackaged && !settings.get().shellLauncher
            ? { command: process.execPath, args: [] }
            : null,
      })
    : () => undefined;
  installOrderlyShutdown(services, exitGuard, () => {
    stopWatchdog();
    failures.stopHandling();
    mountTimeout.stop();
  });
  loadPage();
};
