/**
 * Displays of a counter. The kiosk fills the primary one. Where the settings say so, a second one is the customer's; every other
 * one is covered with a black window, because a kiosk window leaves them free (electron issue 2272). When the kiosk's
 * display is disconnected, it is moved to the primary one.
 */
import type { BrowserWindow, Display, Rectangle, Screen } from 'electron';
import type { Log } from '#main/log/log.ts';

export interface DisplaysDeps {
  readonly screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay' | 'on' | 'removeListener'>;
  /** The kiosk's window. */
  readonly window: BrowserWindow;
  /** Whether this is a counter, which fills and covers its displays. A run of development leaves them as they are. */
  readonly lockdown: boolean;
  /** Makes a hidden black window without a page, which takes no focus. */
  readonly createCover: (bounds: Rectangle) => BrowserWindow;
  /** Makes the hidden window of the customer's page; null when no display is the customer's. */
  readonly createCustomer: ((bounds: Rectangle) => BrowserWindow) | null;
  readonly log: Log;
}

const isSame = (one: Rectangle, other: Rectangle): boolean =>
  one.x === other.x &&
  one.y === other.y &&
  one.width === other.width &&
  one.height === other.height;

interface Placed {
  readonly window: BrowserWindow;
  readonly isCustomers: boolean;
}

/** Fills the other displays now and whenever they change, as long as the window exists. */
export const installDisplays = (deps: DisplaysDeps): void => {
  const { screen, window, lockdown, createCover, createCustomer, log } = deps;
  const placed = new Map<number, Placed>();

  const clear = (id: number): void => {
    placed.get(id)?.window.destroy();
    placed.delete(id);
  };
  const fill = ({ id, bounds }: Display, isCustomers: boolean): void => {
    const found = placed.get(id);
    const isRight = found && !found.window.isDestroyed() && found.isCustomers === isCustomers;
    if (isRight && isSame(found.window.getBounds(), bounds)) return;
    clear(id);
    const create = isCustomers ? createCustomer : createCover;
    if (!create) return;
    const made = create(bounds);
    placed.set(id, { window: made, isCustomers });
    made.setKiosk(lockdown);
    made.showInactive();
  };

  /** Leaving and entering the kiosk mode makes the window take the size of the display it is on now. */
  const seat = (primary: Display): void => {
    if (!window.isVisible() || isSame(window.getBounds(), primary.bounds)) return;
    window.setKiosk(false);
    window.setBounds(primary.bounds);
    window.setKiosk(true);
    window.show();
    window.focus();
  };

  /** The customer's display stays the same one while it is connected. */
  const customersOf = (others: readonly Display[]): Display | undefined =>
    createCustomer
      ? (others.find(({ id }) => placed.get(id)?.isCustomers) ?? others[0])
      : undefined;

  const arrange = (): void => {
    if (window.isDestroyed()) return;
    const primary = screen.getPrimaryDisplay();
    const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
    for (const id of [...placed.keys()]) if (!others.some((other) => other.id === id)) clear(id);
    const customers = customersOf(others);
    for (const other of others)
      if (lockdown || other === customers) fill(other, other === customers);
    if (lockdown) seat(primary);
  };
  const changed = (): void => {
    log.info('displays.changed', { count: screen.getAllDisplays().length });
    arrange();
  };

  screen.on('display-added', changed);
  screen.on('display-removed', changed);
  screen.on('display-metrics-changed', arrange);
  window.on('show', arrange);
  window.once('closed', () => {
    screen.removeListener('display-added', changed);
    screen.removeListener('display-removed', changed);
    screen.removeListener('display-metrics-changed', arrange);
    for (const id of [...placed.keys()]) clear(id);
  });
  arrange();
};
