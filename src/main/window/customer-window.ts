/**
 * Creates the window of the customer's display. It accepts touches and clicks but no focus, so that keys always go to the clerk's
 * page.
 */
import { BrowserWindow, type Rectangle, type Session } from 'electron';
import { isolatedWebPreferences } from './isolation.ts';

export interface CustomerWindowOptions {
  readonly session: Session;
  readonly preload: string;
  readonly bounds: Rectangle;
  readonly devTools: boolean;
}

/** Creates a hidden window without a page; the caller places and shows it. */
export const createCustomerWindow = ({
  session,
  preload,
  bounds,
  devTools,
}: CustomerWindowOptions): BrowserWindow => {
  const window = new BrowserWindow({
    ...bounds,
    show: false,
    frame: false,
    focusable: false,
    skipTaskbar: true,
    backgroundColor: '#ECF0F0',
    title: 'eKYC',
    webPreferences: {
      session,
      preload,
      ...isolatedWebPreferences,
      devTools,
    },
  });
  // The window keeps its own title, so that the title of a document never shows a customer.
  window.on('page-title-updated', (event) => event.preventDefault());
  return window;
};
