/**
 * Shows the failure page in a separate window without preload or bridge, so that it does not depend on anything that may
 * have failed.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { BrowserWindow, session as electronSession } from 'electron';
import { installRequestFilter } from '#main/window/guards.ts';
import { PAGE_URL, SCHEME } from '#main/window/protocol.ts';
import {
  FAILURE_CONTENT_SECURITY_POLICY,
  renderFailurePage,
  RETRY_URL,
  type Failure,
} from './failure-page.ts';
import { isolatedWebPreferences } from '#main/window/isolation.ts';

export interface FailureWindowOptions {
  readonly failure: Omit<Failure, 'font'>;
  /** Folder of the built page, from which the Bangla font is read. It may be missing. */
  readonly pageFolder: string;
  readonly kiosk: boolean;
  readonly retry: () => void;
}

const FONT_FILE_NAME = /^noto-sans-bengali-bengali-.*\.woff2$/;

const findFont = async (pageFolder: string): Promise<{ name: string; bytes: Buffer } | null> => {
  try {
    const assets = path.join(pageFolder, 'assets');
    const name = (await readdir(assets)).find((file) => FONT_FILE_NAME.test(file));
    return name === undefined
      ? null
      : { name: `assets/${name}`, bytes: await readFile(path.join(assets, name)) };
  } catch {
    return null;
  }
};

/** Resolves when the page is shown and every other window is closed. */
export const showFailureWindow = async ({
  failure,
  pageFolder: page,
  kiosk,
  retry,
}: FailureWindowOptions): Promise<void> => {
  const font = await findFont(page);
  const html = renderFailurePage({ ...failure, font: font?.name ?? null });
  const session = electronSession.fromPartition('failure');
  session.protocol.handle(SCHEME, (request) =>
    font && request.url.endsWith(`/${font.name}`)
      ? new Response(new Uint8Array(font.bytes), { headers: { 'Content-Type': 'font/woff2' } })
      : new Response(html, {
          headers: {
            'Content-Type': 'text/html; charset=utf-8',
            'Content-Security-Policy': FAILURE_CONTENT_SECURITY_POLICY,
          },
        }),
  );
  installRequestFilter(session, [`${SCHEME}://`]);
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    show: false,
    backgroundColor: '#ECF0F0',
    title: 'eKYC',
    webPreferences: {
      session,
      ...isolatedWebPreferences,
      devTools: false,
    },
  });
  window.webContents.on('will-frame-navigate', (event) => {
    event.preventDefault();
    if (event.url === RETRY_URL) retry();
  });
  for (const openWindow of BrowserWindow.getAllWindows())
    if (openWindow !== window) openWindow.destroy();
  await window.loadURL(PAGE_URL);
  window.setKiosk(kiosk);
  window.show();
};
