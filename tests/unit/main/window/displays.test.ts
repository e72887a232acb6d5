/** Tests the windows on other displays with a fake screen whose displays are added, moved and removed. */
import { EventEmitter } from 'node:events';
import type { BrowserWindow, Rectangle, Screen } from 'electron';
import { describe, expect, it } from 'vitest';
import type { Log } from '#main/log/log.ts';
import { placeWindowsOnDisplays } from '#main/window/displays.ts';

const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const boundsAt = (x: number): Rectangle => ({ x, y: 0, width: 1920, height: 1080 });

/** Creates a fake window that records the calls of its methods in `calls`. */
const createWindow = (start: Rectangle) => {
  const emitter = new EventEmitter();
  let bounds = start;
  let destroyed = false;
  const calls: string[] = [];
  const window = Object.assign(emitter, {
    calls,
    getBounds: () => bounds,
    setBounds: (next: Rectangle) => {
      bounds = next;
    },
    isVisible: () => true,
    isDestroyed: () => destroyed,
    setKiosk: (on: boolean) => void calls.push(`kiosk ${String(on)}`),
    show: () => void calls.push('show'),
    showInactive: () => void calls.push('show inactive'),
    focus: () => void calls.push('focus'),
    destroy: () => {
      destroyed = true;
      emitter.emit('closed');
    },
  });
  return window as typeof window & BrowserWindow;
};

const setUp = (positions: number[], { customer = false, lockdown = true } = {}) => {
  const screen = Object.assign(new EventEmitter(), {
    displays: positions.map((x, id) => ({ id, bounds: boundsAt(x) })),
    getAllDisplays: () => screen.displays,
    getPrimaryDisplay: () => screen.displays[0],
  });
  const window = createWindow(boundsAt(positions[0] ?? 0));
  const covers: ReturnType<typeof createWindow>[] = [];
  const customers: ReturnType<typeof createWindow>[] = [];
  placeWindowsOnDisplays({
    screen: screen as unknown as Screen,
    window,
    lockdown,
    createCustomer: customer
      ? (bounds) => {
          const customerWindow = createWindow(bounds);
          customers.push(customerWindow);
          return customerWindow;
        }
      : null,
    createCover: (bounds) => {
      const cover = createWindow(bounds);
      covers.push(cover);
      return cover;
    },
    log,
  });
  const positionsOf = (windows: typeof covers) => (): number[] =>
    windows.filter((window) => !window.isDestroyed()).map((window) => window.getBounds().x);
  return {
    screen,
    window,
    covers,
    customers,
    covered: positionsOf(covers),
    forCustomer: positionsOf(customers),
  };
};

describe('placeWindowsOnDisplays', () => {
  it('covers every display except the primary one, without taking the focus', () => {
    const { covers, covered } = setUp([0, 1920, 3840]);
    expect(covered()).toEqual([1920, 3840]);
    expect(covers[0]?.calls).toEqual(['kiosk true', 'show inactive']);
  });
  it('covers a display that is plugged in, and closes the cover of a removed display', () => {
    const { screen, covered } = setUp([0]);
    expect(covered()).toEqual([]);
    screen.displays = [...screen.displays, { id: 7, bounds: boundsAt(1920) }];
    screen.emit('display-added');
    expect(covered()).toEqual([1920]);
    screen.displays = screen.displays.slice(0, 1);
    screen.emit('display-removed');
    expect(covered()).toEqual([]);
  });
  it('covers a display again only when its size or position changed', () => {
    const { screen, covers, covered } = setUp([0, 1920]);
    screen.emit('display-metrics-changed');
    expect(covers).toHaveLength(1);
    screen.displays = [...screen.displays.slice(0, 1), { id: 1, bounds: boundsAt(2560) }];
    screen.emit('display-metrics-changed');
    expect(covered()).toEqual([2560]);
  });
  it('moves the kiosk to the new primary display when its own is removed, and shows it', () => {
    const { screen, window, covered } = setUp([0, 1920]);
    screen.displays = screen.displays.slice(1);
    screen.emit('display-removed');
    expect(window.getBounds()).toEqual(boundsAt(1920));
    expect(window.calls).toEqual(['kiosk false', 'kiosk true', 'show', 'focus']);
    expect(covered()).toEqual([]);
  });
  it('closes all covers and removes its listeners when the window is closed', () => {
    const { screen, window, covered } = setUp([0, 1920]);
    window.destroy();
    expect(covered()).toEqual([]);
    expect(screen.eventNames()).toEqual([]);
  });

  it('gives the customer one other display, without the focus, and covers the rest', () => {
    const { customers, covered, forCustomer } = setUp([0, 1920, 3840], { customer: true });
    expect(forCustomer()).toEqual([1920]);
    expect(covered()).toEqual([3840]);
    expect(customers[0]?.calls).toEqual(['kiosk true', 'show inactive']);
  });
  it('gives the customer the next display when theirs is removed, and only one', () => {
    const { screen, covered, forCustomer } = setUp([0, 1920, 3840], { customer: true });
    screen.displays = screen.displays.filter(({ id }) => id !== 1);
    screen.emit('display-removed');
    expect(forCustomer()).toEqual([3840]);
    expect(covered()).toEqual([]);
    screen.displays = [
      ...screen.displays.slice(0, 1),
      { id: 9, bounds: boundsAt(960) },
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
    expect(customers[0]?.calls).toEqual(['kiosk false', 'show inactive']);
    expect(window.calls).toEqual([]);
  });
});
