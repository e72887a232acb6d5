/** Tests the lock: it hides every screen and keeps its state, and is opened with the PIN, also offline, or with an OTP. */
import { findAxeViolations } from '#tests/support/axe.ts';
import type { Page } from '@playwright/test';
import { BACK, CLERK_MOBILE, CUSTOMER, expect, FRONT, test, testLanguages } from './fixture.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { Clerk } from '#tests/support/clerk.ts';

const FIELD_NAMES = [
  'NID number',
  'Date of birth',
  'Name (Bangla)',
  'Name (English)',
  'Present address',
  'Nominee',
  'Customer mobile',
] as const;
const readValues = (clerk: Clerk): Promise<string[]> =>
  Promise.all(FIELD_NAMES.map((name) => clerk.field(name).inputValue()));

/** Reads the visible text of the page, including text under the overlay. */
const readVisibleText = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('*')]
      .filter((element) =>
        element.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
      )
      .flatMap((element) => [
        ...[...element.childNodes]
          .filter((node) => node.nodeType === Node.TEXT_NODE)
          .map((node) => node.textContent ?? ''),
        element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
          ? element.value
          : '',
      ])
      .join('\n'),
  );

const openDetails = async (clerk: Clerk): Promise<void> => {
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await clerk.completeDetails(CUSTOMER);
};

for (const locale of testLanguages) {
  test(`a locked form is not readable and has every value after unlocking (${locale})`, async ({
    openSignedIn,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale });
    await openDetails(clerk);
    await clerk.field('Nominee').fill('typed just before');
    const valuesBefore = await readValues(clerk);
    await clerk.lock();
    const text = await readVisibleText(kiosk.page);
    expect(text).toMatch(/0142-3-\d{4}/);
    for (const value of valuesBefore) expect(text).not.toContain(value);
    await expect(kiosk.page.locator('img:visible')).toHaveCount(0);
    expect(await findAxeViolations(kiosk.page)).toEqual([]);
    await clerk.unlock();
    expect(await readValues(clerk)).toEqual(valuesBefore);
    await expect(clerk.field('Nominee')).toBeFocused();
  });
}

test('an idle counter locks, and a counter in use does not', async ({ openSignedIn }) => {
  const { clerk, kiosk } = await openSignedIn({ env: { KIOSK_IDLE_LOCK_SECONDS: '8' } });
  const isLocked = (): Promise<boolean> => clerk.heading('Locked').isVisible();
  for (let second = 0; second < 12; second += 1) {
    await kiosk.page.keyboard.press('Shift');
    await kiosk.page.waitForTimeout(1_000);
    expect(await isLocked()).toBe(false);
  }
  await expect(clerk.heading('Locked')).toBeVisible();
  await expect(kiosk.page.getByText('No input for')).toBeVisible();
  await clerk.unlock();
  await expect(clerk.heading('Counter')).toBeVisible();
});

test('an idle counter locks although the system clock was set back two hours', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn({ env: { KIOSK_IDLE_LOCK_SECONDS: '8' } });
  await kiosk.evaluate(() => {
    const realNow = Date.now.bind(Date);
    Date.now = () => realNow() - 2 * 3_600_000;
  });
  await expect(clerk.heading('Locked')).toBeVisible();
  await expect(kiosk.page.getByText('No input for')).toBeVisible();
});

test('a locked page receives LOCKED from the bridge, also after signing out, and an OTP unlocks it', async ({
  openSignedIn,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await openDetails(clerk);
  await clerk.lock();
  const codes = await kiosk.page.evaluate(async () => {
    const { kiosk: bridge } = window as unknown as { kiosk: KioskBridge };
    const results = await Promise.all([
      bridge.registration.current(),
      bridge.registration.list({ filter: 'all' }),
      bridge.registration.start(),
      bridge.verification.log({ filter: 'all', page: 1 }),
      bridge.verification.status({ mobile: '01300001234' }),
      bridge.pin.choose({ pin: '864209' }),
      bridge.camera.lease({ purpose: 'photo' }),
    ]);
    return results.map((result) => (result.ok ? 'ok' : result.error.code));
  });
  expect(codes).toEqual(codes.map(() => 'LOCKED'));
  // The counter stays locked after the sign-out.
  const codeAfterSignOut = await kiosk.page.evaluate(async () => {
    const { kiosk: bridge } = window as unknown as { kiosk: KioskBridge };
    await bridge.session.signOut();
    const current = await bridge.registration.current();
    return current.ok ? 'ok' : current.error.code;
  });
  expect(codeAfterSignOut).toBe('LOCKED');
  await clerk.requestOtp(CLERK_MOBILE);
  await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verify').click();
  await expect(clerk.heading('Locked')).toBeHidden();
});

test('only an OTP opens the lock after five wrong PINs across a kill, and the form is kept', async ({
  openSignedIn,
  open,
  service,
}) => {
  const first = await openSignedIn();
  await openDetails(first.clerk);
  await first.clerk.field("Mother's name").focus();
  await expect(first.kiosk.page.locator('[data-save="saved"]')).toBeVisible();
  const valuesBefore = await readValues(first.clerk);
  await first.clerk.lock();
  const tryWrongPin = async (clerk: Clerk, remaining: number): Promise<void> => {
    await clerk.field('PIN').fill('864209');
    await clerk.button('Unlock').click();
    if (remaining > 0) await expect(clerk.page.getByText(`After ${remaining} more`)).toBeVisible();
  };
  for (const remaining of [4, 3]) await tryWrongPin(first.clerk, remaining);
  await first.kiosk.kill();

  const { clerk, kiosk } = await open();
  await expect(clerk.heading('Locked')).toBeVisible();
  for (const remaining of [2, 1, 0]) await tryWrongPin(clerk, remaining);
  await expect(kiosk.page.getByText('Five wrong PINs.')).toBeVisible();
  await expect(clerk.field('PIN')).toHaveCount(0);
  await clerk.requestOtp(CLERK_MOBILE);
  await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verify').click();
  await clerk.choosePin('246802');
  await expect(clerk.heading('Registration')).toBeVisible();
  expect(await readValues(clerk)).toEqual(valuesBefore);
  await clerk.lock();
  await clerk.unlock('246802');
});

test('the counter starts locked at the same step after it was killed while locked', async ({
  openSignedIn,
  open,
}) => {
  const first = await openSignedIn();
  await openDetails(first.clerk);
  await first.clerk.lock();
  await first.kiosk.kill();
  const { clerk, kiosk } = await open();
  await expect(clerk.heading('Locked')).toBeVisible();
  await expect(kiosk.page.getByText('Step 2, Details.')).toBeVisible();
  await expect(clerk.heading('Registration')).toHaveCount(0);
  await clerk.unlock();
  await expect(clerk.field('Nominee')).toHaveValue(CUSTOMER.nominee);
});

test('the lock asks for an OTP when no PIN is chosen, also after a kill, and the next sign-in offers a PIN', async ({
  open,
  service,
}) => {
  const first = await open();
  await first.clerk.requestOtp(CLERK_MOBILE);
  await first.clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
  await first.clerk.button('Verify').click();
  await first.clerk.heading('Choose a PIN').waitFor();
  await first.clerk.button('Later').click();
  await first.clerk.heading('Counter').waitFor();
  await first.clerk.lock();
  await expect(first.kiosk.page.getByText('No PIN is chosen here.')).toBeVisible();
  await first.kiosk.kill();

  const { clerk } = await open();
  await expect(clerk.heading('Locked')).toBeVisible();
  await clerk.requestOtp(CLERK_MOBILE);
  await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verify').click();
  await clerk.choosePin();
  await expect(clerk.heading('Counter')).toBeVisible();
  await clerk.lock();
  await clerk.unlock();
});

test('the lock offers no PIN without a keychain and gives the reason', async ({ openSignedIn }) => {
  const { clerk, kiosk } = await openSignedIn({ keychain: 'none' });
  await clerk.button('Lock').first().click();
  await expect(clerk.heading('Locked')).toBeVisible();
  await expect(
    kiosk.page.getByText('key store of this computer cannot be opened, so there is no PIN'),
  ).toBeVisible();
  await expect(clerk.field('Mobile number')).toBeVisible();
});

test('a session that ended while locked and offline needs the PIN first and the sign-in later', async ({
  openSignedIn,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await clerk.startRegistration();
  service.faults.failNext('readCard', 'unauthorised');
  await clerk.importCard(FRONT, BACK);
  const dialog = kiosk.page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await clerk.lock();
  await expect(clerk.field('Mobile number')).toBeHidden();
  await clerk.unlock();
  await expect(clerk.field('Mobile number')).toBeVisible();
  await clerk.button('Later').click();
  await expect(dialog).toBeHidden();
  await clerk.continue('Continue to details');
  await clerk.field('Nominee').fill('typed without a session');
  await kiosk.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await clerk.requestOtp(CLERK_MOBILE);
  await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verify').click();
  await expect(dialog).toBeHidden();
  await clerk.waitForReading();
  await expect(clerk.field('Nominee')).toHaveValue('typed without a session');
});
