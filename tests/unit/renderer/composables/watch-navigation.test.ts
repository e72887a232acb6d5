// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { createMemoryHistory, createRouter } from 'vue-router';
import { describe, expect, it } from 'vitest';
import { watchNavigation } from '#renderer/composables/watch-navigation.ts';

const blankScreen = { template: '<p></p>' };

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
