/** The black window that covers a display besides the kiosk's. */
import { BrowserWindow, type Rectangle } from 'electron';
import { isolated } from './isolation.ts';

/** Without a page: nothing is loaded into it, and there is nothing in it to act upon. */
export const createCoverWindow = (bounds: Rectangle): BrowserWindow =>
  new BrowserWindow({
    ...bounds,
    show: false,
    frame: false,
    focusable: false,
    skipTaskbar: true,
    backgroundColor: '#000000',
    title: 'eKYC',
    webPreferences: {
      ...isolated,
      devTools: false,
    },
  });
