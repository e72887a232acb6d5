/** The page stays where it is: no navigation, no second window, no webview, no download, no zoom, no browser keys. */
import type { App, Event, Session, WebContents } from 'electron';

/** Keys a browser would act on and a counter must not: reload, print, tools, zoom, close, history. */
export const isBrowserKey = (input: { key: string; control: boolean; meta: boolean; alt: boolean; shift: boolean }): boolean => {
  const command = input.control || input.meta;
  const key = input.key.toLowerCase();
  if (['f5', 'f11', 'f12', 'browserback', 'browserforward', 'browserrefresh'].includes(key)) return true;
  if (input.alt && ['arrowleft', 'arrowright', 'home', 'f4'].includes(key)) return true;
  if (command && input.shift && ['i', 'j', 'c', 'r', 'n'].includes(key)) return true;
  return command && ['r', 'p', 'w', 'n', 't', 'o', 'u', 's', 'g', '+', '-', '=', '0', 'f5'].includes(key);
};

const prevent = (event: Pick<Event, 'preventDefault'>): void => event.preventDefault();

const guardContents = (contents: WebContents): void => {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', prevent);
  contents.on('will-frame-navigate', prevent);
  contents.on('will-redirect', prevent);
  contents.on('will-attach-webview', prevent);
  contents.on('before-input-event', (event, input) => {
    if (input.type === 'keyDown' && isBrowserKey(input)) event.preventDefault();
  });
  contents.on('zoom-changed', () => contents.setZoomLevel(0));
};

/** To be installed before the first window exists. */
export const installGuards = (app: App): void => {
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
};

/** The page asks nobody but itself: every request outside the app's scheme is cancelled before it leaves. */
export const installRequestFence = (session: Session, allowedPrefixes: readonly string[]): void => {
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !allowedPrefixes.some((prefix) => details.url.startsWith(prefix)) });
  });
};
