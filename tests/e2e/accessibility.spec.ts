/** Tests every screen with axe, in both languages, with high contrast, forced colours and 200 % text; no finding of any impact is allowed. */
import { findAxeViolationsInEveryAppearance } from '#tests/support/axe.ts';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { connectDisplay } from '#tests/support/second-display.ts';
import { BACK, CAMERA, CUSTOMER, expect, FRONT, PHOTO, test } from './fixture.ts';
import { checkCornerDialog } from './corner-dialog.ts';

for (const locale of ['en', 'bn'] as const) {
  test(`every screen has no axe findings (${locale})`, async ({ open, service, dataDir }) => {
    await writeFile(
      path.join(dataDir, 'settings.json'),
      JSON.stringify({ customerDisplay: 'second' }),
    );
    const { clerk, kiosk } = await open({ locale, camera: CAMERA });
    const { page } = kiosk;
    const expectNoFindings = async (screen: string, checkedPage = page): Promise<void> =>
      expect.soft(await findAxeViolationsInEveryAppearance(checkedPage), screen).toEqual([]);
    await connectDisplay(kiosk);
    const customer = await kiosk.customerPage();
    await clerk.heading('Sign in').waitFor();
    await expectNoFindings('sign in');
    await clerk.requestOtp('01300000042');
    await expectNoFindings('otp');
    await clerk.field('OTP').fill(service.otpFor('01300000042') ?? '');
    await clerk.button('Verify').click();
    await clerk.heading('Choose a PIN').waitFor();
    await expectNoFindings('PIN');
    await clerk.choosePin();
    await clerk.heading('Counter').waitFor();
    await expectNoFindings('counter');
    await clerk.startRegistration();
    await expectNoFindings('card, empty');
    await clerk.importCard(FRONT, BACK);
    await expectNoFindings('card');
    await checkCornerDialog({ clerk, page }, () => expectNoFindings('corners'));
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await clerk.completeDetails(CUSTOMER);
    await expectNoFindings('details');
    await clerk.continue('Continue to photo');
    await expect(clerk.button('Take photo')).not.toHaveAttribute('aria-disabled');
    await expectNoFindings('photo');
    await clerk.importPhoto(PHOTO);
    await clerk.continue('Continue to review');
    await expectNoFindings('review');
    await page.keyboard.press('F7');
    await page.locator('dialog.customer-screen h1').waitFor();
    await expectNoFindings('review, for the customer');
    await page.keyboard.press('Escape');
    await customer.locator('dl').waitFor();
    await expectNoFindings('the customer’s display', customer);
    await clerk.consentAndSubmit();
    await clerk.heading('Submitted').waitFor();
    await expectNoFindings('done');
    await customer.locator('dl').waitFor({ state: 'detached' });
    await expectNoFindings('the customer’s display, idle', customer);
    await clerk.button('Home').click();
    await clerk.button('Verification status').click();
    await clerk.field('Mobile number').fill(CUSTOMER.mobile);
    await clerk.button('Check status').click();
    await page.locator('[data-verdict]').waitFor();
    await expectNoFindings('verification status');
    await page.keyboard.press('Escape');
    await clerk.button('Verification log').click();
    await clerk.heading('Verification log').waitFor();
    await page.getByRole('row').nth(1).waitFor();
    await expectNoFindings('verification log');
    await clerk.pressUntilShown('F6', 'Outbox');
    await page
      .getByText(/0142-3-\d{4}/)
      .first()
      .waitFor();
    await expectNoFindings('outbox');
    await page.keyboard.press('Escape');
    await clerk.button('Day close').click();
    await clerk.heading('Day close').waitFor();
    await expectNoFindings('day close');
    await clerk.pressUntilShown('F8', 'Diagnostics');
    await page.locator('[data-verdict="good"]').waitFor();
    await expectNoFindings('diagnostics');
  });
}
