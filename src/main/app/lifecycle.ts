/** From the first line to the last: window, page, services, and an orderly end. */
import path from 'node:path';
import { app, protocol, session as electronSession, type BrowserWindow } from 'electron';
import type { CallInput, EventPayload } from '#shared/ipc/contract.ts';
import { callNames, CHANNEL_PREFIX, type CallName, type EventName } from '#shared/ipc/names.ts';
import type { Handlers } from '../ipc/answer.ts';
import { createRateLimit } from '../ipc/rate-limit.ts';
import { registerCalls } from '../ipc/register.ts';
import { createLog } from '../log/log.ts';
import { createSettings } from '../settings/settings.ts';
import { createCameraLease } from '../window/camera-lease.ts';
import { createFileDialogs } from '../window/file-dialogs.ts';
import { installGuards, installRequestFence } from '../window/guards.ts';
import { createMainWindow } from '../window/main-window.ts';
import { installPermissions } from '../window/permissions.ts';
import { createPageProtocol, PAGE_ORIGIN, PAGE_URL, SCHEME } from '../window/protocol.ts';
import { compose, type Services } from './compose.ts';
import { createForkHelper } from './fork-helper.ts';
import { createPaths } from './paths.ts';
import { installRecovery } from './recovery.ts';

/** What must be said before Electron is ready. */
export const prepare = (): void => {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
  installGuards(app);
};

/** Handlers that wait for the services: the page may ask before they stand. */
const whenReady = (services: Promise<Services>): Handlers =>
  Object.fromEntries(
    callNames.map((name) => [
      name,
      async (input: CallInput<CallName>) => ((await services).handlers[name] as (value: unknown) => Promise<unknown>)(input),
    ]),
  ) as unknown as Handlers;

/** Opens the kiosk. To be called once Electron is ready. */
export const run = async (builtMain: string): Promise<void> => {
  const paths = createPaths(builtMain, app.getPath('userData'), path.join(app.getAppPath(), 'resources'));
  const log = createLog({ file: paths.log, stderr: !app.isPackaged });
  const settings = await createSettings({ dataDir: paths.data, env: process.env });
  for (const problem of settings.problems) log.warn('settings.problem', { problem });
  const lease = createCameraLease();
  // Without "persist:" the session lives in memory: nothing of a page reaches the disk.
  const session = electronSession.fromPartition('kiosk');
  const state: { window: BrowserWindow | null } = { window: null };

  const emit = <N extends EventName>(name: N, payload: EventPayload<N>): void => {
    if (state.window && !state.window.isDestroyed()) state.window.webContents.send(CHANNEL_PREFIX + name, payload);
  };
  const services = compose({
    version: app.getVersion(),
    paths,
    settings,
    log,
    forkHelper: createForkHelper(paths),
    resolveProxy: (url) => session.resolveProxy(url),
    lease,
    dialogs: createFileDialogs(() => state.window),
    printing: () => state.window?.webContents ?? null,
    emit,
  });
  services.catch((error: unknown) => {
    log.error('app.start-failed', { error: error instanceof Error ? error.name : 'unknown' });
  });

  session.protocol.handle(SCHEME, await createPageProtocol({ root: paths.page, picture: async (name) => (await services).picture(name) }));
  installPermissions(session, PAGE_ORIGIN, lease);
  installRequestFence(session, [`${SCHEME}://`, 'blob:']);
  registerCalls({
    handlers: whenReady(services),
    pageOrigin: PAGE_ORIGIN,
    log,
    limit: createRateLimit(() => performance.now()),
    access: services.then(({ access }) => access),
  });

  const window = createMainWindow({ session, preload: paths.preload, kiosk: app.isPackaged, devTools: false });
  state.window = window;
  const load = (): Promise<void> => window.loadURL(PAGE_URL);
  installRecovery({ app, window, load, log, now: Date.now });
  endOrderly(services);
  await load();
};

/** The services stop before the process does; whatever happens, it ends within a few seconds. */
const endOrderly = (services: Promise<Services>): void => {
  let stopping = false;
  app.on('before-quit', (event) => {
    if (stopping) return;
    stopping = true;
    event.preventDefault();
    const stopped = services.then((all) => all.stop()).catch(() => undefined);
    const limit = new Promise((resolve) => setTimeout(resolve, 5_000).unref());
    void Promise.race([stopped, limit]).then(() => app.exit(0));
  });
  app.on('window-all-closed', () => app.quit());
};
