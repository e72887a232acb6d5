import { EventEmitter } from 'node:events';
import type { App, BrowserWindow } from 'electron';
import { describe, expect, it } from 'vitest';
import { createAbsentModule, strictPartial } from '#tests/support/standin/strict-partial.ts';
import { createMachine } from '#tests/support/standin/machine.ts';
import { readSettings } from '#tests/support/standin/settings.ts';

describe('a part of Electron that the stand-in does not implement', () => {
  const emitter = new EventEmitter();
  const app = strictPartial<App>(
    'app',
    { getVersion: () => '1.0.0' },
    { emitter, knownEvents: ['ready'] },
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
    const Absent = createAbsentModule<typeof BrowserWindow>('Tray');
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
