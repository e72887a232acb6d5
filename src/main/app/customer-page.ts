/**
 * Creates the customer's page with its own session, origin and preload, so that it has no access to the counter's page. The
 * page is reloaded after a crash. After repeated crashes its display remains empty; the counter's page is not affected.
 */
import {
  session as electronSession,
  type BrowserWindow,
  type Rectangle,
  type Session,
} from 'electron';
import { CUSTOMER_CHANNEL_PREFIX, CUSTOMER_EVENT } from '#shared/ipc/customer-names.ts';
import type { CustomerView } from '#shared/ipc/customer-contract.ts';
import type { CustomerHandlers } from '#main/ipc/answer-call.ts';
import type { Access } from '#main/ipc/access.ts';
import { createRateLimit } from '#main/ipc/rate-limit.ts';
import { registerCustomerCalls } from '#main/ipc/register.ts';
import type { Log } from '#main/log/log.ts';
import { createCustomerWindow } from '#main/window/customer-window.ts';
import { installRequestFilter } from '#main/window/guards.ts';
import {
  createPageProtocol,
  CUSTOMER_ORIGIN,
  CUSTOMER_URL,
  SCHEME,
  type PageFiles,
} from '#main/window/protocol.ts';
import { createReloadPolicy } from './page-recovery.ts';

export interface CustomerPageDeps extends Pick<PageFiles, 'root' | 'readPicture' | 'serveFile'> {
  readonly preload: string;
  readonly handlers: CustomerHandlers;
  readonly access: Promise<Access>;
  /** Prefix of the addresses of Vite's WebSocket; development builds only. */
  readonly hmrOrigin: string | undefined;
  readonly devTools: boolean;
  readonly log: Log;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

export interface CustomerPage {
  readonly createWindow: (bounds: Rectangle) => BrowserWindow;
  readonly send: (view: CustomerView) => void;
}

const createPageSession = async (deps: CustomerPageDeps): Promise<Session> => {
  const session = electronSession.fromPartition('customer');
  const { root, readPicture, serveFile, hmrOrigin } = deps;
  session.protocol.handle(
    SCHEME,
    await createPageProtocol({
      origin: CUSTOMER_ORIGIN,
      root,
      readPicture,
      serveFile,
    }),
  );
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  installRequestFilter(session, [`${SCHEME}://`, ...(hmrOrigin ? [hmrOrigin] : [])]);
  return session;
};

/** Prepares the session of the customer's page and registers its calls. */
export const createCustomerPage = async (deps: CustomerPageDeps): Promise<CustomerPage> => {
  const { preload, devTools, log, now } = deps;
  const session = await createPageSession(deps);
  registerCustomerCalls({
    handlers: deps.handlers,
    pageOrigin: CUSTOMER_ORIGIN,
    log,
    rateLimit: createRateLimit(now),
    access: deps.access,
  });
  let current: BrowserWindow | null = null;

  const load = (window: BrowserWindow): void => {
    window.loadURL(CUSTOMER_URL).catch((thrown: unknown) => {
      if (!window.isDestroyed()) log.error('customer-page.not-loaded', { thrown });
    });
  };
  return {
    createWindow: (bounds) => {
      const window = createCustomerWindow({ session, preload, bounds, devTools });
      const decideReload = createReloadPolicy();
      window.webContents.on('render-process-gone', (_event, { reason }) => {
        if (reason === 'clean-exit') return;
        log.error('customer-page.process-gone', { reason });
        if (reason !== 'integrity-failure' && decideReload(now()) === 'reload') load(window);
      });
      window.webContents.on('unresponsive', () => window.webContents.forcefullyCrashRenderer());
      current = window;
      load(window);
      return window;
    },
    send: (view) => {
      if (current && !current.isDestroyed())
        current.webContents.send(CUSTOMER_CHANNEL_PREFIX + CUSTOMER_EVENT, view);
    },
  };
};
