/**
 * Places windows on the displays of a counter: the kiosk on the primary display, the customer's page on a second display if it is
 * configured, and black windows on all other displays, because a kiosk window does not cover them (electron issue 2272).
 */
import type { BrowserWindow, Display, Rectangle, Screen } from 'electron';
import type { Log } from '#main/log/log.ts';

export interface DisplaysDeps {
  readonly screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay' | 'on' | 'removeListener'>;
  /** The kiosk's window. */
  readonly window: BrowserWindow;
  /** Whether the counter is under lockdown. Without lockdown no display is covered and the kiosk's window is not moved. */
  readonly lockdown: boolean;
  /** Creates a hidden black window without a page, which takes no focus. */
  readonly createCover: (bounds: Rectangle) => BrowserWindow;
  /** Creates the hidden window of the customer's page; null when no display is the customer's. */
  readonly createCustomer: ((bounds: Rectangle) => BrowserWindow) | null;
  readonly log: Log;
}

const isSameRectangle = (one: Rectangle, other: Rectangle): boolean =>
  one.x === other.x &&
  one.y === other.y &&
  one.width === other.width &&
  one.height === other.height;

interface PlacedWindow {
  readonly window: BrowserWindow;
  /** Whether it is the window of the customer's page and not a black window. */
  readonly isCustomerWindow: boolean;
}

/** Places the windows now and after every change of the displays, as long as the kiosk's window exists. */
export const placeWindowsOnDisplays = (deps: DisplaysDeps): void => {
  const { screen, window, lockdown, createCover, createCustomer, log } = deps;
  const placedWindows = new Map<number, PlacedWindow>();

  const removeWindow = (id: number): void => {
    placedWindows.get(id)?.window.destroy();
    placedWindows.delete(id);
  };
  const placeWindow = ({ id, bounds }: Display, isCustomerWindow: boolean): void => {
    const current = placedWindows.get(id);
    const isUsable =
      current && !current.window.isDestroyed() && current.isCustomerWindow === isCustomerWindow;
    if (isUsable && isSameRectangle(current.window.getBounds(), bounds)) return;
    removeWindow(id);
    const create = isCustomerWindow ? createCustomer : createCover;
    if (!create) return;
    const newWindow = create(bounds);
    placedWindows.set(id, { window: newWindow, isCustomerWindow });
    newWindow.setKiosk(lockdown);
    newWindow.showInactive();
  };

  /**
   * Moves the kiosk to the primary display. Kiosk mode is left and entered again, because the window takes the size of its
   * display only then.
   */
  const moveToPrimary = (primary: Display): void => {
    if (!window.isVisible() || isSameRectangle(window.getBounds(), primary.bounds)) return;
    window.setKiosk(false);
    window.setBounds(primary.bounds);
    window.setKiosk(true);
    window.show();
    window.focus();
  };

  /** The display of the customer. A display keeps this role while it is connected. */
  const customerDisplayOf = (secondaryDisplays: readonly Display[]): Display | undefined =>
    createCustomer
      ? (secondaryDisplays.find(({ id }) => placedWindows.get(id)?.isCustomerWindow) ??
        secondaryDisplays[0])
      : undefined;

  const placeAll = (): void => {
    if (window.isDestroyed()) return;
    const primary = screen.getPrimaryDisplay();
    const secondaryDisplays = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
    for (const id of [...placedWindows.keys()])
      if (!secondaryDisplays.some((display) => display.id === id)) removeWindow(id);
    const customerDisplay = customerDisplayOf(secondaryDisplays);
    for (const display of secondaryDisplays)
      if (lockdown || display === customerDisplay)
        placeWindow(display, display === customerDisplay);
    if (lockdown) moveToPrimary(primary);
  };
  const onDisplaysChanged = (): void => {
    log.info('displays.changed', { count: screen.getAllDisplays().length });
    placeAll();
  };

  screen.on('display-added', onDisplaysChanged);
  screen.on('display-removed', onDisplaysChanged);
  screen.on('display-metrics-changed', placeAll);
  window.on('show', placeAll);
  window.once('closed', () => {
    screen.removeListener('display-added', onDisplaysChanged);
    screen.removeListener('display-removed', onDisplaysChanged);
    screen.removeListener('display-metrics-changed', placeAll);
    for (const id of [...placedWindows.keys()]) removeWindow(id);
  });
  placeAll();
};
