import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPermissionGranted } from '#main/window/permissions.ts';

/** All permission names in Electron's type definitions. */
const readPermissionNames = (): string[] => {
  const types = readFileSync(
    path.resolve(import.meta.dirname, '../../../../node_modules/electron/electron.d.ts'),
    'utf8',
  );
  const signatures = [
    ...types.matchAll(
      /setPermission(?:Request|Check)Handler\(handler: .*?permission: ([^,)]+)[,)]/g,
    ),
  ];
  return [
    ...new Set(
      signatures.flatMap((signature) =>
        [...(signature[1] ?? '').matchAll(/'([^']+)'/g)].map((name) => name[1] ?? ''),
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

describe('isPermissionGranted', () => {
  it('grants only video, and only during a camera lease', () => {
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
  ])('refuses %s', (_case, overrides) => {
    expect(isPermissionGranted({ ...CAMERA_REQUEST, ...overrides }, 'app://kiosk', true)).toBe(
      false,
    );
  });

  it('recognises the origin without a path, as permission checks send it', () => {
    expect(
      isPermissionGranted({ ...CAMERA_REQUEST, requester: 'app://kiosk' }, 'app://kiosk', true),
    ).toBe(true);
  });
});
