/** Tests the windows on other displays with a fake screen whose displays are added, moved and removed. */
import { EventEmitter } from 'node:events';
import type { BrowserWindow, Rectangle, Screen } from 'electron';
import { describe, expect, it } from 'vitest';
import type { Log } from '#main/log/log.ts';
import { placeWindowsOnDisplays } from '#main/window/displays.ts';

const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const boundsAt = (x: number): Rectangle => ({ x, y: 0, width: 1920, height: 1080 });

/** Creates a fake window that records the calls of its methods in `calls`. */
const createWindow = (initialBounds: Rectangle) => {
  const emitter = new EventEmitter();
  let bounds = initialBounds;
  let isDestroyed = false;
  const calls: string[] = [];
  const window = Object.assign(emitter, {
    calls,
    getBounds: () => bounds,
    setBounds: (newBounds: Rectangle) => {
      bounds = newBounds;
    },
    isVisible: () => true,
    isDestroyed: () => isDestroyed,
    setKiosk: (on: boolean) => void calls.push(`kiosk ${String(on)}`),
    show: () => void calls.push('show'),
    showInactive: () => void calls.push('show inactive'),
    focus: () => void calls.push('focus'),
    destroy: () => {
      isDestroyed = true;
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
    coveredPositions: positionsOf(covers),
    customerPositions: positionsOf(customers),
  };
};

describe('placeWindowsOnDisplays', () => {
  it('covers every display except the primary one, without taking the focus', () => {
    const { covers, coveredPositions } = setUp([0, 1920, 3840]);
    expect(coveredPositions()).toEqual([1920, 3840]);
    expect(covers[0]?.calls).toEqual(['kiosk true', 'show inactive']);
  });
  it('covers a display that is plugged in, and closes the cover of a removed display', () => {
    const { screen, coveredPositions } = setUp([0]);
    expect(coveredPositions()).toEqual([]);
    screen.displays = [...screen.displays, { id: 7, bounds: boundsAt(1920) }];
    screen.emit('display-added');
    expect(coveredPositions()).toEqual([1920]);
    screen.displays = screen.displays.slice(0, 1);
    screen.emit('display-removed');
    expect(coveredPositions()).toEqual([]);
  });
  it('covers a display again only when its size or position changed', () => {
    const { screen, covers, coveredPositions } = setUp([0, 1920]);
    screen.emit('display-metrics-changed');
    expect(covers).toHaveLength(1);
    screen.displays = [...screen.displays.slice(0, 1), { id: 1, bounds: boundsAt(2560) }];
    screen.emit('display-metrics-changed');
    expect(coveredPositions()).toEqual([2560]);
  });
  it('moves the kiosk to the new primary display when its own is removed, and shows it', () => {
    const { screen, window, coveredPositions } = setUp([0, 1920]);
    screen.displays = screen.displays.slice(1);
    screen.emit('display-removed');
    expect(window.getBounds()).toEqual(boundsAt(1920));
    expect(window.calls).toEqual(['kiosk false', 'kiosk true', 'show', 'focus']);
    expect(coveredPositions()).toEqual([]);
  });
  it('closes all covers and removes its listeners when the window is closed', () => {
    const { screen, window, coveredPositions } = setUp([0, 1920]);
    window.destroy();
    expect(coveredPositions()).toEqual([]);
    expect(screen.eventNames()).toEqual([]);
  });

  it('gives the customer one other display, without the focus, and covers the rest', () => {
    const { customers, coveredPositions, customerPositions } = setUp([0, 1920, 3840], {
      customer: true,
    });
    expect(customerPositions()).toEqual([1920]);
    expect(coveredPositions()).toEqual([3840]);
    expect(customers[0]?.calls).toEqual(['kiosk true', 'show inactive']);
  });
  it('gives the customer the next display when theirs is removed, and only one', () => {
    const { screen, coveredPositions, customerPositions } = setUp([0, 1920, 3840], {
      customer: true,
    });
    screen.displays = screen.displays.filter(({ id }) => id !== 1);
    screen.emit('display-removed');
    expect(customerPositions()).toEqual([3840]);
    expect(coveredPositions()).toEqual([]);
    screen.displays = [
      ...screen.displays.slice(0, 1),
      { id: 9, bounds: boundsAt(960) },
      ...screen.displays.slice(1),
    ];
    screen.emit('display-added');
    expect(customerPositions()).toEqual([3840]);
    expect(coveredPositions()).toEqual([960]);
  });
  it('closes the customer’s window with the kiosk’s', () => {
    const { window, customerPositions } = setUp([0, 1920], { customer: true });
    window.destroy();
    expect(customerPositions()).toEqual([]);
  });
  it('covers nothing in a development run, and gives the customer a normal window', () => {
    const { window, customers, coveredPositions } = setUp([0, 1920, 3840], {
      customer: true,
      lockdown: false,
    });
    expect(coveredPositions()).toEqual([]);
    expect(customers[0]?.calls).toEqual(['kiosk false', 'show inactive']);
    expect(window.calls).toEqual([]);
  });
});
