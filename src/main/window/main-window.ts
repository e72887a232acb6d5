/** Creates the window of the counter's page. */
import { BrowserWindow, type Session } from 'electron';
import { isolatedWebPreferences } from './isolation.ts';

export interface MainWindowOptions {
  readonly session: Session;
  readonly preload: string;
  /** Fills the screen and cannot be left, as on a counter; a plain window otherwise. */
  readonly kiosk: boolean;
  readonly devTools: boolean;
}

/** After this time the window is shown even if the page has not painted. */
const SHOW_AFTER_MS = 5_000;

/**
 * Creates the window hidden and plain; it shows itself once the page has painted. `kiosk: true` together with `show: false`
 * misbehaves (electron issues 3228, 25916, 42165), so it becomes a kiosk when it is shown.
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
  const show = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isVisible()) return;
    window.setKiosk(kiosk);
    window.show();
  };
  const timer = setTimeout(show, SHOW_AFTER_MS);
  window.once('ready-to-show', show);
  // The window keeps its own title, so that the title of a document never shows a customer.
  window.on('page-title-updated', (event) => event.preventDefault());
  return window;
};
