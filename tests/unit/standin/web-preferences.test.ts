import { describe, expect, it } from 'vitest';
import { checkWebPreferences } from '#tests/support/standin/web-preferences.ts';

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
