// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { en } from '#renderer/i18n/en/index.ts';
import SignInForm from '#renderer/features/sign-in/SignInForm.vue';
import { createFakeKiosk, type FakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, typeInto, type Mounted } from '#tests/unit/renderer/mount.ts';

const submitForm = async (mounted: Mounted): Promise<void> => {
  await mounted.wrapper.find('form').trigger('submit');
  await flushPromises();
};
const requestOtp = async (kiosk: FakeKiosk, locale: 'en' | 'bn' = 'en'): Promise<Mounted> => {
  const mounted = await mountInApp(SignInForm, kiosk, locale);
  typeInto(mounted.input(locale === 'en' ? 'Mobile number' : 'মোবাইল নম্বর'), '01300000042');
  await submitForm(mounted);
  return mounted;
};
const alertText = (): string => document.querySelector('[role="alert"]')?.textContent ?? '';
const countOtpRequests = (kiosk: FakeKiosk): number =>
  kiosk.calls.filter(({ name }) => name === 'session.requestOtp').length;
const advanceTime = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
  await flushPromises();
};

describe('SignInForm', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 4, 12, 4, 42) }));
  afterEach(() => {
    vi.useRealTimers();
    document.body.replaceChildren();
  });

  it.each(['01300000042', '০১৩০০০০০০৪২', '+880 1300-000042'])(
    'accepts the mobile number typed as %s',
    async (typed) => {
      const kiosk = createFakeKiosk();
      const mounted = await mountInApp(SignInForm, kiosk);
      typeInto(mounted.input('Mobile number'), typed);
      await submitForm(mounted);
      expect(kiosk.calls.find(({ name }) => name === 'session.requestOtp')?.input).toEqual({
        mobile: '01300000042',
      });
      expect(mounted.input('OTP')).toBeDefined();
    },
  );

  it('explains an invalid number without calling the service', async () => {
    const kiosk = createFakeKiosk();
    const mounted = await mountInApp(SignInForm, kiosk);
    typeInto(mounted.input('Mobile number'), '0130000004');
    await submitForm(mounted);
    expect(alertText()).toBe('10 digits. A mobile number has 11: check it.');
    typeInto(mounted.input('Mobile number'), '02300000042');
    await submitForm(mounted);
    expect(alertText()).toContain('013 to 019');
    expect(countOtpRequests(kiosk)).toBe(0);
  });

  it.each([
    [
      'OTP-UNKNOWN',
      'No agent with this mobile number.',
      'The service knows no clerk with this number.',
    ],
    ['OTP-REFUSED', 'The SMS could not be sent.', 'The service did not send a code.'],
  ] as const)("shows %s with the service's message", async (code, service, cause) => {
    const mounted = await mountInApp(
      SignInForm,
      createFakeKiosk({ failures: { 'session.requestOtp': { code, service } } }),
    );
    typeInto(mounted.input('Mobile number'), '01300000042');
    await submitForm(mounted);
    for (const expectedText of [cause, service, code])
      expect(document.querySelector('form')?.textContent).toContain(expectedText);
    expect(mounted.input('Mobile number').value).toBe('01300000042');
  });

  it("shows a disabled account with the service's message and not as a wrong OTP", async () => {
    const service = 'This account is disabled.';
    const mounted = await requestOtp(
      createFakeKiosk({ failures: { 'session.verifyOtp': { code: 'SIGN-IN-REFUSED', service } } }),
    );
    typeInto(mounted.input('OTP'), '704123');
    await submitForm(mounted);
    const text = document.querySelector('form')?.textContent ?? '';
    expect(text).toContain('The service does not let you sign in.');
    expect(text).toContain(service);
    expect(text).not.toContain('wrong');
  });

  it.each(['NET-DNS', 'NET-REFUSED', 'NET-CONNECT-TIMEOUT', 'NET-GATEWAY'] as const)(
    'does not advise continuing offline after %s',
    async (code) => {
      const mounted = await mountInApp(
        SignInForm,
        createFakeKiosk({ failures: { 'session.requestOtp': { code } } }),
      );
      typeInto(mounted.input('Mobile number'), '01300000042');
      await submitForm(mounted);
      const text = document.querySelector('form')?.textContent ?? '';
      expect(text).toContain('Signing in requires the service.');
      expect(text).not.toContain(en.errors[code].remedy);
    },
  );

  it.each([
    ['NET-TLS', 'Check the date and time of this computer'],
    ['NET-PROXY', 'Nothing was sent.'],
    ['NET-PROXY-AUTH', 'the proxy must let this computer reach the service'],
  ] as const)('shows after %s the remedy of that error', async (code, remedy) => {
    const mounted = await mountInApp(
      SignInForm,
      createFakeKiosk({ failures: { 'session.requestOtp': { code } } }),
    );
    typeInto(mounted.input('Mobile number'), '01300000042');
    await submitForm(mounted);
    expect(document.querySelector('form')?.textContent).toContain(remedy);
  });

  it.each([-2 * 3_600_000, 3_600_000])(
    "counts down the OTP's three minutes when the system clock moves by %i ms",
    async (clockChangeMs) => {
      const kiosk = createFakeKiosk();
      await requestOtp(kiosk);
      vi.setSystemTime(Date.now() + clockChangeMs);
      await advanceTime(60_000);
      expect(document.querySelector('[role="timer"]')?.textContent).toMatch(/(2:00|1:59)/);
      await advanceTime(121_000);
      expect(document.querySelector('[role="timer"]')?.textContent).toContain('0:00');
    },
  );

  it('verifies with the number to which the OTP was sent, and accepts Bangla digits', async () => {
    const kiosk = createFakeKiosk();
    const mounted = await requestOtp(kiosk);
    typeInto(mounted.input('OTP'), ' ৭০৪ ১২৩ ');
    await submitForm(mounted);
    expect(kiosk.calls.find(({ name }) => name === 'session.verifyOtp')?.input).toEqual({
      mobile: '01300000042',
      otp: '704123',
    });
    expect(mounted.store.session?.signedIn).toBe(true);
  });

  it('shows the remaining time, and rejects the OTP after three minutes', async () => {
    const kiosk = createFakeKiosk();
    const mounted = await requestOtp(kiosk);
    const readRemainingTime = (): string => mounted.wrapper.find('[role="timer"]').text();
    expect(readRemainingTime()).toBe('3:00 left');
    await advanceTime(19_000);
    expect(readRemainingTime()).toBe('2:41 left');
    await advanceTime(161_000);
    expect(readRemainingTime()).toBe('0:00 left');
    expect(alertText()).toBe('The code has expired. Request a new one.');
    expect(mounted.button('Verify').getAttribute('aria-disabled')).toBe('true');
    typeInto(mounted.input('OTP'), '704123');
    await submitForm(mounted);
    expect(kiosk.calls.some(({ name }) => name === 'session.verifyOtp')).toBe(false);
  });

  it('disables "Resend OTP" for thirty seconds without changing its name', async () => {
    const kiosk = createFakeKiosk();
    const mounted = await requestOtp(kiosk);
    const resend = mounted.button('Resend OTP');
    expect(resend.getAttribute('aria-disabled')).toBe('true');
    expect(resend.textContent).toContain('in 0:30');
    resend.click();
    await flushPromises();
    expect(countOtpRequests(kiosk)).toBe(1);
    await advanceTime(30_000);
    expect(mounted.button('Resend OTP').getAttribute('aria-disabled')).toBeNull();
    mounted.button('Resend OTP').click();
    await advanceTime(0);
    expect(countOtpRequests(kiosk)).toBe(2);
    expect(mounted.wrapper.find('[role="timer"]').text()).toBe('3:00 left');
  });

  it('keeps the typed number and OTP when the OTP is wrong', async () => {
    const kiosk = createFakeKiosk({ failures: { 'session.verifyOtp': { code: 'OTP-WRONG' } } });
    const mounted = await requestOtp(kiosk);
    typeInto(mounted.input('OTP'), '704123');
    await submitForm(mounted);
    expect(alertText()).toBe(
      'This code is wrong or has expired. Check the last SMS, or resend the code.\u00a0OTP-WRONG',
    );
    expect(mounted.input('OTP').value).toBe('704123');
    mounted.button('Change number').click();
    await flushPromises();
    expect(mounted.input('Mobile number').value).toBe('01300000042');
  });

  it('tells the clerk to request a new OTP when the response to the OTP was lost', async () => {
    const kiosk = createFakeKiosk({ failures: { 'session.verifyOtp': { code: 'NET-TIMEOUT' } } });
    const mounted = await requestOtp(kiosk);
    typeInto(mounted.input('OTP'), '704123');
    await submitForm(mounted);
    expect(alertText()).toContain('Request a new one.');
    expect(alertText()).toContain('NET-TIMEOUT');
    expect(mounted.button('Resend OTP').getAttribute('aria-disabled')).toBeNull();
  });

  it("shows any other failure with cause, remedy, error code and the service's message", async () => {
    const kiosk = createFakeKiosk({
      failures: { 'session.requestOtp': { code: 'SVC-BROKEN', service: 'Internal trouble' } },
    });
    const mounted = await requestOtp(kiosk);
    for (const expectedText of [
      'The service has a fault.',
      'try again',
      'Internal trouble',
      'SVC-BROKEN',
    ]) {
      expect(alertText()).toContain(expectedText);
    }
    expect(mounted.input('Mobile number').value).toBe('01300000042');
  });

  it('starts with the number of the clerk whose session has ended', async () => {
    const mounted = await mountInApp(
      SignInForm,
      createFakeKiosk({ endedSessionMobile: '01300000042' }),
    );
    expect(mounted.input('Mobile number').value).toBe('01300000042');
  });

  it('starts the countdown at 3:00 although the displayed time is updated at intervals', async () => {
    const kiosk = createFakeKiosk();
    const mounted = await mountInApp(SignInForm, kiosk);
    typeInto(mounted.input('Mobile number'), '01300000042');
    // Part of an interval passes between the last update and the answer.
    await advanceTime(249);
    await submitForm(mounted);
    expect(mounted.wrapper.find('[role="timer"]').text()).toBe('3:00 left');
    expect(mounted.button('Resend OTP').textContent).toContain('in 0:30');
  });

  it('requests a new OTP on Enter after the previous one has expired', async () => {
    const kiosk = createFakeKiosk();
    const mounted = await requestOtp(kiosk);
    await advanceTime(181_000);
    expect(mounted.button('Resend OTP').getAttribute('aria-keyshortcuts')).toBe('Enter');
    expect(mounted.button('Verify').getAttribute('aria-keyshortcuts')).toBeNull();
    await submitForm(mounted);
    expect(countOtpRequests(kiosk)).toBe(2);
    expect(mounted.button('Verify').getAttribute('aria-keyshortcuts')).toBe('Enter');
  });

  it('has the same controls in Bangla, with times in Bangla digits', async () => {
    const mounted = await requestOtp(createFakeKiosk(), 'bn');
    expect(mounted.wrapper.find('h1').text()).toBe('সাইন ইন');
    expect(mounted.button('আবার OTP পাঠান').textContent).toContain('০:৩০ পরে');
    expect(mounted.wrapper.find('[role="timer"]').text()).toBe('৩:০০ বাকি');
    expect(mounted.wrapper.text()).toContain('01300-000042');
  });
});
