// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { createMemoryHistory, createRouter } from 'vue-router';
import { afterEach, describe, expect, it } from 'vitest';
import HomeScreen from '#renderer/features/home/HomeScreen.vue';
import { watchNavigation } from '#renderer/composables/watch-navigation.ts';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountWith, type Mounted } from '#tests/unit/renderer/mount.ts';

const blankScreen = { template: '<p></p>' };
let mounted: Mounted | undefined;
afterEach(() => mounted?.wrapper.unmount());

describe('watchNavigation', () => {
  it('returns true without a navigation, and false during a navigation to a screen that is still loading', async () => {
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [
        { path: '/', name: 'home', component: blankScreen },
        { path: '/slow', name: 'slow', component: () => new Promise<typeof blankScreen>(() => {}) },
      ],
    });
    await router.push('/');
    const stopFirstWatch = watchNavigation(router);
    await flushPromises();
    expect(stopFirstWatch()).toBe(true);
    const stopSecondWatch = watchNavigation(router);
    void router.push('/slow');
    await flushPromises();
    expect(router.currentRoute.value.name).toBe('home');
    expect(stopSecondWatch()).toBe(false);
    // The first watch has ended, so a later navigation does not change its result.
    expect(stopFirstWatch()).toBe(true);
  });
});

describe('New registration on Home', () => {
  it.each([
    ['verification-status', 'verification-status'],
    [null, 'registration'],
  ] as const)(
    'with the screen %s opened before the answer of main, shows %s',
    async (opened, shown) => {
      const fake = createFakeKiosk({ signedIn: true });
      let answer: () => void = () => undefined;
      const answered = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const start: typeof fake.registration.start = async () => {
        await answered;
        return fake.registration.start();
      };
      const kiosk = { ...fake, registration: { ...fake.registration, start } };
      mounted = await mountWith(HomeScreen, kiosk);
      await flushPromises();
      mounted.button('New registration').click();
      if (opened) await mounted.router.push({ name: opened });
      answer();
      await flushPromises();
      expect(mounted.router.currentRoute.value.name).toBe(shown);
    },
  );
});
