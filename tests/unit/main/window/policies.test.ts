import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Session } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { createReloadPolicy } from '#main/app/page-recovery.ts';
import { createCameraLease } from '#main/window/camera-lease.ts';
import { installRequestFilter, isBrowserKey } from '#main/window/guards.ts';
import { isPermissionGranted } from '#main/window/permissions.ts';
import { createMemoryPictures } from '#main/window/memory-pictures.ts';

/** All permission names in Electron's type definitions. */
const readPermissionNames = (): string[] => {
  const types = readFileSync(
    path.resolve(import.meta.dirname, '../../../../node_modules/electron/electron.d.ts'),
    'utf8',
  );
  const lists = [
    ...types.matchAll(
      /setPermission(?:Request|Check)Handler\(handler: .*?permission: ([^,)]+)[,)]/g,
    ),
  ];
  return [
    ...new Set(
      lists.flatMap((list) =>
        [...(list[1] ?? '').matchAll(/'([^']+)'/g)].map((word) => word[1] ?? ''),
      ),
    ),
  ];
};

const CAMERA_REQUEST = {
  permission: 'media',
  requester: 'app://kiosk/index.html',
  isMainFrame: true,
  mediaTypes: ['video'],
};

describe('permission handlers', () => {
  it('grant only video, and only during a camera lease', () => {
    const permissions = readPermissionNames();
    expect(permissions.length).toBeGreaterThan(20);
    const granted = permissions.filter((permission) =>
      isPermissionGranted({ ...CAMERA_REQUEST, permission }, 'app://kiosk', true),
    );
    expect(granted).toEqual(['media']);
    expect(
      permissions.filter((permission) =>
        isPermissionGranted({ ...CAMERA_REQUEST, permission }, 'app://kiosk', false),
      ),
    ).toEqual([]);
  });

  it.each([
    ['sound', { mediaTypes: ['audio'] }],
    ['sound with the picture', { mediaTypes: ['video', 'audio'] }],
    ['no media type', { mediaTypes: [] }],
    ['another origin', { requester: 'https://example.org/' }],
    ['an origin that only begins with that of the page', { requester: 'app://kiosk.example.org/' }],
    ['a frame', { isMainFrame: false }],
  ])('refuse %s', (_case, change) => {
    expect(isPermissionGranted({ ...CAMERA_REQUEST, ...change }, 'app://kiosk', true)).toBe(false);
  });

  it('recognise the origin without a path, as permission checks send it', () => {
    expect(
      isPermissionGranted({ ...CAMERA_REQUEST, requester: 'app://kiosk' }, 'app://kiosk', true),
    ).toBe(true);
  });

  it('grant nothing after the lease is released', () => {
    const lease = createCameraLease();
    expect(lease.isHeld()).toBe(false);
    lease.take('photo');
    expect(lease.isHeld()).toBe(true);
    lease.release();
    expect(lease.isHeld()).toBe(false);
  });
});

describe('request filter', () => {
  const setUpFilter = () => {
    const session = new EventEmitter();
    let onBeforeRequest:
      | ((details: { url: string }, answer: (given: { cancel: boolean }) => void) => void)
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
    expect(setUpFilter().session.emit('will-download', { preventDefault })).toBe(true);
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('cancels requests to addresses outside the permitted schemes', () => {
    const { isCancelled } = setUpFilter();
    expect(
      ['https://example.org/', 'file:///etc/hostname', 'data:text/html,x'].map(isCancelled),
    ).toEqual([true, true, true]);
    expect(['app://kiosk/index.html', 'blob:app://kiosk/1'].map(isCancelled)).toEqual([
      false,
      false,
    ]);
  });
});

describe('isBrowserKey', () => {
  const isBlocked = (name: string, modifiers: Partial<Parameters<typeof isBrowserKey>[0]> = {}) =>
    isBrowserKey({
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

describe('createReloadPolicy', () => {
  it('reloads three times in five minutes and then restarts the app', () => {
    const decide = createReloadPolicy();
    expect([0, 1_000, 2_000].map(decide)).toEqual(['reload', 'reload', 'reload']);
    expect(decide(3_000)).toBe('restart');
  });

  it('resets the count after five minutes', () => {
    const decide = createReloadPolicy();
    [0, 1, 2].map(decide);
    expect(decide(5 * 60_000 + 10)).toBe('reload');
  });
});

describe('createMemoryPictures', () => {
  it('issues random addresses that are invalid after clear', () => {
    const memoryPictures = createMemoryPictures();
    const address = memoryPictures.put(new Uint8Array([1]));
    expect(address).toMatch(/^capture\/[0-9a-f-]{36}$/);
    expect(memoryPictures.get(address)).toEqual(new Uint8Array([1]));
    memoryPictures.clear();
    expect(memoryPictures.get(address)).toBeNull();
  });
});
