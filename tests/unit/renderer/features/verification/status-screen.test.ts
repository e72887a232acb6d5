// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { useHandover } from '#renderer/features/verification/handover.ts';
import VerificationLogScreen from '#renderer/features/verification/VerificationLogScreen.vue';
import VerificationStatusScreen from '#renderer/features/verification/VerificationStatusScreen.vue';
import { createFakeKiosk, type Scenario } from '../../fake-kiosk.ts';
import { mountWith, nameOf, type } from '../../mount.ts';

const ask = async (scenario: Scenario) => {
  const kiosk = createFakeKiosk({ signedIn: true, ...scenario });
  const mounted = await mountWith(VerificationStatusScreen, kiosk);
  type(mounted.input('Mobile number'), '০১৩০০০০৫৬৭৮');
  await mounted.wrapper.find('form').trigger('submit');
  await flushPromises();
  return { ...mounted, kiosk };
};
const names = (): string[] => Array.from(document.querySelectorAll('button'), nameOf);
const verdict = (): string => document.querySelector('.verdict')?.textContent.replace(/\s+/g, ' ') ?? '';

describe('verification status', () => {
  afterEach(() => document.body.replaceChildren());

  it.each([
    ['passed', 'Passed', false],
    ['failed', 'Not passed', true],
    ['pending', 'Pending', false],
    ['invalid', 'Invalid', true],
    ['other', 'Still in progress', false],
  ] as const)('says %s as "%s"; offers to register again: %s', async (word, shown, curable) => {
    await ask({ verdict: word });
    expect(verdict()).toContain(shown);
    expect(names().includes('Correct and register again')).toBe(curable);
  });

  it('shows the own word of the service when it is none of ours', async () => {
    await ask({ verdict: 'other' });
    expect(verdict()).toContain('ec_requested');
  });

  it('starts a new registration to correct it', async () => {
    const { button, router } = await ask({ verdict: 'invalid' });
    button('Correct and register again').click();
    await flushPromises();
    expect(router.currentRoute.value.name).toBe('registration');
  });

  it('shows a failure with the words of the service, and asks again on request', async () => {
    const { kiosk, button } = await ask({ failing: { 'verification.status': { code: 'SVC-NOT-FOUND', service: 'No such customer.' } } });
    expect(document.querySelector('[role="alert"]')?.textContent).toContain('No such customer.');
    kiosk.fail('verification.status', null);
    button('Try again').click();
    await flushPromises();
    expect(verdict()).toContain('Not passed');
  });
});

describe('verification log', () => {
  afterEach(() => document.body.replaceChildren());

  it('opens the status with the mobile number of the row, once', async () => {
    const { router, wrapper } = await mountWith(VerificationLogScreen, createFakeKiosk({ signedIn: true }));
    await flushPromises();
    await wrapper.find('tbody tr').trigger('click');
    await flushPromises();
    expect(router.currentRoute.value.name).toBe('verification-status');
    expect(router.currentRoute.value.fullPath).not.toMatch(/\d/);
    const handover = useHandover();
    expect(handover.take()).toBe('01300000100');
    expect(handover.take()).toBe('');
  });

  it('has four tabs and asks for the chosen one', async () => {
    const kiosk = createFakeKiosk({ signedIn: true });
    const { wrapper } = await mountWith(VerificationLogScreen, kiosk);
    const tabs = wrapper.findAll('[role="tab"]');
    expect(tabs.map((tab) => tab.text())).toEqual(['Passed', 'Failed', 'Pending', 'All']);
    await tabs[2]?.trigger('click');
    await flushPromises();
    expect(kiosk.asked.at(-1)?.input).toEqual({ filter: 'pending', page: 1 });
    expect(tabs[2]?.attributes('aria-selected')).toBe('true');
  });
});
