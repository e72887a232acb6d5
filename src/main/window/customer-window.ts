/** The window on the customer's own display. It takes touches and clicks, and never the focus: its keyboard is the clerk's. */
import { BrowserWindow, type Rectangle, type Session } from 'electron';
import { isolated } from './isolation.ts';

export interface CustomerWindowOptions {
  readonly session: Session;
  readonly preload: string;
  readonly bounds: Rectangle;
  readonly devTools: boolean;
}

/** Hidden and without a page; the caller places and shows it. */
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
      ...isolated,
      devTools,
    },
  });
  window.on('page-title-updated', (event) => event.preventDefault());
  return window;
};
