// @vitest-environment happy-dom
/** Tests the consent during Review: who can give it, what withdraws it, and the evidence that is submitted. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { consentHash } from '#main/record/consent.ts';
import RegistrationScreen from '#renderer/features/registration/RegistrationScreen.vue';
import { SEEN_AFTER_MS } from '#renderer/ui/use-seen.ts';
import type { ConsentView } from '#shared/domain/consent.ts';
import { createFakeKiosk, type FakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, type Mounted } from '#tests/unit/renderer/mount.ts';

let mounted: Mounted;
let kiosk: FakeKiosk;

beforeEach(async () => {
  vi.useFakeTimers({
    toFake: [
      'setTimeout',
      'clearTimeout',
      'performance',
      'Date',
      'requestAnimationFrame',
      'cancelAnimationFrame',
    ],
  });
  kiosk = createFakeKiosk({ signedIn: true, registration: { stage: 'complete', step: 'review' } });
  mounted = await mountInApp(RegistrationScreen, kiosk);
  await flushPromises();
  await advanceTime(SEEN_AFTER_MS + 100);
});
afterEach(() => {
  mounted.wrapper.unmount();
  document.body.replaceChildren();
  vi.useRealTimers();
});

const advanceTime = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
  await flushPromises();
};
const getConsentBox = (): HTMLInputElement =>
  document.querySelector<HTMLInputElement>('.consent input[type=checkbox]')!;
const fetchRegistration = async () => {
  const view = await kiosk.registration.current();
  if (!view.ok || !view.data) throw new Error('nothing is open');
  return view.data;
};
const computeHash = (locale: 'en' | 'bn'): string => {
  const { state } = mounted.store;
  return consentHash({ consent: state!.consent, location: state!.location }, locale);
};
const submitAndGetConsent = async (): Promise<unknown> => {
  mounted.button('Submit').click();
  // The hash is computed outside the fake clock.
  await vi.waitFor(() =>
    expect(kiosk.calls.some(({ name }) => name === 'registration.submit')).toBe(true),
  );
  const call = kiosk.calls.find(({ name }) => name === 'registration.submit');
  return (call?.input as { consent: unknown }).consent;
};
const sendCustomerAnswer = async (consent: ConsentView | null): Promise<void> => {
  kiosk.emit('customer-answer', { id: (await fetchRegistration()).id, consent });
  await flushPromises();
};
const createDisplayConsent = (locale: 'en' | 'bn'): ConsentView => ({
  textVersion: '1',
  textHash: computeHash(locale),
  locale,
  at: Date.now(),
  by: 'customer-display',
  shownMs: 7_000,
});

describe('consent during Review', () => {
  it('is submitted with the hash of the text, who marked it, and how long the text was shown', async () => {
    await advanceTime(4_000);
    getConsentBox().click();
    await advanceTime(2_000);
    const consent = (await submitAndGetConsent()) as { ageMs: number };
    expect(consent).toEqual({
      textVersion: mounted.store.state?.consent.version,
      textHash: computeHash('en'),
      locale: 'en',
      by: 'clerk',
      shownMs: SEEN_AFTER_MS + 4_100,
      ageMs: expect.any(Number) as unknown,
    });
    // Waiting for the submission advances the fake clock.
    expect(consent.ageMs).toBeGreaterThanOrEqual(2_000);
    expect(consent.ageMs).toBeLessThan(3_000);
  });

  it('is withdrawn when its language or a value changes', async () => {
    getConsentBox().click();
    await flushPromises();
    expect(getConsentBox().checked).toBe(true);
    document.querySelector<HTMLInputElement>('.consent input[value=bn]')?.click();
    await flushPromises();
    expect(getConsentBox().checked).toBe(false);
    await advanceTime(SEEN_AFTER_MS + 100);
    getConsentBox().click();
    await flushPromises();
    expect(getConsentBox().checked).toBe(true);
    const view = await fetchRegistration();
    const nominee = { ...view.fields.nominee, value: 'Another' };
    kiosk.emit('registration', { ...view, fields: { ...view.fields, nominee } });
    await flushPromises();
    expect(getConsentBox().checked).toBe(false);
  });

  it('is given by the customer on the page that F7 opens', async () => {
    window.dispatchEvent(new KeyboardEvent('keydown', { code: 'F7', key: 'F7' }));
    await flushPromises();
    window.dispatchEvent(new KeyboardEvent('keyup', { code: 'F7', key: 'F7' }));
    const agree = mounted.button('I agree');
    // An early press may have been meant for the previous page, so it is ignored.
    agree.click();
    await flushPromises();
    expect(getConsentBox().checked).toBe(false);
    await advanceTime(3_000);
    agree.click();
    await flushPromises();
    expect(getConsentBox().checked).toBe(true);
    expect(document.querySelector('[data-consent-by]')?.textContent).toContain('on this screen');
    expect(await submitAndGetConsent()).toMatchObject({ by: 'customer-screen', shownMs: 3_000 });
  });

  it('is given and withdrawn by the customer on their own display', async () => {
    await sendCustomerAnswer(createDisplayConsent('bn'));
    expect(getConsentBox().checked).toBe(true);
    expect(document.querySelector('[data-consent-by]')?.textContent).toContain('their own display');
    await sendCustomerAnswer(null);
    expect(getConsentBox().checked).toBe(false);
    expect(document.querySelector('[data-reported]')).not.toBeNull();
    await sendCustomerAnswer(createDisplayConsent('bn'));
    expect(document.querySelector('[data-reported]')).toBeNull();
    expect(await submitAndGetConsent()).toMatchObject({
      by: 'customer-display',
      locale: 'bn',
      textHash: computeHash('bn'),
      shownMs: 7_000,
    });
  });

  it('ignores an answer about another registration', async () => {
    kiosk.emit('customer-answer', {
      id: '00000000-0000-4000-8000-000000000099',
      consent: createDisplayConsent('en'),
    });
    await flushPromises();
    expect(getConsentBox().checked).toBe(false);
  });

  it('reports to the customer’s display when Review opens and when it closes', async () => {
    const listShowCalls = () => kiosk.calls.filter(({ name }) => name === 'customer.show');
    expect(listShowCalls().at(-1)?.input).toMatchObject({
      locale: mounted.store.locale,
      consentLocale: 'en',
      given: false,
    });
    getConsentBox().click();
    await flushPromises();
    expect(listShowCalls().at(-1)?.input).toMatchObject({ given: true });
    mounted.button('Back').click();
    await flushPromises();
    expect(kiosk.calls.some(({ name }) => name === 'customer.hide')).toBe(true);
  });
});
