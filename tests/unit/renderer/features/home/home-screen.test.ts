// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import HomeScreen from '#renderer/features/home/HomeScreen.vue';
import { createFakeKiosk, type FakeKiosk, type Scenario } from '../../fake-kiosk.ts';
import { mountWith, nameOf, type Mounted } from '../../mount.ts';

const home = async (scenario: Scenario = {}, locale: 'en' | 'bn' = 'en'): Promise<Mounted & { kiosk: FakeKiosk }> => {
  const kiosk = createFakeKiosk({ signedIn: true, ...scenario });
  const mounted = await mountWith(HomeScreen, kiosk, locale);
  await flushPromises();
  return { ...mounted, kiosk };
};
const press = async (button: HTMLElement): Promise<void> => {
  button.click();
  await flushPromises();
};

describe('the counter', () => {
  afterEach(() => document.body.replaceChildren());

  it('offers what exists, under these names', async () => {
    await home();
    const names = Array.from(document.querySelectorAll('button'), nameOf);
    expect(names).toEqual(['New registration', 'Check now', 'Open', 'Retry', 'Verification status', 'Verification log', 'Sign out']);
    expect(document.querySelector('h1')?.textContent).toBe('Counter');
  });

  it('enters the registration only when there is one', async () => {
    const { button, router, kiosk } = await home({ failing: { 'registration.start': { code: 'STORE-FULL' } } });
    await press(button('New registration'));
    expect(router.currentRoute.value.name).not.toBe('registration');
    expect(document.querySelector('[role="alert"]')?.textContent).toContain('disk is full');
    kiosk.fail('registration.start', null);
    await press(button('New registration'));
    expect(router.currentRoute.value.name).toBe('registration');
  });

  it('asks about an unknown outcome and never sends it again', async () => {
    const { button, kiosk } = await home();
    await press(button('Check now'));
    const names = kiosk.asked.map(({ name }) => name);
    expect(names).toContain('registration.checkNow');
    expect(names).not.toContain('registration.retry');
    expect(document.body.textContent).not.toContain('Unknown');
  });

  it('opens what failed and retries what waits', async () => {
    const { button, kiosk, router } = await home();
    await press(button('Retry'));
    expect(kiosk.asked.some(({ name }) => name === 'registration.retry')).toBe(true);
    await press(button('Open'));
    expect(kiosk.asked.some(({ name }) => name === 'registration.open')).toBe(true);
    expect(router.currentRoute.value.name).toBe('registration');
  });

  it('writes numbers in the digits of the language and NIDs in Latin ones', async () => {
    await home({}, 'bn');
    expect(document.querySelector('.nums')?.textContent).toContain('৩৭');
    expect(document.querySelector('.att')?.textContent).toContain('012•••••89');
  });

  it('warns before signing out, and does not when the clerk stays', async () => {
    const { button, kiosk } = await home();
    await press(button('Sign out'));
    expect(document.querySelector('dialog')?.textContent).toContain('every machine');
    await press(button('Stay signed in'));
    expect(document.querySelector('dialog')?.open).toBe(false);
    expect(kiosk.asked.some(({ name }) => name === 'session.signOut')).toBe(false);
  });

  it('says when the key store or the store of registrations is in trouble', async () => {
    await home({ keychain: 'unavailable', storeNotice: 'STORE-DAMAGED' });
    const alerts = Array.from(document.querySelectorAll('[role="alert"]'), (alert) => alert.textContent);
    expect(alerts.some((text) => text.includes('STORE-DAMAGED'))).toBe(true);
    expect(alerts.some((text) => text.includes('KEY-UNAVAILABLE'))).toBe(true);
  });
});
