import { EventEmitter } from 'node:events';
import type { App, Session } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { installGuards, installRequestFilter, isBrowserShortcut } from '#main/window/guards.ts';

describe('installRequestFilter', () => {
  const setUp = () => {
    const session = new EventEmitter();
    let onBeforeRequest:
      | ((details: { url: string }, answer: (response: { cancel: boolean }) => void) => void)
      | undefined;
    const webRequest = {
      onBeforeRequest: (listen: typeof onBeforeRequest) => {
        onBeforeRequest = listen;
      },
    };
    installRequestFilter(Object.assign(session, { webRequest }) as unknown as Session, [
      'app://',
      'blob:',
    ]);
    const isCancelled = (url: string): boolean | undefined => {
      let cancelled: boolean | undefined;
      onBeforeRequest?.({ url }, ({ cancel }) => {
        cancelled = cancel;
      });
      return cancelled;
    };
    return { session, isCancelled };
  };

  it('denies every download without a save dialog', () => {
    const preventDefault = vi.fn();
    expect(setUp().session.emit('will-download', { preventDefault })).toBe(true);
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('cancels requests to addresses outside the permitted schemes', () => {
    const { isCancelled } = setUp();
    expect(
      ['https://example.org/', 'file:///etc/hostname', 'data:text/html,x'].map(isCancelled),
    ).toEqual([true, true, true]);
    expect(['app://kiosk/index.html', 'blob:app://kiosk/1'].map(isCancelled)).toEqual([
      false,
      false,
    ]);
  });
});

describe('installGuards', () => {
  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'prevents %s of every page, and denies new windows',
    (eventName) => {
      const app = new EventEmitter();
      installGuards(app as unknown as App);
      const setWindowOpenHandler = vi.fn<(handler: () => { action: string }) => void>();
      const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler });
      app.emit('web-contents-created', {}, contents);
      const preventDefault = vi.fn();
      contents.emit(eventName, { preventDefault });
      expect(preventDefault).toHaveBeenCalledOnce();
      expect(setWindowOpenHandler.mock.calls[0]?.[0]()).toEqual({ action: 'deny' });
    },
  );
});

describe('isBrowserShortcut', () => {
  const isBlocked = (
    name: string,
    modifiers: Partial<Parameters<typeof isBrowserShortcut>[0]> = {},
  ) =>
    isBrowserShortcut({
      key: name,
      code: '',
      control: false,
      meta: false,
      alt: false,
      shift: false,
      ...modifiers,
    });

  it.each(['F5', 'F11', 'F12', 'BrowserBack'])('returns true for %s', (name) => {
    expect(isBlocked(name)).toBe(true);
  });

  it.each(['r', 'p', 'w', '+', '-', '0'])('returns true for Ctrl %s', (name) => {
    expect(isBlocked(name, { control: true })).toBe(true);
  });

  it('returns false for shortcuts of the app and layout switches', () => {
    for (const name of ['F2', 'F3', 'F4', 'F6', 'F7', 'F8', 'F9'])
      expect(isBlocked(name)).toBe(false);
    for (const name of ['l', 'd', 'Enter', '1', '4', 'c', 'v', 'x', 'z', 'a'])
      expect(isBlocked(name, { control: true })).toBe(false);
    expect(isBlocked('b', { control: true, alt: true })).toBe(false);
    expect(isBlocked('1', { alt: true })).toBe(false);
  });

  it.each([
    ['র', 'KeyR'],
    ['প', 'KeyP'],
    ['ো', 'KeyW'],
    ['০', 'Digit0'],
    ['+', 'NumpadAdd'],
    ['-', 'Minus'],
    ['0', 'Numpad0'],
  ])('returns true for Ctrl %s on a Bangla layout (%s)', (name, code) => {
    expect(isBlocked(name, { code, control: true })).toBe(true);
  });

  it('returns true for the letter and for the position when a layout moved the key', () => {
    expect(isBlocked('r', { code: 'KeyP', control: true })).toBe(true);
    expect(isBlocked('ি', { code: 'KeyI', control: true, shift: true })).toBe(true);
  });

  it('returns false for AltGr, which arrives as Ctrl+Alt', () => {
    for (const code of ['KeyR', 'KeyP', 'KeyW', 'Digit0', 'KeyS', 'Minus'])
      expect(isBlocked('ৎ', { code, control: true, alt: true }), code).toBe(false);
    expect(isBlocked('F5', { code: 'F5', control: true, alt: true })).toBe(true);
  });

  it('returns false for typing without a modifier', () => {
    for (const code of ['KeyR', 'Digit0', 'Minus', 'Home', 'ArrowLeft'])
      expect(isBlocked('x', { code }), code).toBe(false);
  });
});
