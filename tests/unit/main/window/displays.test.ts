/** Windows on other displays, with a fake screen whose displays are added, moved and removed. */
import { EventEmitter } from 'node:events';
import type { BrowserWindow, Rectangle, Screen } from 'electron';
import { describe, expect, it } from 'vitest';
import type { Log } from '#main/log/log.ts';
import { placeWindowsOnDisplays } from '#main/window/displays.ts';

const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const at = (x: number): Rectangle => ({ x, y: 0, width: 1920, height: 1080 });

/** A window that knows where it is and what was done to it. */
const createWindow = (start: Rectangle) => {
  const emitter = new EventEmitter();
  let bounds = start;
  let destroyed = false;
  const done: string[] = [];
  const window = Object.assign(emitter, {
    done,
    getBounds: () => bounds,
    setBounds: (next: Rectangle) => {
      bounds = next;
    },
    isVisible: () => true,
    isDestroyed: () => destroyed,
    setKiosk: (on: boolean) => void done.push(`kiosk ${String(on)}`),
    show: () => void done.push('show'),
    showInactive: () => void done.push('show inactive'),
    focus: () => void done.push('focus'),
    destroy: () => {
      destroyed = true;
      emitter.emit('closed');
    },
  });
  return window as typeof window & BrowserWindow;
};

const setUp = (places: number[], { customer = false, lockdown = true } = {}) => {
  const screen = Object.assign(new EventEmitter(), {
    displays: places.map((x, id) => ({ id, bounds: at(x) })),
    getAllDisplays: () => screen.displays,
    getPrimaryDisplay: () => screen.displays[0],
  });
  const window = createWindow(at(places[0] ?? 0));
  const covers: ReturnType<typeof createWindow>[] = [];
  const customers: ReturnType<typeof createWindow>[] = [];
  placeWindowsOnDisplays({
    screen: screen as unknown as Screen,
    window,
    lockdown,
    createCustomer: customer
      ? (bounds) => {
          const made = createWindow(bounds);
          customers.push(made);
          return made;
        }
      : null,
    createCover: (bounds) => {
      const cover = createWindow(bounds);
      covers.push(cover);
      return cover;
    },
    log,
  });
  const placesOf = (windows: typeof covers) => (): number[] =>
    windows.filter((each) => !each.isDestroyed()).map((each) => each.getBounds().x);
  return {
    screen,
    window,
    covers,
    customers,
    covered: placesOf(covers),
    forCustomer: placesOf(customers),
  };
};

describe('placeWindowsOnDisplays', () => {
  it('covers every display but the primary one, without taking the focus', () => {
    const { covers, covered } = setUp([0, 1920, 3840]);
    expect(covered()).toEqual([1920, 3840]);
    expect(covers[0]?.done).toEqual(['kiosk true', 'show inactive']);
  });
  it('covers a display that is plugged in, and uncovers one that is gone', () => {
    const { screen, covered } = setUp([0]);
    expect(covered()).toEqual([]);
    screen.displays = [...screen.displays, { id: 7, bounds: at(1920) }];
    screen.emit('display-added');
    expect(covered()).toEqual([1920]);
    screen.displays = screen.displays.slice(0, 1);
    screen.emit('display-removed');
    expect(covered()).toEqual([]);
  });
  it('covers a display anew when its size or place changed, and only then', () => {
    const { screen, covers, covered } = setUp([0, 1920]);
    screen.emit('display-metrics-changed');
    expect(covers).toHaveLength(1);
    screen.displays = [...screen.displays.slice(0, 1), { id: 1, bounds: at(2560) }];
    screen.emit('display-metrics-changed');
    expect(covered()).toEqual([2560]);
  });
  it('brings the kiosk to the new primary display when its own is gone, and shows it', () => {
    const { screen, window, covered } = setUp([0, 1920]);
    screen.displays = screen.displays.slice(1);
    screen.emit('display-removed');
    expect(window.getBounds()).toEqual(at(1920));
    expect(window.done).toEqual(['kiosk false', 'kiosk true', 'show', 'focus']);
    expect(covered()).toEqual([]);
  });
  it('uncovers all displays and removes its listeners when the window is closed', () => {
    const { screen, window, covered } = setUp([0, 1920]);
    window.destroy();
    expect(covered()).toEqual([]);
    expect(screen.eventNames()).toEqual([]);
  });

  it('gives the customer one other display, without the focus, and covers the rest', () => {
    const { customers, covered, forCustomer } = setUp([0, 1920, 3840], { customer: true });
    expect(forCustomer()).toEqual([1920]);
    expect(covered()).toEqual([3840]);
    expect(customers[0]?.done).toEqual(['kiosk true', 'show inactive']);
  });
  it('gives the customer the next display when theirs is gone, and no second one', () => {
    const { screen, covered, forCustomer } = setUp([0, 1920, 3840], { customer: true });
    screen.displays = screen.displays.filter(({ id }) => id !== 1);
    screen.emit('display-removed');
    expect(forCustomer()).toEqual([3840]);
    expect(covered()).toEqual([]);
    screen.displays = [
      ...screen.displays.slice(0, 1),
      { id: 9, bounds: at(960) },
      ...screen.displays.slice(1),
    ];
    screen.emit('display-added');
    expect(forCustomer()).toEqual([3840]);
    expect(covered()).toEqual([960]);
  });
  it('closes the customer’s window with the kiosk’s', () => {
    const { window, forCustomer } = setUp([0, 1920], { customer: true });
    window.destroy();
    expect(forCustomer()).toEqual([]);
  });
  it('covers nothing in a development run, and gives the customer a normal window', () => {
    const { window, customers, covered } = setUp([0, 1920, 3840], {
      customer: true,
      lockdown: false,
    });
    expect(covered()).toEqual([]);
    expect(customers[0]?.done).toEqual(['kiosk false', 'show inactive']);
    expect(window.done).toEqual([]);
  });
});
