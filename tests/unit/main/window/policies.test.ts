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
const everyPermission = (): string[] => {
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

const ASKING = {
  permission: 'media',
  requester: 'app://kiosk/index.html',
  isMainFrame: true,
  mediaTypes: ['video'],
};

describe('permission handlers', () => {
  it('grant video only, and only during a camera lease', () => {
    const words = everyPermission();
    expect(words.length).toBeGreaterThan(20);
    const granted = words.filter((permission) =>
      isPermissionGranted({ ...ASKING, permission }, 'app://kiosk', true),
    );
    expect(granted).toEqual(['media']);
    expect(
      words.filter((permission) =>
        isPermissionGranted({ ...ASKING, permission }, 'app://kiosk', false),
      ),
    ).toEqual([]);
  });

  it.each([
    ['sound', { mediaTypes: ['audio'] }],
    ['sound with the picture', { mediaTypes: ['video', 'audio'] }],
    ['nothing in particular', { mediaTypes: [] }],
    ['another origin', { requester: 'https://example.org/' }],
    ['an origin that only begins like ours', { requester: 'app://kiosk.example.org/' }],
    ['a frame', { isMainFrame: false }],
  ])('refuses %s', (_what, change) => {
    expect(isPermissionGranted({ ...ASKING, ...change }, 'app://kiosk', true)).toBe(false);
  });

  it('recognise the origin without a path, as permission checks send it', () => {
    expect(isPermissionGranted({ ...ASKING, requester: 'app://kiosk' }, 'app://kiosk', true)).toBe(
      true,
    );
  });

  it('ends with the lease', () => {
    const lease = createCameraLease();
    expect(lease.isHeld()).toBe(false);
    lease.take('photo');
    expect(lease.isHeld()).toBe(true);
    lease.release();
    expect(lease.isHeld()).toBe(false);
  });
});

describe('request filter', () => {
  const fence = () => {
    const session = new EventEmitter();
    let before:
      | ((details: { url: string }, answer: (given: { cancel: boolean }) => void) => void)
      | undefined;
    const webRequest = {
      onBeforeRequest: (listen: typeof before) => {
        before = listen;
      },
    };
    installRequestFilter(Object.assign(session, { webRequest }) as unknown as Session, [
      'app://',
      'blob:',
    ]);
    const isCancelled = (url: string): boolean | undefined => {
      let cancelled: boolean | undefined;
      before?.({ url }, ({ cancel }) => {
        cancelled = cancel;
      });
      return cancelled;
    };
    return { session, isCancelled };
  };

  it('denies every download without a save dialog', () => {
    const preventDefault = vi.fn();
    expect(fence().session.emit('will-download', { preventDefault })).toBe(true);
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('cancels requests to foreign addresses', () => {
    const { isCancelled } = fence();
    expect(
      ['https://example.org/', 'file:///etc/hostname', 'data:text/html,x'].map(isCancelled),
    ).toEqual([true, true, true]);
    expect(['app://kiosk/index.html', 'blob:app://kiosk/1'].map(isCancelled)).toEqual([
      false,
      false,
    ]);
  });
});

describe('browser shortcuts', () => {
  const key = (name: string, modifiers: Partial<Parameters<typeof isBrowserKey>[0]> = {}) =>
    isBrowserKey({
      key: name,
      code: '',
      control: false,
      meta: false,
      alt: false,
      shift: false,
      ...modifiers,
    });

  it.each(['F5', 'F11', 'F12', 'BrowserBack'])('%s does nothing', (name) => {
    expect(key(name)).toBe(true);
  });

  it.each(['r', 'p', 'w', '+', '-', '0'])('Ctrl %s does nothing', (name) => {
    expect(key(name, { control: true })).toBe(true);
  });

  it("leaves the app's shortcuts and layout switches alone", () => {
    for (const name of ['F2', 'F3', 'F4', 'F6', 'F7', 'F8', 'F9']) expect(key(name)).toBe(false);
    for (const name of ['l', 'd', 'Enter', '1', '4', 'c', 'v', 'x', 'z', 'a'])
      expect(key(name, { control: true })).toBe(false);
    expect(key('b', { control: true, alt: true })).toBe(false);
    expect(key('1', { alt: true })).toBe(false);
  });

  it.each([
    ['র', 'KeyR'],
    ['প', 'KeyP'],
    ['ো', 'KeyW'],
    ['০', 'Digit0'],
    ['+', 'NumpadAdd'],
    ['-', 'Minus'],
    ['0', 'Numpad0'],
  ])('Ctrl %s on a Bangla layout (%s) does nothing', (name, code) => {
    expect(key(name, { code, control: true })).toBe(true);
  });

  it('blocks both the letter and the position when a layout moved the key', () => {
    expect(key('r', { code: 'KeyP', control: true })).toBe(true);
    expect(key('ি', { code: 'KeyI', control: true, shift: true })).toBe(true);
  });

  it('permits AltGr, which arrives as Ctrl+Alt', () => {
    for (const code of ['KeyR', 'KeyP', 'KeyW', 'Digit0', 'KeyS', 'Minus'])
      expect(key('ৎ', { code, control: true, alt: true }), code).toBe(false);
    expect(key('F5', { code: 'F5', control: true, alt: true })).toBe(true);
  });

  it('permits plain typing', () => {
    for (const code of ['KeyR', 'Digit0', 'Minus', 'Home', 'ArrowLeft'])
      expect(key('x', { code }), code).toBe(false);
  });
});

describe('page crash recovery', () => {
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

describe('pictures in memory', () => {
  it('issues opaque addresses that expire with it', () => {
    const memoryPictures = createMemoryPictures();
    const address = memoryPictures.put(new Uint8Array([1]));
    expect(address).toMatch(/^capture\/[0-9a-f-]{36}$/);
    expect(memoryPictures.get(address)).toEqual(new Uint8Array([1]));
    memoryPictures.clear();
    expect(memoryPictures.get(address)).toBeNull();
  });
});
