/**
 * Displays of a counter. The kiosk fills the primary one; every other one is covered with a black window, because a kiosk
 * window leaves them free (electron issue 2272). A kiosk whose display went away comes back on the primary one.
 */
import type { BrowserWindow, Display, Rectangle, Screen } from 'electron';
import type { Log } from '#main/log/log.ts';

export interface DisplaysDeps {
  readonly screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay' | 'on' | 'removeListener'>;
  /** The kiosk's window. */
  readonly window: BrowserWindow;
  /** Makes a hidden black window without a page, which takes no focus. */
  readonly createCover: (bounds: Rectangle) => BrowserWindow;
  readonly log: Log;
}

const isSame = (one: Rectangle, other: Rectangle): boolean =>
  one.x === other.x &&
  one.y === other.y &&
  one.width === other.width &&
  one.height === other.height;

/** Covers the other displays now and whenever they change, as long as the window exists. */
export const installDisplays = ({ screen, window, createCover, log }: DisplaysDeps): void => {
  const covers = new Map<number, BrowserWindow>();

  const uncover = (id: number): void => {
    covers.get(id)?.destroy();
    covers.delete(id);
  };
  const cover = ({ id, bounds }: Display): void => {
    const found = covers.get(id);
    if (found && !found.isDestroyed() && isSame(found.getBounds(), bounds)) return;
    uncover(id);
    const made = createCover(bounds);
    covers.set(id, made);
    made.setKiosk(true);
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

  const arrange = (): void => {
    if (window.isDestroyed()) return;
    const primary = screen.getPrimaryDisplay();
    const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
    for (const id of [...covers.keys()]) if (!others.some((other) => other.id === id)) uncover(id);
    for (const other of others) cover(other);
    seat(primary);
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
    for (const id of [...covers.keys()]) uncover(id);
  });
  arrange();
};
