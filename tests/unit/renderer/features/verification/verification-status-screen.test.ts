// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { defineComponent, h } from 'vue';
import { useSelectedLogEntry } from '#renderer/features/verification/selected-log-entry.ts';
import VerificationStatusScreen from '#renderer/features/verification/VerificationStatusScreen.vue';
import { createFakeKiosk, type Scenario } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, accessibleNameOf, typeInto } from '#tests/unit/renderer/mount.ts';

const requestStatus = async (scenario: Scenario) => {
  const kiosk = createFakeKiosk({ signedIn: true, ...scenario });
  const mounted = await mountInApp(VerificationStatusScreen, kiosk);
  typeInto(mounted.input('Mobile number'), '০১৩০০০০৫৬৭৮');
  await mounted.wrapper.find('form').trigger('submit');
  await flushPromises();
  return { ...mounted, kiosk };
};
const listButtonNames = (): string[] =>
  Array.from(document.querySelectorAll('button'), accessibleNameOf);
const readVerdict = (): string =>
  document.querySelector('[data-verdict]')?.textContent.replace(/\s+/g, ' ') ?? '';

describe('VerificationStatusScreen', () => {
  afterEach(() => document.body.replaceChildren());

  it.each([
    ['passed', 'Passed', false],
    ['verification-failed', 'Not passed', true],
    ['pending', 'Pending', false],
    ['invalid', 'Invalid', true],
    ['other', 'Still in progress', false],
  ] as const)(
    'shows %s as "%s" and offers a new registration: %s',
    async (result, verdictText, canRegisterAgain) => {
      await requestStatus({ verdict: result });
      expect(readVerdict()).toContain(verdictText);
      expect(listButtonNames().includes('Correct and register again')).toBe(canRegisterAgain);
    },
  );

  it('finds the customer of a reference, and queries the status by mobile number', async () => {
    const kiosk = createFakeKiosk({
      signedIn: true,
      answers: {
        'verification.customer': () => ({ mobile: '01300001234', nid: '0954406995' }),
      },
    });
    const { wrapper, input } = await mountInApp(VerificationStatusScreen, kiosk);
    typeInto(input('Mobile number'), '০১৪২-৩-০০০১');
    await wrapper.find('form').trigger('submit');
    await flushPromises();
    expect(kiosk.calls.filter(({ name }) => name.startsWith('verification.'))).toEqual([
      { name: 'verification.customer', input: { reference: '0142-3-0001' } },
      { name: 'verification.status', input: { mobile: '01300001234' } },
    ]);
    expect(input('Mobile number').value).toBe('01300-001234');
    expect(document.body.textContent).toContain('Customer of 0142-3-0001');
    expect(readVerdict()).toContain('Not passed');
    // After another number was typed, the reference is no longer displayed.
    typeInto(input('Mobile number'), '01300005678');
    await flushPromises();
    expect(document.body.textContent).not.toContain('Customer of');
  });

  it('ignores the customer of a reference that arrives after another number was submitted', async () => {
    let answerCustomer: (customer: { mobile: string; nid: string }) => void = () => undefined;
    const kiosk = createFakeKiosk({
      signedIn: true,
      verdict: 'passed',
      answers: {
        'verification.customer': () =>
          new Promise((resolve) => {
            answerCustomer = resolve;
          }),
      },
    });
    const { wrapper, input } = await mountInApp(VerificationStatusScreen, kiosk);
    typeInto(input('Mobile number'), '0142-3-0001');
    await wrapper.find('form').trigger('submit');
    await flushPromises();
    typeInto(input('Mobile number'), '01300005678');
    await wrapper.find('form').trigger('submit');
    await flushPromises();
    answerCustomer({ mobile: '01300001234', nid: '0954406995' });
    await flushPromises();
    expect(input('Mobile number').value.replaceAll('-', '')).toBe('01300005678');
    expect(document.body.textContent).not.toContain('Customer of');
    expect(readVerdict()).toContain('Passed');
    expect(kiosk.calls.filter(({ name }) => name === 'verification.status')).toHaveLength(1);
  });

  it('ignores a status that arrives after an invalid number was submitted', async () => {
    let answerCustomer: (customer: { mobile: string; nid: string }) => void = () => undefined;
    const kiosk = createFakeKiosk({
      signedIn: true,
      answers: {
        'verification.customer': () =>
          new Promise((resolve) => {
            answerCustomer = resolve;
          }),
      },
    });
    const { wrapper, input } = await mountInApp(VerificationStatusScreen, kiosk);
    typeInto(input('Mobile number'), '0142-3-0001');
    await wrapper.find('form').trigger('submit');
    await flushPromises();
    typeInto(input('Mobile number'), '013');
    await wrapper.find('form').trigger('submit');
    answerCustomer({ mobile: '01300001234', nid: '0954406995' });
    await flushPromises();
    expect(readVerdict()).toBe('');
    expect(input('Mobile number').value).toBe('013');
  });

  it("shows an unknown verdict with the service's word", async () => {
    await requestStatus({ verdict: 'other' });
    expect(readVerdict()).toContain('ec_requested');
  });

  it('starts a new registration for a correction', async () => {
    const { button, router } = await requestStatus({ verdict: 'invalid' });
    button('Correct and register again').click();
    await flushPromises();
    expect(router.currentRoute.value.name).toBe('registration');
  });

  it("shows a failure with the service's message and retries on request", async () => {
    const { kiosk, button } = await requestStatus({
      failures: { 'verification.status': { code: 'SVC-NOT-FOUND', service: 'No such customer.' } },
    });
    expect(document.querySelector('[role="alert"]')?.textContent).toContain('No such customer.');
    kiosk.fail('verification.status', null);
    button('Try again').click();
    await flushPromises();
    expect(readVerdict()).toContain('Not passed');
  });
});

describe('VerificationStatusScreen customer', () => {
  afterEach(() => document.body.replaceChildren());

  const openFromLog = async (nid: string) => {
    const kiosk = createFakeKiosk({ signedIn: true, verdict: 'passed' });
    const Opened = defineComponent({
      setup: () => {
        useSelectedLogEntry().setEntry('01300005678', nid);
        return () => h(VerificationStatusScreen);
      },
    });
    const mounted = await mountInApp(Opened, kiosk);
    await flushPromises();
    return mounted;
  };

  it('shows name and NID', async () => {
    await requestStatus({ verdict: 'passed' });
    expect(readVerdict()).toContain('MD. EXAMPLE MIA');
    expect(readVerdict()).toContain('0123456789012');
  });

  it('shows no person when the service names none', async () => {
    await requestStatus({ verdict: 'pending' });
    expect(readVerdict()).toContain('The service does not say which customer this is.');
  });

  it('shows no person and no EC verdict when the service has no customer with the number', async () => {
    await requestStatus({ verdict: 'not-found' });
    expect(readVerdict()).toContain('Not found');
    expect(readVerdict()).not.toContain('EC');
    expect(document.querySelector('table')).toBe(null);
  });

  it.each([
    ['0123456789013', true],
    ['0123456789012', false],
    ['19840123456789012', false],
    // A smart card's number is of another scheme and cannot be compared.
    ['0123456789', false],
  ])(
    'warns of another customer than that of the log entry with NID %s: %s',
    async (nid, isOtherCustomer) => {
      await openFromLog(nid);
      expect(
        document.body.textContent.includes('another customer with the same mobile number'),
      ).toBe(isOtherCustomer);
    },
  );
});
