// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import DiagnosticsScreen from '#renderer/features/diagnostics/DiagnosticsScreen.vue';
import type { ScreenName } from '#renderer/app/router.ts';
import {
  createFakeKiosk,
  createEmptyRegistration,
  type Scenario,
} from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, type Mounted } from '#tests/unit/renderer/mount.ts';

let mounted: Mounted;
/** Opens Diagnostics from a screen and goes back. @returns the name of the screen that is displayed then. */
const openAndGoBack = async (opener: ScreenName, scenario: Scenario = {}): Promise<unknown> => {
  mounted = await mountInApp(
    DiagnosticsScreen,
    createFakeKiosk({ ...scenario, signedIn: true }),
    'en',
    {},
    [{ name: opener }, { name: 'diagnostics' }],
  );
  mounted.button('Back').click();
  await flushPromises();
  return mounted.router.currentRoute.value.name;
};

describe('DiagnosticsScreen', () => {
  beforeAll(() => {
    const mediaDevices = Object.assign(new EventTarget(), {
      getUserMedia: () => Promise.reject(new DOMException('', 'NotFoundError')),
      enumerateDevices: () => Promise.resolve([]),
    });
    Object.defineProperty(navigator, 'mediaDevices', { value: mediaDevices, configurable: true });
  });
  afterEach(() => mounted.wrapper.unmount());

  it.each(['home', 'setup', 'outbox', 'verification-log', 'settings'] as const)(
    'goes back to the screen that opened it (%s)',
    async (opener) => {
      expect(await openAndGoBack(opener)).toBe(opener);
    },
  );

  it('goes back to a registration that is open', async () => {
    const answers = { 'registration.current': createEmptyRegistration };
    expect(await openAndGoBack('registration', { answers })).toBe('registration');
  });

  it('goes to Home instead of a registration that was put aside meanwhile', async () => {
    expect(await openAndGoBack('registration')).toBe('home');
  });
});
