/** Prepares a tab of Chromium as the page of a window: interception, preload world and page events. */
import { randomBytes } from 'node:crypto';
import { objectOf, textOf } from './cdp.ts';
import type { CdpObject, CdpSession } from './cdp.ts';
import { interceptRequests } from './network.ts';
import type { NetworkDeps } from './network.ts';
import { pageWorldSource, preloadWorldSource } from './renderer-source.ts';
import type { PreloadConfig, WireHead } from './world-preload.ts';

const WORLD_NAME = 'stand-in preload';
const BINDING = 'standinToHost';
const RECEIVER = 'standinFromHost';

/** Events of a page for its web contents. */
export interface PageEvents {
  onMessage(head: WireHead, body: string): void;
  onCommitted(url: string): void;
  onNavigatedWithinDocument(url: string): void;
  /** The page (a link, a script) requests a navigation. */
  onNavigationRequested(url: string): void;
  onDomReady(): void;
  onLoaded(loaderId: string): void;
  onFirstPaint(): void;
  onConsoleMessage(level: string, message: string, line: number, source: string): void;
  onCrashed(): void;
}

/** One tab of Chromium, prepared as the page of one window. */
export interface PageTarget {
  readonly id: string;
  readonly session: CdpSession;
  /** Sends a message to the preload's world; it is dropped when there is no document. */
  post(head: WireHead, body: string): void;
  close(): Promise<void>;
}

/** Options with which a page is created. */
export interface PageOptions {
  readonly browser: CdpSession;
  /** A tab that is already open, or null for a new one. */
  readonly existing: string | null;
  readonly preload: string | null;
  readonly process: PreloadConfig['process'];
  readonly network: Omit<NetworkDeps, 'mainFrame'>;
  readonly events: PageEvents;
}

/** Intercepts the requests of workers, which fetch their own files. They are paused until the interception is installed. */
async function interceptWorkers(
  session: CdpSession,
  browser: CdpSession,
  network: NetworkDeps,
): Promise<void> {
  session.on('Target.attachedToTarget', (params) => {
    const child = browser.session(textOf(params, 'sessionId'));
    const resume = async (): Promise<void> => {
      // Workers whose agent has no Fetch domain are served through their page.
      await interceptRequests(child, network).catch(() => undefined);
      await child.send('Runtime.runIfWaitingForDebugger').catch(() => undefined);
    };
    void resume();
  });
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
  });
}

function forwardEvents(
  session: CdpSession,
  mainFrame: string,
  events: PageEvents,
  onWorldChange: (context: number | null) => void,
): void {
  const isMainFrame = (params: CdpObject): boolean => textOf(params, 'frameId') === mainFrame;
  let context: number | null = null;
  session.on('Runtime.executionContextCreated', (params) => {
    const description = objectOf(params, 'context');
    const auxData = objectOf(description, 'auxData');
    if (textOf(description, 'name') !== WORLD_NAME || textOf(auxData, 'frameId') !== mainFrame)
      return;
    context = Number(description['id']);
    onWorldChange(context);
  });
  session.on('Runtime.executionContextDestroyed', (params) => {
    if (params['executionContextId'] === context) onWorldChange((context = null));
  });
  session.on('Runtime.executionContextsCleared', () => {
    onWorldChange((context = null));
  });
  session.on('Runtime.bindingCalled', (params) => {
    if (textOf(params, 'name') !== BINDING || params['executionContextId'] !== context) return;
    const text = textOf(params, 'payload');
    const headEnd = text.indexOf('\n');
    events.onMessage(JSON.parse(text.slice(0, headEnd)) as WireHead, text.slice(headEnd + 1));
  });
  session.on('Page.frameNavigated', (params) => {
    const frame = objectOf(params, 'frame');
    if (textOf(frame, 'id') === mainFrame)
      events.onCommitted(`${textOf(frame, 'url')}${textOf(frame, 'urlFragment')}`);
  });
  session.on('Page.frameRequestedNavigation', (params) => {
    if (isMainFrame(params)) events.onNavigationRequested(textOf(params, 'url'));
  });
  session.on('Page.navigatedWithinDocument', (params) => {
    if (isMainFrame(params)) events.onNavigatedWithinDocument(textOf(params, 'url'));
  });
  session.on('Page.lifecycleEvent', (params) => {
    if (!isMainFrame(params)) return;
    const name = textOf(params, 'name');
    if (name === 'DOMContentLoaded') events.onDomReady();
    else if (name === 'load') events.onLoaded(textOf(params, 'loaderId'));
    else if (name === 'firstPaint') events.onFirstPaint();
  });
  session.on('Runtime.consoleAPICalled', (params) => {
    const args = Array.isArray(params['args']) ? (params['args'] as CdpObject[]) : [];
    const frames = objectOf(params, 'stackTrace')['callFrames'];
    const topFrame = Array.isArray(frames)
      ? objectOf({ top: (frames as unknown[])[0] }, 'top')
      : {};
    const message = args
      .map((arg) => ('value' in arg ? String(arg['value']) : textOf(arg, 'description')))
      .join(' ');
    events.onConsoleMessage(
      textOf(params, 'type'),
      message,
      Number(topFrame['lineNumber'] ?? -1) + 1,
      textOf(topFrame, 'url'),
    );
  });
  session.on('Runtime.exceptionThrown', (params) => {
    const details = objectOf(params, 'exceptionDetails');
    const message =
      textOf(objectOf(details, 'exception'), 'description') || textOf(details, 'text');
    events.onConsoleMessage(
      'error',
      `Uncaught ${message}`,
      Number(details['lineNumber'] ?? -1) + 1,
      textOf(details, 'url'),
    );
  });
  session.on('Inspector.targetCrashed', () => {
    events.onCrashed();
  });
}

/** Opens a tab, or uses the open one, and prepares it: request interception, the two worlds, events. */
export async function openPage(options: PageOptions): Promise<PageTarget> {
  const { browser, events } = options;
  const id =
    options.existing ??
    textOf(await browser.send('Target.createTarget', { url: 'about:blank' }), 'targetId');
  const { sessionId } = await browser.send('Target.attachToTarget', {
    targetId: id,
    flatten: true,
  });
  const session = browser.session(String(sessionId));
  const network: NetworkDeps = { ...options.network, mainFrame: id };
  let context: number | null = null;
  forwardEvents(session, id, events, (created) => {
    context = created;
  });

  const secret = randomBytes(16).toString('hex');
  const config: PreloadConfig = { binding: BINDING, receiver: RECEIVER, process: options.process };
  await Promise.all([
    session.send('Inspector.enable'),
    session.send('Page.enable'),
    session.send('Page.setLifecycleEventsEnabled', { enabled: true }),
    session.send('Runtime.enable'),
    session.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD_NAME }),
    session.send('Page.addScriptToEvaluateOnNewDocument', { source: pageWorldSource(secret) }),
    session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: preloadWorldSource(secret, config, options.preload),
      worldName: WORLD_NAME,
    }),
    interceptRequests(session, network),
    interceptWorkers(session, browser, network),
  ]);
  return {
    id,
    session,
    post(head, body) {
      if (context === null) return;
      void session
        .send('Runtime.callFunctionOn', {
          functionDeclaration: `(text) => { globalThis.${RECEIVER}?.(text); }`,
          executionContextId: context,
          silent: true,
          arguments: [{ value: `${JSON.stringify(head)}\n${body}` }],
        })
        .catch(() => undefined); // The document may have been replaced meanwhile, as in Electron.
    },
    async close() {
      await browser.send('Target.closeTarget', { targetId: id }).catch(() => undefined);
    },
  };
}
