/** The one window of the kiosk. */
import { BrowserWindow, type Session } from 'electron';

export interface MainWindowOptions {
  readonly session: Session;
  readonly preload: string;
  /** Fills the screen and cannot be left, as on a counter; a plain window otherwise. */
  readonly kiosk: boolean;
  readonly devTools: boolean;
}

/** Creates the window hidden; it shows itself once the page has painted. */
export const createMainWindow = ({ session, preload, kiosk, devTools }: MainWindowOptions): BrowserWindow => {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 640,
    minHeight: 480,
    show: false,
    kiosk,
    autoHideMenuBar: true,
    // The desk's colour, so that there is no white flash before the first paint.
    backgroundColor: '#ECF0F0',
    title: 'eKYC',
    webPreferences: {
      session,
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      devTools,
      spellcheck: false,
      disableDialogs: true,
    },
  });
  window.once('ready-to-show', () => window.show());
  // The document's title is the page's own business; the window's never shows a customer.
  window.on('page-title-updated', (event) => event.preventDefault());
  return window;
};
