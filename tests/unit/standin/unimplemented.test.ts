import { EventEmitter } from 'node:events';
import type { App, BrowserWindow } from 'electron';
import { describe, expect, it } from 'vitest';
import { absent, strictPartial } from '#tests/support/standin/strict-partial.ts';
import { createMachine } from '#tests/support/standin/machine.ts';
import { readSettings } from '#tests/support/standin/settings.ts';
import { createSchemeMap, originOf } from '#tests/support/standin/urls.ts';
import { checkWebPreferences } from '#tests/support/standin/web-preferences.ts';

describe('a part of Electron that the stand-in does not implement', () => {
  const emitter = new EventEmitter();
  const app = strictPartial<App>(
    'app',
    { getVersion: () => '1.0.0' },
    { emitter, known: ['ready'] },
  );

  it('throws when a missing member is accessed', () => {
    expect(app.getVersion()).toBe('1.0.0');
    expect(() => app.getFileIcon('x')).toThrow(
      'stand-in: electron.app.getFileIcon is not implemented',
    );
    expect(() => {
      app.badgeCount = 3;
    }).toThrow('stand-in: electron.app.badgeCount = … is not implemented');
  });

  it('throws when a listener for an event that never occurs is added', () => {
    expect(() => app.on('continue-activity', () => undefined)).toThrow(
      "stand-in: electron.app.on('continue-activity') is not implemented",
    );
    let heard = 0;
    expect(
      app.on('ready', () => {
        heard += 1;
      }),
    ).toBe(app);
    emitter.emit('ready');
    expect(heard).toBe(1);
  });

  it('does not throw for names that promises and consoles probe', async () => {
    await expect(Promise.resolve(app)).resolves.toBe(app);
    expect(() => Object.prototype.toString.call(app)).not.toThrow();
  });

  it('throws when a missing class is constructed', () => {
    const Absent = absent<typeof BrowserWindow>('Tray');
    expect(() => new Absent()).toThrow('stand-in: electron.Tray is not implemented');
    expect(() => Absent.getAllWindows()).toThrow(
      'stand-in: electron.Tray.getAllWindows is not implemented',
    );
  });

  it('throws when a native dialog is shown', () => {
    const { dialog } = createMachine(readSettings({}));
    expect(() => dialog.showErrorBox('a', 'b')).toThrow(
      'stand-in: electron.dialog.showErrorBox is not implemented',
    );
  });
});

describe('web preferences', () => {
  it('are accepted when the page is isolated', () => {
    expect(() => {
      checkWebPreferences({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        preload: '/x.cjs',
        devTools: false,
      });
    }).not.toThrow();
    expect(() => {
      checkWebPreferences({});
    }).not.toThrow();
  });

  it.each([
    { sandbox: false },
    { contextIsolation: false },
    { nodeIntegration: true },
    { nodeIntegrationInSubFrames: true },
    { nodeIntegrationInWorker: true },
    { webSecurity: false },
    { webviewTag: true },
    { allowRunningInsecureContent: true },
    { experimentalFeatures: true },
  ])('%o are refused', (preferences) => {
    expect(() => {
      checkWebPreferences(preferences);
    }).toThrow(`stand-in: refuses webPreferences.${Object.keys(preferences)[0] ?? ''}`);
  });

  it('throw when they are unknown', () => {
    expect(() => {
      checkWebPreferences({ enableBlinkFeatures: 'X' });
    }).toThrow('stand-in: electron.webPreferences.enableBlinkFeatures is not implemented');
  });
});

describe('addresses', () => {
  const map = createSchemeMap();
  map.add('app');

  it.each([
    ['app://kiosk/index.html?a=1#b', 'https://kiosk.app.standin.test/index.html?a=1#b'],
    ['app://kiosk', 'https://kiosk.app.standin.test/'],
  ])('%s is shown as %s', (app, browser) => {
    expect(map.toBrowser(app)).toBe(browser);
    expect(map.toApp(browser)).toBe(app === 'app://kiosk' ? 'app://kiosk/' : app);
  });

  it('of other schemes stay as they are', () => {
    for (const url of [
      'http://localhost:5173/x',
      'https://example.org/',
      'file:///etc/passwd',
      'data:text/html,x',
      'other://kiosk/x',
    ]) {
      expect(map.toBrowser(url)).toBe(url);
      expect(map.toApp(url)).toBe(url);
    }
  });

  it('have an origin', () => {
    expect(originOf('app://kiosk/a/b')).toBe('app://kiosk');
    expect(originOf('about:blank')).toBe('null');
  });
});

describe('settings', () => {
  it('refuse invalid values', () => {
    expect(() => readSettings({ STANDIN_WINDOW: 'big' })).toThrow('STANDIN_WINDOW');
    expect(() => readSettings({ STANDIN_CAMERA: '/nowhere.mjpeg' })).toThrow('STANDIN_CAMERA');
    expect(readSettings({ STANDIN_WINDOW: '1920x1080' }).window).toEqual({
      width: 1920,
      height: 1080,
    });
  });
});
