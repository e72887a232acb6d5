/** The module that replaces `electron` in an app on the stand-in host. */
import { EventEmitter } from 'node:events';
import { createAbsentModule } from './strict-partial.ts';
import { createApp } from './app.ts';
import { createWindows, findFirstTab } from './browser-window.ts';
import { objectOf, textOf } from './cdp.ts';
import { startChromium } from './chromium.ts';
import { createControl } from './control.ts';
import type { Host } from './host.ts';
import { createIpcHub } from './ipc-main.ts';
import { createMachine } from './machine.ts';
import { createSessions } from './session.ts';
import { findAppPackage, readSettings } from './settings.ts';
import { createSchemeMap } from './urls.ts';
import { createUtilityProcesses } from './utility-process.ts';
import type * as Electron from 'electron';

// The app gets this module from `import … from 'electron'`. The host is composed when it is imported, as with the real module.
const settings = readSettings(process.env);
const schemes = createSchemeMap();
const host: Host = {
  settings,
  schemes,
  appPackage: findAppPackage(process.argv[1] ?? '.'),
  ipc: createIpcHub(),
  appEvents: new EventEmitter().setMaxListeners(0),
  contents: new Map(),
  utilities: new Map(),
  sessions: createSessions({
    schemes,
    isReady: () => host.ready,
    page: () => windows.page(),
    pageOrigins: () =>
      [...host.contents.values()]
        .map((contents) => schemes.toBrowser(contents.getURL()))
        .filter((url) => url.startsWith('http'))
        .map((url) => new URL(url).origin),
  }),
  chromium: null,
  ready: false,
  quitting: false,
};
const windows = createWindows(host);
const appPart = createApp(host, {
  closeWindows() {
    for (const window of windows.all()) window.close();
    return windows.all().length === 0;
  },
  isControlled: () => control.connected,
});
const machine = createMachine(settings);

async function start(): Promise<void> {
  if (appPart.isLeaving()) return;
  const chromium = await startChromium(settings, appPart.locale(), appPart.switches());
  process.once('exit', chromium.kill);
  host.chromium = chromium;
  const { product } = await chromium.browser.send('Browser.getVersion');
  Object.defineProperty(process.versions, 'chrome', {
    value: String(product).replace(/^.*\//, ''),
    configurable: true,
  });
  const firstTabId = await findFirstTab(host);
  if (firstTabId !== null) windows.setInitialTab(firstTabId);
  chromium.browser.on('Target.targetDestroyed', (params) => {
    windows.handleTabClosed(textOf(params, 'targetId'));
  });
  chromium.browser.on('Target.targetCreated', (params) => {
    // A popup that bypassed the page's script is no window of the app, so it is closed.
    const info = objectOf(params, 'targetInfo');
    if (textOf(info, 'openerId') !== '')
      void chromium.browser
        .send('Target.closeTarget', { targetId: textOf(info, 'targetId') })
        .catch(() => undefined);
  });
  await chromium.browser.send('Target.setDiscoverTargets', { discover: true });
  control.send({
    standin: 'ready',
    endpoint: chromium.endpoint,
    pid: chromium.pid,
    profile: chromium.profile,
  });
  if (!appPart.isLeaving()) appPart.emitReady();
}

// Deferred, because the app's first lines may still set switches and schemes, or quit.
setImmediate(() => {
  start().catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});

export const { app } = appPart;
export const { BrowserWindow } = windows;
export const { ipcMain } = host.ipc;
export const { session, protocol } = host.sessions;
export const {
  safeStorage,
  powerSaveBlocker,
  powerMonitor,
  screen,
  dialog,
  nativeTheme,
  net,
  crashReporter,
  globalShortcut,
  shell,
  clipboard,
} = machine;
export const Menu = machine.menu;
export const utilityProcess = createUtilityProcesses(host);
export const webContents = {
  getAllWebContents: () => [...host.contents.values()],
  fromId: (id: number) => host.contents.get(id),
  getFocusedWebContents: () => [...host.contents.values()].at(-1) ?? null,
} satisfies Partial<typeof Electron.webContents>;

// These modules can be imported, because the error at their use is clearer than a failed import.
export const BaseWindow = createAbsentModule<typeof Electron.BaseWindow>('BaseWindow');
export const BrowserView = createAbsentModule<typeof Electron.BrowserView>('BrowserView');
export const MessageChannelMain =
  createAbsentModule<typeof Electron.MessageChannelMain>('MessageChannelMain');
export const MenuItem = createAbsentModule<typeof Electron.MenuItem>('MenuItem');
export const Notification = createAbsentModule<typeof Electron.Notification>('Notification');
export const Tray = createAbsentModule<typeof Electron.Tray>('Tray');
export const WebContentsView =
  createAbsentModule<typeof Electron.WebContentsView>('WebContentsView');
export const autoUpdater = createAbsentModule<typeof Electron.autoUpdater>('autoUpdater');
export const contentTracing = createAbsentModule<typeof Electron.contentTracing>('contentTracing');
export const desktopCapturer =
  createAbsentModule<typeof Electron.desktopCapturer>('desktopCapturer');
export const nativeImage = createAbsentModule<typeof Electron.nativeImage>('nativeImage');
export const netLog = createAbsentModule<typeof Electron.netLog>('netLog');
export const pushNotifications =
  createAbsentModule<typeof Electron.pushNotifications>('pushNotifications');
export const systemPreferences =
  createAbsentModule<typeof Electron.systemPreferences>('systemPreferences');
export const webFrameMain = createAbsentModule<typeof Electron.webFrameMain>('webFrameMain');

const electron = {
  app,
  BrowserWindow,
  ipcMain,
  session,
  protocol,
  safeStorage,
  powerSaveBlocker,
  powerMonitor,
  screen,
  dialog,
  nativeTheme,
  net,
  crashReporter,
  globalShortcut,
  shell,
  Menu,
  utilityProcess,
  webContents,
  BaseWindow,
  BrowserView,
  MessageChannelMain,
  MenuItem,
  Notification,
  Tray,
  WebContentsView,
  autoUpdater,
  clipboard,
  contentTracing,
  desktopCapturer,
  nativeImage,
  netLog,
  pushNotifications,
  systemPreferences,
  webFrameMain,
};
const control = createControl(() => electron, settings.controlPort);
// The real module has a default export too.
export default electron;
