import { describe, expect, it } from 'vitest';
import { createSchemeMap, originOf } from '#tests/support/standin/urls.ts';

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
