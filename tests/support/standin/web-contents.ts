/** Electron’s `webContents` on the stand-in host. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type {
  HandlerDetails,
  IpcMainEvent,
  IpcMainInvokeEvent,
  LoadURLOptions,
  Session,
  WebContents,
  WebContentsPrintOptions,
  WebFrameMain,
  WebPreferences,
  WindowOpenHandlerResponse,
} from 'electron';
import { textOf } from './cdp.ts';
import { createEvent } from './event.ts';
import type { Host } from './host.ts';
import { decodeFromPage, encodeForPage } from './ipc-main.ts';
import { PAGE_EVENTS } from './known-events.ts';
import { strictPartial, notImplemented } from './strict-partial.ts';
import { createNavigationGuard } from './navigation.ts';
import { openPage } from './page-target.ts';
import type { PageEvents, PageTarget } from './page-target.ts';
import { createPageLoads } from './page-loads.ts';
import { createPageRequests } from './page-requests.ts';
import { deliverPrint, pageAsPdf } from './print.ts';
import { originOf } from './urls.ts';
import type { WireHead } from './world-preload.ts';

/** A web contents with the functions that its window needs. */
export interface WebContentsPart {
  readonly webContents: WebContents;
  readonly firstPaint: Promise<void>;
  load(url: string): Promise<void>;
  page(): PageTarget | null;
  destroy(): void;
}

/** Chromium's network error codes. */
const ERR_FAILED = -2;
const ERR_ABORTED = -3;
/** Exit codes of a page's process, the numbers of SIGTRAP and SIGKILL. */
const EXIT_CODES = { crashed: 5, killed: 9 } as const;

let nextId = 1;

/** Creates the web contents of a new window. `existing` is a tab that is already open. */
export function createWebContents(
  host: Host,
  preferences: WebPreferences,
  existing: string | null,
  closeWindow: () => void,
): WebContentsPart {
  const id = nextId++;
  const emitter = new EventEmitter().setMaxListeners(0);
  const session: Session =
    preferences.session ??
    (preferences.partition === undefined
      ? host.sessions.defaultSession
      : host.sessions.fromPartition(preferences.partition));
  const policy = host.sessions.policyOf(session);
  const preload =
    preferences.preload === undefined ? null : readFileSync(preferences.preload, 'utf8');
  let windowOpenHandler: ((details: HandlerDetails) => WindowOpenHandlerResponse) | null = null;
  let url = '';
  let destroyed = false;
  let crashed = false;
  let page: PageTarget | null = null;
  let zoom = 1;
  const loads = createPageLoads();
  let resolveFirstPaint: () => void = () => undefined;
  const firstPaint = new Promise<void>((resolve) => {
    resolveFirstPaint = resolve;
  });

  const frame: WebFrameMain = strictPartial<WebFrameMain>('webFrameMain', {
    get url() {
      return url;
    },
    get origin() {
      return originOf(url);
    },
    get top(): WebFrameMain {
      return frame;
    },
    parent: null,
    frames: [],
    name: '',
    routingId: 1,
    processId: id,
    frameToken: `frame-${String(id)}`,
    frameTreeNodeId: id,
    detached: false,
    isDestroyed: () => destroyed,
    collectJavaScriptCallStack: () => Promise.resolve(''),
    send: (channel, ...args: unknown[]) => {
      webContents.send(channel, ...args);
    },
  });
  const guard = createNavigationGuard(emitter, frame, host.schemes.toApp);

  const requests = createPageRequests({
    policy,
    requester: () => ({ webContents, url }),
    toApp: host.schemes.toApp,
    onKey: (input) => emitter.emit('before-input-event', createEvent({}), input),
    onWindowOpen: (details) => windowOpenHandler?.(details) ?? { action: 'allow' },
  });

  const onMessage = (head: WireHead, body: string): void => {
    const event = createEvent({
      type: 'frame' as const,
      processId: id,
      frameId: 1,
      sender: webContents,
      senderFrame: frame,
      ports: [],
    });
    if (head.to === 'invoke') {
      const sender = page;
      void host.ipc
        .invoke(
          event as unknown as IpcMainInvokeEvent,
          head.channel,
          decodeFromPage(body) as unknown[],
        )
        .then((reply) => {
          sender?.post({ to: 'reply', id: head.id, ok: reply.ok }, reply.body);
        });
    } else if (head.to === 'send') {
      const reply = (channel: string, ...args: unknown[]): void => {
        webContents.send(channel, ...args);
      };
      host.ipc.send(
        Object.assign(event, { reply }) as unknown as IpcMainEvent,
        head.channel,
        decodeFromPage(body) as unknown[],
      );
    } else if (head.to === 'ask') {
      const sender = page;
      void requests
        .answer(head.kind, decodeFromPage(body) as Record<string, unknown>)
        .then((reply) => {
          sender?.post({ to: 'reply', id: head.id, ok: true }, encodeForPage(reply));
        });
    } else if (head.to === 'preload-error') {
      const error = decodeFromPage(body) as Error;
      process.stderr.write(
        `Unable to load preload script: ${preferences.preload ?? ''}\n${error.stack ?? error.message}\n`,
      );
      emitter.emit('preload-error', createEvent({}), preferences.preload, error);
    }
  };

  const reportProcessGone = (reason: 'crashed' | 'killed'): void => {
    if (destroyed || crashed) return;
    crashed = true;
    loads.resolveAll();
    const details = { reason, exitCode: EXIT_CODES[reason] };
    emitter.emit('render-process-gone', createEvent({}), details);
    host.appEvents.emit('render-process-gone', createEvent({}), webContents, details);
  };

  const events: PageEvents = {
    onMessage: onMessage,
    onCommitted(browserUrl) {
      url = host.schemes.toApp(browserUrl);
      if (url !== 'about:blank') emitter.emit('did-navigate', createEvent({}), url, 200, 'OK');
    },
    onNavigationRequested: guard.recordRequest,
    onNavigatedWithinDocument(browserUrl) {
      url = host.schemes.toApp(browserUrl);
      emitter.emit('did-navigate-in-page', createEvent({}), url, true, 1, 1);
    },
    onDomReady: () => {
      if (url !== 'about:blank') emitter.emit('dom-ready', createEvent({}));
    },
    onLoaded(loaderId) {
      if (url !== 'about:blank' && url !== '') {
        resolveFirstPaint();
        emitter.emit('did-finish-load');
        emitter.emit('did-stop-loading');
      }
      loads.markFinished(loaderId);
    },
    onFirstPaint: () => {
      if (url !== 'about:blank' && url !== '') resolveFirstPaint();
    },
    onConsoleMessage(level, message, lineNumber, source) {
      const sourceId = host.schemes.toApp(source);
      const levelName =
        level === 'error' || level === 'assert'
          ? 'error'
          : level === 'warning'
            ? 'warning'
            : level === 'debug'
              ? 'debug'
              : 'info';
      const levelNumber = { debug: 0, info: 1, warning: 2, error: 3 }[levelName];
      emitter.emit(
        'console-message',
        createEvent({ level: levelName, message, lineNumber, sourceId, frame }),
        levelNumber,
        message,
        lineNumber,
        sourceId,
      );
    },
    onCrashed: () => {
      reportProcessGone('crashed');
    },
  };

  const openTarget = async (tab: string | null): Promise<PageTarget> => {
    const chromium = host.chromium;
    if (chromium === null) throw new Error('stand-in: no browser');
    const target = await openPage({
      browser: chromium.browser,
      existing: tab,
      preload,
      events,
      process: {
        platform: process.platform,
        arch: process.arch,
        argv: preferences.additionalArguments ?? [],
        versions: {
          node: process.versions.node,
          electron: process.versions['electron'],
          chrome: process.versions['chrome'],
        },
      },
      network: {
        policy,
        schemes: host.schemes,
        webContentsId: () => id,
        navigationBlocked: (frameId, appUrl, redirected) =>
          guard.isBlocked(frameId === page?.id, appUrl, redirected),
      },
    });
    void chromium.exited.then(() => {
      reportProcessGone('killed');
    });
    return (page = target);
  };
  let opening = openTarget(existing);
  opening.catch((error: unknown) => process.stderr.write(`stand-in: ${String(error)}\n`));

  const navigate = async (appUrl: string): Promise<void> => {
    const target = await opening;
    const browserUrl = host.schemes.toBrowser(appUrl);
    guard.expectNavigation(browserUrl);
    emitter.emit('did-start-loading');
    const reply = await target.session.send('Page.navigate', { url: browserUrl });
    const errorText = textOf(reply, 'errorText').replace(/^net::/, '');
    if (errorText !== '') {
      const code = errorText === 'ERR_ABORTED' ? ERR_ABORTED : ERR_FAILED;
      emitter.emit('did-fail-load', createEvent({}), code, errorText, appUrl, true, id, 1);
      throw Object.assign(new Error(`${errorText} (${String(code)}) loading '${appUrl}'`), {
        code: errorText,
        errno: code,
        url: appUrl,
      });
    }
    const loaderId = textOf(reply, 'loaderId');
    // Without an id only the fragment has changed.
    if (loaderId !== '') await loads.waitFor(loaderId);
  };

  const load = async (appUrl: string): Promise<void> => {
    if (!crashed) return navigate(appUrl);
    // A crashed tab is replaced, because DevTools clients do not reliably follow a reloaded one.
    // It is closed after the new tab has loaded, so that there is always a window.
    const crashedPage = page;
    crashed = false;
    opening = openTarget(null);
    try {
      await navigate(appUrl);
    } finally {
      await crashedPage?.close();
    }
  };

  const setZoom = (factor: number): void => {
    // Zooming changes a page's layout, which DevTools cannot do, so only factor 1 is supported.
    zoom = factor;
    if (factor !== 1) throw notImplemented('webContents: a zoom other than 1');
  };

  const printTo = async (options: WebContentsPrintOptions): Promise<string> => {
    if (host.settings.printDir === null) return 'no valid printers available';
    const { deviceName } = options;
    const printers = await webContents.getPrintersAsync();
    if (deviceName !== undefined && !printers.some(({ name }) => name === deviceName))
      return 'Invalid deviceName provided';
    deliverPrint(host.settings.printDir, await pageAsPdf((await opening).session, options));
    return '';
  };

  const webContents: WebContents = strictPartial<WebContents>(
    'webContents',
    {
      id,
      session,
      mainFrame: frame,
      hostWebContents: undefined as unknown as WebContents,
      getURL: () => url,
      getTitle: () => host.appPackage.name,
      getType: () => 'window',
      isDestroyed: () => destroyed,
      isCrashed: () => crashed,
      isLoading: () => false,
      isLoadingMainFrame: () => false,
      isFocused: () => true,
      isDevToolsOpened: () => false,
      closeDevTools: () => undefined,
      getOSProcessId: () => host.chromium?.pid ?? 0,
      getProcessId: () => id,
      getUserAgent: () => '',
      focus: () => undefined,
      loadURL: (target: string, _options?: LoadURLOptions) => load(target),
      reload: () => {
        load(url).catch(() => undefined);
      },
      reloadIgnoringCache: () => {
        load(url).catch(() => undefined);
      },
      stop: () => undefined,
      send(channel: string, ...args: unknown[]) {
        const body = encodeForPage(args);
        page?.post({ to: 'event', channel }, body);
      },
      setWindowOpenHandler: (handler) => {
        windowOpenHandler = handler;
      },
      setVisualZoomLevelLimits: () => Promise.resolve(),
      setZoomFactor: setZoom,
      getZoomFactor: () => zoom,
      setZoomLevel: (level) => {
        setZoom(1.2 ** level);
      },
      getZoomLevel: () => Math.log(zoom) / Math.log(1.2),
      setIgnoreMenuShortcuts: () => undefined,
      setBackgroundThrottling: () => undefined,
      setAudioMuted: () => undefined,
      setWebRTCIPHandlingPolicy: () => undefined,
      setUserAgent: () => undefined,
      setDevToolsWebContents: () => {
        throw notImplemented('webContents.setDevToolsWebContents');
      },
      getPrintersAsync: () =>
        Promise.resolve(
          host.settings.printDir === null
            ? []
            : [{ name: 'stand-in', displayName: 'Stand-in printer', description: '', options: {} }],
        ),
      print(options = {}, callback) {
        printTo(options)
          .catch((error: unknown) => String(error))
          .then(
            (reason) => {
              callback?.(reason === '', reason);
            },
            () => undefined,
          );
      },
      printToPDF: async (options) =>
        pageAsPdf((await opening).session, options as unknown as WebContentsPrintOptions),
      executeJavaScript: () => {
        throw notImplemented('webContents.executeJavaScript');
      },
      forcefullyCrashRenderer: () => {
        void page?.session.send('Page.crash').catch(() => undefined);
      },
      close: () => {
        closeWindow();
      },
    },
    { emitter, knownEvents: PAGE_EVENTS },
  );

  host.contents.set(id, webContents);
  host.appEvents.emit('web-contents-created', createEvent({}), webContents);
  return {
    webContents,
    firstPaint,
    load,
    page: () => page,
    destroy() {
      if (destroyed) return;
      destroyed = true;
      loads.resolveAll();
      host.contents.delete(id);
      void opening.then(
        (target) => target.close(),
        () => undefined,
      );
      emitter.emit('destroyed');
    },
  };
}
