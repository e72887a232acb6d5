/** Creates the main window, which shows the counter's page. */
import { BrowserWindow, type Session } from 'electron';
import { isolatedWebPreferences } from './isolation.ts';

export interface MainWindowOptions {
  readonly session: Session;
  readonly preload: string;
  /** Whether the window is in kiosk mode, which fills the screen and cannot be left. Otherwise it is an ordinary window. */
  readonly kiosk: boolean;
  readonly devTools: boolean;
}

/** After this time the window is shown even if the page has not painted. */
const SHOW_AFTER_MS = 5_000;

/**
 * Creates a hidden window, which is shown when the page has painted. Kiosk mode is entered when the window is shown, because
 * `kiosk: true` together with `show: false` does not work reliably (electron issues 3228, 25916, 42165).
 */
export const createMainWindow = ({
  session,
  preload,
  kiosk,
  devTools,
}: MainWindowOptions): BrowserWindow => {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 640,
    minHeight: 480,
    show: false,
    // The background colour of the page, so that there is no white flash before the first paint.
    backgroundColor: '#ECF0F0',
    title: 'eKYC',
    webPreferences: {
      session,
      preload,
      ...isolatedWebPreferences,
      devTools,
    },
  });
  const showWindow = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isVisible()) return;
    window.setKiosk(kiosk);
    window.show();
  };
  const timer = setTimeout(showWindow, SHOW_AFTER_MS);
  window.once('ready-to-show', showWindow);
  // The window keeps its own title, so that the title of a document never shows a customer.
  window.on('page-title-updated', (event) => event.preventDefault());
  return window;
};
