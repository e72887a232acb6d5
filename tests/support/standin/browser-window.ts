/** Electron’s `BrowserWindow` on the stand-in host: one tab of Chromium for each window. */
import { EventEmitter } from 'node:events';
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Rectangle,
  WebContents,
} from 'electron';
import { textOf } from './cdp.ts';
import type { CdpSession } from './cdp.ts';
import { createEvent } from './event.ts';
import type { Host } from './host.ts';
import { WINDOW_EVENTS } from './known-events.ts';
import { strictPartial, notImplemented } from './strict-partial.ts';
import type { PageTarget } from './page-target.ts';
import { createWebContents } from './web-contents.ts';
import { checkWebPreferences } from './web-preferences.ts';

/** The windows, and the class that makes them. */
export interface Windows {
  readonly BrowserWindow: typeof BrowserWindow;
  all(): BrowserWindow[];
  /** Any live page, for requests that concern all pages. */
  page(): CdpSession | null;
  /** Handles the end of a tab that Chromium reports. */
  handleTabClosed(targetId: string): void;
  /** Makes the tab that Chromium starts with available to the first window. */
  setInitialTab(targetId: string): void;
}

/** Creates the BrowserWindow class. */
export function createWindows(host: Host): Windows {
  interface Entry {
    readonly window: BrowserWindow;
    readonly contents: WebContents;
    page(): PageTarget | null;
    gone(): void;
  }
  const entries = new Set<Entry>();
  let freeTab: string | null = null;

  const createWindow = (options: BrowserWindowConstructorOptions = {}): BrowserWindow => {
    if (!host.ready) throw new Error('Cannot create BrowserWindow before app is ready');
    checkWebPreferences(options.webPreferences ?? {});
    if (options.parent !== undefined || options.modal === true)
      throw notImplemented('BrowserWindow: parent windows');
    const emitter = new EventEmitter();
    const tab = freeTab;
    freeTab = null;
    const contentsPart = createWebContents(host, options.webPreferences ?? {}, tab, () => {
      window.close();
    });
    const { webContents } = contentsPart;
    const { width, height } = host.settings.window;
    // A window for another display has explicit bounds. Every page has the size of the one screen.
    let bounds: Rectangle = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.x === undefined ? width : (options.width ?? width),
      height: options.y === undefined ? height : (options.height ?? height),
    };
    const getBounds = (): Rectangle => bounds;
    let visible = options.show !== false;
    let kiosk = options.kiosk === true;
    let fullscreen = options.fullscreen === true || kiosk;
    let title = options.title ?? host.appPackage.name;
    let destroyed = false;

    const destroy = (): void => {
      if (destroyed) return;
      destroyed = true;
      entries.delete(entry);
      contentsPart.destroy();
      emitter.emit('closed');
      if (entries.size === 0 && !host.quitting) host.appEvents.emit('all-windows-gone');
    };
    const setVisible = (value: boolean, event: string): void => {
      if (visible === value) return;
      visible = value;
      emitter.emit(event);
    };
    const doNothing = (): void => undefined;

    const window = strictPartial<BrowserWindow>(
      'BrowserWindow',
      {
        id: webContents.id,
        webContents,
        accessibleTitle: '',
        loadURL: (url) => contentsPart.load(url),
        reload: () => {
          webContents.reload();
        },
        show: () => {
          setVisible(true, 'show');
        },
        showInactive: () => {
          setVisible(true, 'show');
        },
        hide: () => {
          setVisible(false, 'hide');
        },
        focus: () => {
          queueMicrotask(() => emitter.emit('focus'));
        },
        blur: doNothing,
        isVisible: () => visible,
        isFocused: () => visible,
        isDestroyed: () => destroyed,
        close() {
          if (destroyed) return;
          const event = createEvent({});
          emitter.emit('close', event);
          if (!event.defaultPrevented) destroy();
        },
        destroy,
        // A kiosk window fills the screen, so its size and position are fixed.
        getBounds,
        getContentBounds: getBounds,
        getNormalBounds: getBounds,
        getSize: () => [width, height],
        getContentSize: () => [width, height],
        getPosition: () => [0, 0],
        setBounds: (newBounds) => {
          bounds = { ...bounds, ...newBounds };
        },
        setContentBounds: doNothing,
        setSize: doNothing,
        setContentSize: doNothing,
        setPosition: doNothing,
        center: doNothing,
        setMinimumSize: doNothing,
        setMaximumSize: doNothing,
        setResizable: doNothing,
        setMovable: doNothing,
        setMinimizable: doNothing,
        setMaximizable: doNothing,
        setClosable: doNothing,
        setFullScreenable: doNothing,
        setSkipTaskbar: doNothing,
        setAlwaysOnTop: doNothing,
        setVisibleOnAllWorkspaces: doNothing,
        moveTop: doNothing,
        flashFrame: doNothing,
        setContentProtection: doNothing,
        setMenu: doNothing,
        removeMenu: doNothing,
        setMenuBarVisibility: doNothing,
        setAutoHideMenuBar: doNothing,
        setIcon: doNothing,
        setBackgroundColor: doNothing,
        setProgressBar: doNothing,
        setHasShadow: doNothing,
        setOpacity: doNothing,
        setEnabled: doNothing,
        maximize: doNothing,
        unmaximize: doNothing,
        minimize: doNothing,
        restore: doNothing,
        isMaximized: () => true,
        isMinimized: () => false,
        isAlwaysOnTop: () => kiosk,
        isResizable: () => false,
        isEnabled: () => true,
        setKiosk: (flag) => {
          kiosk = flag;
          fullscreen ||= flag;
        },
        isKiosk: () => kiosk,
        setFullScreen: (flag) => {
          fullscreen = flag;
        },
        isFullScreen: () => fullscreen,
        setTitle: (text) => {
          title = text;
        },
        getTitle: () => title,
        getParentWindow: () => null,
        getChildWindows: () => [],
      },
      { emitter, knownEvents: WINDOW_EVENTS },
    );

    const entry: Entry = { window, contents: webContents, page: contentsPart.page, gone: destroy };
    entries.add(entry);
    void contentsPart.firstPaint.then(() => {
      if (!destroyed) emitter.emit('ready-to-show');
    });
    queueMicrotask(() => host.appEvents.emit('browser-window-created', createEvent({}), window));
    return window;
  };

  const all = (): BrowserWindow[] => [...entries].map((entry) => entry.window);
  const statics: Partial<typeof BrowserWindow> = {
    getAllWindows: all,
    getFocusedWindow: () => all().at(-1) ?? null,
    fromId: (id) => all().find((window) => window.id === id) ?? null,
    fromWebContents: (contents) =>
      [...entries].find((entry) => entry.contents === contents)?.window ?? null,
  };
  const windowClass = new Proxy(Object as unknown as typeof BrowserWindow, {
    construct: (_target, args: [BrowserWindowConstructorOptions?]) => createWindow(args[0]),
    get(target, key) {
      if (Reflect.has(statics, key)) return Reflect.get(statics, key) as unknown;
      if (key === Symbol.hasInstance)
        return (value: unknown) => all().includes(value as BrowserWindow);
      if (typeof key === 'symbol' || key === 'prototype' || key === 'name')
        return Reflect.get(target, key) as unknown;
      throw notImplemented(`BrowserWindow.${key}`);
    },
  });
  return {
    BrowserWindow: windowClass,
    all,
    page: () =>
      [...entries].map((entry) => entry.page()).find((page) => page !== null)?.session ?? null,
    handleTabClosed: (targetId) => {
      for (const entry of [...entries]) if (entry.page()?.id === targetId) entry.gone();
    },
    setInitialTab: (targetId) => {
      freeTab = targetId;
    },
  };
}

/** Finds the tab that Chromium opened at its start. */
export async function findFirstTab(host: Host): Promise<string | null> {
  const { targetInfos } = (await host.chromium?.browser.send('Target.getTargets')) ?? {};
  const tabs = (
    Array.isArray(targetInfos) ? (targetInfos as Record<string, unknown>[]) : []
  ).filter((info) => info['type'] === 'page');
  return tabs[0] === undefined ? null : textOf(tabs[0], 'targetId');
}
