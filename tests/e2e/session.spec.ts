/** Tests sign-in, the choice of a PIN, sign-out, and a session that the service ends while a form is open. */
import { createTestService } from '#tests/support/service/service.ts';
import {
  BACK,
  CLERK_MOBILE,
  CUSTOMER,
  expect,
  fillRegistration,
  FRONT,
  test,
  testLanguages,
} from './fixture.ts';

for (const locale of testLanguages) {
  test(`a wrong OTP shows OTP-WRONG and keeps the number (${locale})`, async ({
    open,
    service,
  }) => {
    const { clerk, kiosk } = await open({ locale });
    await clerk.requestOtp(CLERK_MOBILE);
    await clerk.field('OTP').fill('0000');
    await clerk.button('Verify').click();
    await expect(kiosk.page.getByText('OTP-WRONG')).toBeVisible();
    await clerk.verify(service.otpFor(CLERK_MOBILE) ?? '');
    await expect(clerk.heading('Counter')).toBeVisible();
  });
}

test('an expired OTP shows an error, and a new one signs in', async ({ open }) => {
  let serviceTime = Date.now();
  const serviceWithClock = await createTestService({ now: () => serviceTime });
  const { clerk, kiosk } = await open({ baseUrl: serviceWithClock.url });
  await clerk.requestOtp(CLERK_MOBILE);
  const otp = serviceWithClock.otpFor(CLERK_MOBILE) ?? '';
  // An OTP is valid for three minutes.
  serviceTime += 181_000;
  await clerk.field('OTP').fill(otp);
  await clerk.button('Verify').click();
  await expect(kiosk.page.getByText('OTP-WRONG')).toBeVisible();
  await clerk.button('Change number').click();
  await clerk.signIn(CLERK_MOBILE, () => serviceWithClock.otpFor(CLERK_MOBILE) ?? '');
  await serviceWithClock.close();
});

test('a mobile number with Bangla digits or +880 is accepted', async ({ open, service }) => {
  const { clerk } = await open();
  await clerk.field('Mobile number').fill('+৮৮০ ১৩০-০০০০০৪২');
  await clerk.button('Send OTP').click();
  await clerk.field('OTP').waitFor();
  expect(service.otpFor(CLERK_MOBILE) ?? '').not.toBe('');
});

test('the session is restored at the next start, and is ended by a sign-out even if the service cannot be reached', async ({
  openSignedIn,
  open,
  service,
}) => {
  const first = await openSignedIn();
  await first.kiosk.close();
  const second = await open();
  await second.clerk.unlock();
  await expect(second.clerk.heading('Counter')).toBeVisible();
  service.faults.failNext('logout', 'reset-before-read');
  await second.clerk.signOut();
  await second.kiosk.close();
  const third = await open();
  await expect(third.clerk.heading('Sign in')).toBeVisible();
});

test('a session that ends while a form is open asks for a sign-in and keeps the form', async ({
  openSignedIn,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await clerk.startRegistration();
  service.faults.failNext('readCard', 'unauthorised');
  await clerk.importCard(FRONT, BACK);
  const dialog = kiosk.page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  // Esc in the OTP step returns to the number, and there it postpones the sign-in.
  await clerk.button('Send OTP').click();
  await clerk.field('OTP').waitFor();
  await kiosk.page.keyboard.press('Escape');
  // The number of the clerk with the ended session is prefilled.
  await expect(clerk.field('Mobile number')).toHaveValue(CLERK_MOBILE);
  await kiosk.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await kiosk.page.locator('header').getByRole('button', { name: 'Sign in' }).click();
  await expect(clerk.field('Mobile number')).toHaveValue(CLERK_MOBILE);
  await clerk.button('Send OTP').click();
  await clerk.field('OTP').waitFor();
  await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verify').click();
  await expect(dialog).toBeHidden();
  await expect(clerk.button('Retake back')).toBeVisible();
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
});

test('a form whose session ended at submission is sent once after the next sign-in', async ({
  openSignedIn,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await fillRegistration(clerk);
  service.faults.failNext('submit', 'unauthorised');
  await clerk.consentAndSubmit();
  await expect(kiosk.page.getByRole('dialog')).toBeVisible();
  // The number of the clerk with the ended session is prefilled.
  await expect(clerk.field('Mobile number')).toHaveValue(CLERK_MOBILE);
  await clerk.button('Send OTP').click();
  await clerk.field('OTP').waitFor();
  await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verify').click();
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(service.ledger()).toHaveLength(1);
  expect(service.ledger()[0]).toMatchObject({ mobile_number: CUSTOMER.mobile });
});

test('a counter without a keychain shows a notice and registers', async ({
  openSignedIn,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn({ keychain: 'none' });
  await expect(kiosk.page.getByText('KEY-UNAVAILABLE').first()).toBeVisible();
  await fillRegistration(clerk);
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(service.ledger()).toHaveLength(1);
});

test('a disabled account is reported with the service’s message and not as a wrong OTP', async ({
  open,
}) => {
  const liveService = await createTestService({
    dialect: 'live',
    agentState: (mobile) => (mobile === CLERK_MOBILE ? 'disabled' : 'unknown'),
  });
  const { clerk, kiosk } = await open({ baseUrl: liveService.url });
  await clerk.field('Mobile number').fill('01300000043');
  await clerk.button('Send OTP').click();
  await expect(kiosk.page.getByText('OTP-UNKNOWN')).toBeVisible();
  await expect(kiosk.page.getByText('No agent with this mobile number.')).toBeVisible();
  await clerk.requestOtp(CLERK_MOBILE);
  await clerk.field('OTP').fill(liveService.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verify').click();
  await expect(kiosk.page.getByText('SIGN-IN-REFUSED')).toBeVisible();
  await expect(kiosk.page.getByText('This account is disabled.')).toBeVisible();
  await liveService.close();
});

test('a PIN that is easy to guess is refused with the reason', async ({ open, service }) => {
  const { clerk, kiosk } = await open();
  await clerk.requestOtp(CLERK_MOBILE);
  await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verify').click();
  await clerk.heading('Choose a PIN').waitFor();
  await clerk.field('PIN').fill('000042');
  await clerk.field('PIN again').fill('000042');
  await clerk.button('Save PIN').click();
  await expect(kiosk.page.getByText('part of your mobile number')).toBeVisible();
  await clerk.choosePin();
  await expect(clerk.heading('Counter')).toBeVisible();
});

test('two different PINs are refused, and a PIN that was entered twice is saved', async ({
  open,
  service,
}) => {
  const { clerk, kiosk } = await open();
  await clerk.requestOtp(CLERK_MOBILE);
  await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verify').click();
  await clerk.heading('Choose a PIN').waitFor();
  await clerk.field('PIN').fill('135790');
  await clerk.field('PIN again').fill('135791');
  await clerk.button('Save PIN').click();
  await expect(kiosk.page.getByText('The two PINs differ.')).toBeVisible();
  await clerk.choosePin();
  await expect(clerk.heading('Counter')).toBeVisible();
});
