/** Blocks navigation, second windows, webviews, downloads, zoom, browser shortcuts and requests to other schemes. */
import type { App, Event, Session, WebContents } from 'electron';

export interface KeyInput {
  /** The character or the name of the key (`KeyboardEvent.key`). */
  readonly key: string;
  /** The physical key, because `key` is a Bangla letter on a Bangla layout while the browser's shortcut still works. */
  readonly code: string;
  readonly control: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

const plainKeys = ['f5', 'f11', 'f12', 'browserback', 'browserforward', 'browserrefresh'];
const altKeys = ['arrowleft', 'arrowright', 'home', 'f4'];
const commandKeys = ['r', 'p', 'w', 'n', 't', 'o', 'u', 's', 'g', '+', '-', '=', '0', 'f5'];
const commandShiftKeys = ['i', 'j', 'c', 'r', 'n'];
const codeCharacters: Readonly<Record<string, string>> = {
  Equal: '=',
  Minus: '-',
  NumpadAdd: '+',
  NumpadSubtract: '-',
};

/** The character of a physical key on a US layout; the code in lower case where it has none. */
const usKey = (code: string): string =>
  codeCharacters[code] ?? code.replace(/^(?:Key|Digit|Numpad)(?=[A-Z0-9]$)/, '').toLowerCase();

/** Whether a key is a browser shortcut that is blocked: reload, print, developer tools, zoom, close, history. */
export const isBrowserShortcut = (input: KeyInput): boolean => {
  const keys = [input.key.toLowerCase(), usKey(input.code)];
  const isOneOf = (names: readonly string[]): boolean => keys.some((key) => names.includes(key));
  if (isOneOf(plainKeys)) return true;
  // AltGr arrives as Ctrl+Alt. It types a character and is no browser shortcut.
  if (input.control && input.alt) return false;
  if (input.alt) return isOneOf(altKeys);
  const hasCommandKey = input.control || input.meta;
  return hasCommandKey && (isOneOf(commandKeys) || (input.shift && isOneOf(commandShiftKeys)));
};

const preventDefault = (event: Pick<Event, 'preventDefault'>): void => event.preventDefault();

const guardContents = (contents: WebContents): void => {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', preventDefault);
  contents.on('will-frame-navigate', preventDefault);
  contents.on('will-redirect', preventDefault);
  contents.on('will-attach-webview', preventDefault);
  contents.on('before-input-event', (event, input) => {
    if (input.type === 'keyDown' && isBrowserShortcut(input)) event.preventDefault();
  });
  contents.on('zoom-changed', () => contents.setZoomLevel(0));
};

/** Installs the guards for every page. It must be called before the first window is created. */
export const installGuards = (app: App): void => {
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
};

/**
 * Cancels every request of the page outside the app's scheme before it is sent, and every download, because without a
 * handler Electron opens a native save dialog.
 */
export const installRequestFilter = (
  session: Session,
  allowedPrefixes: readonly string[],
): void => {
  session.on('will-download', preventDefault);
  session.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !allowedPrefixes.some((prefix) => details.url.startsWith(prefix)) });
  });
};
