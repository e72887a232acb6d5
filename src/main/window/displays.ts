/**
 * Places windows on the displays of a counter: the kiosk on the primary one, the customer's page on a second one if it is
 * configured, and black windows on all others, because a kiosk window does not cover them (electron issue 2272).
 */
import type { BrowserWindow, Display, Rectangle, Screen } from 'electron';
import type { Log } from '#main/log/log.ts';

export interface DisplaysDeps {
  readonly screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay' | 'on' | 'removeListener'>;
  /** The kiosk's window. */
  readonly window: BrowserWindow;
  /** Whether this is a counter under lockdown. Otherwise no display is covered and the kiosk's window is not moved. */
  readonly lockdown: boolean;
  /** Creates a hidden black window without a page, which takes no focus. */
  readonly createCover: (bounds: Rectangle) => BrowserWindow;
  /** Creates the hidden window of the customer's page; null when no display is the customer's. */
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

/** Places the windows now and after every change of the displays, as long as the kiosk's window exists. */
export const installDisplays = (deps: DisplaysDeps): void => {
  const { screen, window, lockdown, createCover, createCustomer, log } = deps;
  const placed = new Map<number, Placed>();

  const clear = (id: number): void => {
    placed.get(id)?.window.destroy();
    placed.delete(id);
  };
  const placeWindow = ({ id, bounds }: Display, isCustomers: boolean): void => {
    const found = placed.get(id);
    const isCurrent = found && !found.window.isDestroyed() && found.isCustomers === isCustomers;
    if (isCurrent && isSame(found.window.getBounds(), bounds)) return;
    clear(id);
    const create = isCustomers ? createCustomer : createCover;
    if (!create) return;
    const created = create(bounds);
    placed.set(id, { window: created, isCustomers });
    created.setKiosk(lockdown);
    created.showInactive();
  };

  /** Kiosk mode is left and entered again, because only then the window takes the size of its display. */
  const moveToPrimary = (primary: Display): void => {
    if (!window.isVisible() || isSame(window.getBounds(), primary.bounds)) return;
    window.setKiosk(false);
    window.setBounds(primary.bounds);
    window.setKiosk(true);
    window.show();
    window.focus();
  };

  /** The display of the customer, which stays the same one while it is connected. */
  const customerDisplayOf = (others: readonly Display[]): Display | undefined =>
    createCustomer
      ? (others.find(({ id }) => placed.get(id)?.isCustomers) ?? others[0])
      : undefined;

  const arrange = (): void => {
    if (window.isDestroyed()) return;
    const primary = screen.getPrimaryDisplay();
    const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
    for (const id of [...placed.keys()]) if (!others.some((other) => other.id === id)) clear(id);
    const customers = customerDisplayOf(others);
    for (const other of others)
      if (lockdown || other === customers) placeWindow(other, other === customers);
    if (lockdown) moveToPrimary(primary);
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
