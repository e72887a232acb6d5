/** Accessibility: no serious axe finding on any screen in both languages, and complete content at 200 % text size. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { BACK, CAMERA, CUSTOMER, expect, FRONT, PHOTO, test } from './fixture.ts';

const serious = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .map(
      (violation) =>
        `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
    );
};

for (const locale of ['en', 'bn'] as const) {
  test(`every screen is without serious axe findings (${locale})`, async ({ open, service }) => {
    const { clerk, kiosk } = await open({ locale, camera: CAMERA });
    const { page } = kiosk;
    const look = async (screen: string): Promise<void> =>
      expect(await serious(page), screen).toEqual([]);
    await clerk.heading('Sign in').waitFor();
    await look('sign in');
    await clerk.requestOtp('01300000042');
    await look('otp');
    await clerk.field('OTP').fill(service.otpFor('01300000042') ?? '');
    await clerk.button('Verify').click();
    await clerk.heading('Choose a PIN').waitFor();
    await look('PIN');
    await clerk.choosePin();
    await clerk.heading('Counter').waitFor();
    await look('counter');
    await clerk.startRegistration();
    await look('card, empty');
    await clerk.importCard(FRONT, BACK);
    await look('card');
    await clerk.button('Adjust corners of front').click();
    await clerk.button('Use these corners').waitFor();
    await look('corners');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await clerk.completeDetails(CUSTOMER);
    await look('details');
    await clerk.continue('Continue to photo');
    await expect(clerk.button('Take photo')).not.toHaveAttribute('aria-disabled');
    await look('photo');
    await clerk.importPhoto(PHOTO);
    await clerk.continue('Continue to review');
    await look('review');
    await clerk.consentAndSubmit();
    await clerk.heading('Submitted').waitFor();
    await look('done');
    await clerk.button('Home').click();
    await clerk.button('Verification status').click();
    await clerk.field('Mobile number').fill(CUSTOMER.mobile);
    await clerk.button('Check status').click();
    await page.locator('[data-verdict]').waitFor();
    await look('verification status');
    await page.keyboard.press('Escape');
    await clerk.button('Verification log').click();
    await page.getByRole('row').nth(1).waitFor();
    await look('verification log');
    await clerk.pressTo('F6', 'Outbox');
    await page
      .getByText(/0142-3-\d{4}/)
      .first()
      .waitFor();
    await look('outbox');
    await page.keyboard.press('Escape');
    await clerk.button('Day close').click();
    await clerk.heading('Day close').waitFor();
    await look('day close');
    await clerk.pressTo('F8', 'Diagnostics');
    await page.locator('[data-verdict="good"]').waitFor();
    await look('diagnostics');
  });
}
