/** Creates the black windows that cover the displays that the kiosk does not use. */
import { BrowserWindow, type Rectangle } from 'electron';
import { isolatedWebPreferences } from './isolation.ts';

/** Creates a hidden window without a page; the caller places and shows it. */
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
      ...isolatedWebPreferences,
      devTools: false,
    },
  });
