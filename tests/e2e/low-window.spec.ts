/** A registration in the windows of 1366×768 at 125 % and of 1280×720: each step is seen as a whole. */
import type { Page } from '@playwright/test';
import { BACK, CAMERA, CUSTOMER, expect, FRONT, test } from './fixture.ts';

const WINDOWS = ['1093x614', '1280x720'] as const;

/** What must be scrolled to be seen whole, except a long text in its own box. */
const scrollers = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter(
        (element) =>
          element.clientHeight > 0 &&
          element.scrollHeight > element.clientHeight + 1 &&
          ['auto', 'scroll'].includes(getComputedStyle(element).overflowY),
      )
      .map(
        (element) =>
          `${element.className} ${String(element.scrollHeight)} > ${String(element.clientHeight)}`,
      ),
  );

for (const locale of ['en', 'bn'] as const) {
  test(`no step but Details must be scrolled in a low window (${locale})`, async ({
    openSignedIn,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale, camera: CAMERA });
    const { page } = kiosk;
    const expectWhole = async (step: string): Promise<void> => {
      for (const window of WINDOWS) {
        const [width = 0, height = 0] = window.split('x').map(Number);
        await page.setViewportSize({ width, height });
        await expect.poll(() => scrollers(page), `${step}, ${window}`).toEqual([]);
      }
    };
    await clerk.startRegistration();
    await expectWhole('Card without pictures');
    await clerk.importCard(FRONT, BACK);
    await expectWhole('Card');
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await clerk.completeDetails(CUSTOMER);
    await clerk.continue('Continue to photo');
    await page.locator('[data-hint="ready"]').waitFor();
    await expectWhole('Photo');
    await clerk.takePhoto();
    await expectWhole('Photo taken');
    await clerk.continue('Continue to review');
    await clerk.field('Customer consents').waitFor({ state: 'attached' });
    await expectWhole('Review');
    await page.keyboard.press('F7');
    await page.locator('dialog.customer-screen[open]').waitFor();
    await expectWhole('page for the customer');
    await page.keyboard.press('Escape');
    await clerk.consentAndSubmit();
    await clerk.heading('Submitted').waitFor();
    await expectWhole('Done');
  });
}
