/** Tests the help on F1: its topic on every screen and registration step, over a dialog and over the lock, in both languages. */
import { findAxeViolations } from '#tests/support/axe.ts';
import type { Locator, Page } from '@playwright/test';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { BACK, CUSTOMER, expect, FRONT, PHOTO, test } from './fixture.ts';

const formatHeading = {
  en: (screen: string) => `Help: ${screen}`,
  bn: (screen: string) => `সাহায্য: ${screen}`,
} as const;
const SCREEN_NAMES = {
  en: {
    signIn: 'Sign in',
    home: 'Counter',
    card: 'Registration, card',
    details: 'Registration, details',
    photo: 'Registration, photo',
    review: 'Registration, review',
    done: 'Registration, done',
    status: 'Verification status',
    log: 'Verification log',
    outbox: 'Outbox',
    diagnostics: 'Diagnostics',
    lock: 'Locked',
  },
  bn: {
    signIn: 'সাইন ইন',
    home: 'কাউন্টার',
    card: 'নিবন্ধন, কার্ড',
    details: 'নিবন্ধন, তথ্য',
    photo: 'নিবন্ধন, ছবি',
    review: 'নিবন্ধন, পর্যালোচনা',
    done: 'নিবন্ধন, সম্পন্ন',
    status: 'যাচাইয়ের অবস্থা',
    log: 'যাচাইয়ের তালিকা',
    outbox: 'আউটবক্স',
    diagnostics: 'যন্ত্র পরীক্ষা',
    lock: 'লক করা আছে',
  },
} as const;

const helpDialog = (page: Page, heading: string): Locator =>
  page.getByRole('dialog', { name: heading });

for (const locale of ['en', 'bn'] as const) {
  test(`help shows the topic of every screen and closes on F1 and Esc (${locale})`, async ({
    open,
    service,
  }) => {
    const { clerk, kiosk } = await open({ locale });
    const { page } = kiosk;
    const expectTopic = async (
      screen: keyof (typeof SCREEN_NAMES)['en'],
      closingKey = 'F1',
    ): Promise<void> => {
      const dialog = helpDialog(page, formatHeading[locale](SCREEN_NAMES[locale][screen]));
      await page.keyboard.press('F1');
      await dialog.waitFor();
      expect(await dialog.getByRole('listitem').count(), screen).toBe(3);
      await page.keyboard.press(closingKey);
      await expect(page.getByRole('dialog', { name: /^(Help|সাহায্য):/ })).toHaveCount(0);
    };
    await clerk.heading('Sign in').waitFor();
    await expectTopic('signIn');
    await clerk.requestOtp('01300000042');
    await clerk.field('OTP').fill(service.otpFor('01300000042') ?? '');
    await expectTopic('signIn', 'Escape');
    // Esc closed only the help: the OTP step behind it is still open.
    await clerk.button('Verify').click();
    await clerk.heading('Choose a PIN').waitFor();
    await clerk.choosePin();
    await clerk.heading('Counter').waitFor();
    await expectTopic('home');
    await clerk.startRegistration();
    await expectTopic('card');
    await clerk.importCard(FRONT, BACK);
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await expectTopic('details', 'Escape');
    await clerk.completeDetails(CUSTOMER);
    await clerk.continue('Continue to photo');
    await expectTopic('photo');
    await clerk.importPhoto(PHOTO);
    await clerk.continue('Continue to review');
    await expectTopic('review');
    await clerk.waitForConsent();
    // Enter alone submits after the consent is given.
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await clerk.heading('Submitted').waitFor();
    await expectTopic('done');
    await clerk.button('Home').click();
    for (const [key, screen] of [
      ['F3', 'status'],
      ['F4', 'log'],
      ['F6', 'outbox'],
      ['F8', 'diagnostics'],
    ] as const) {
      await clerk.pressUntilShown(key, SCREEN_NAMES.en[screen]);
      await expectTopic(screen);
    }
    await clerk.lock();
    await expectTopic('lock');
  });
}

test('help opens over a dialog, has no axe findings and leaves the dialog unchanged', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  await clerk.button('Sign out').click();
  const signOutDialog = page.getByRole('dialog', { name: 'Sign out?' });
  await signOutDialog.waitFor();
  await page.keyboard.press('F1');
  await helpDialog(page, 'Help: Counter').waitFor();
  expect(await findAxeViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(helpDialog(page, 'Help: Counter')).toHaveCount(0);
  await expect(signOutDialog).toBeVisible();
});

test('help closes when the counter locks', async ({ openSignedIn }) => {
  const { clerk, kiosk } = await openSignedIn();
  await kiosk.page.keyboard.press('F1');
  await helpDialog(kiosk.page, 'Help: Counter').waitFor();
  await kiosk.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await clerk.button('Help').click();
  await helpDialog(kiosk.page, 'Help: Counter').waitFor();
  await kiosk.page.evaluate(() => (window as never as { kiosk: KioskBridge }).kiosk.pin.lock());
  await clerk.heading('Locked').waitFor();
  await expect(helpDialog(kiosk.page, 'Help: Counter')).toHaveCount(0);
});
