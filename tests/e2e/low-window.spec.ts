/** Tests that no registration step except Details needs scrolling in the low windows of 1366×768 at 125 % and of 1280×720. */
import type { Page } from '@playwright/test';
import { BACK, CAMERA, CUSTOMER, expect, FRONT, test } from './fixture.ts';

const WINDOW_SIZES = ['1093x614', '1280x720'] as const;

/** Finds the elements that scroll because their content is higher than they are. */
const findScrollingElements = (page: Page): Promise<string[]> =>
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
    const expectNoScrolling = async (step: string): Promise<void> => {
      for (const size of WINDOW_SIZES) {
        const [width = 0, height = 0] = size.split('x').map(Number);
        await page.setViewportSize({ width, height });
        await expect.poll(() => findScrollingElements(page), `${step}, ${size}`).toEqual([]);
      }
    };
    await clerk.startRegistration();
    await expectNoScrolling('Card without pictures');
    await clerk.importCard(FRONT, BACK);
    await expectNoScrolling('Card');
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await clerk.completeDetails(CUSTOMER);
    await clerk.continue('Continue to photo');
    await page.locator('[data-hint="ready"]').waitFor();
    await expectNoScrolling('Photo');
    await clerk.takePhoto();
    await expectNoScrolling('Photo taken');
    await clerk.continue('Continue to review');
    await clerk.field('Customer consents').waitFor({ state: 'attached' });
    await expectNoScrolling('Review');
    await page.keyboard.press('F7');
    await page.locator('dialog.customer-screen[open]').waitFor();
    await expectNoScrolling('page for the customer');
    await page.keyboard.press('Escape');
    await clerk.consentAndSubmit();
    await clerk.heading('Submitted').waitFor();
    await expectNoScrolling('Done');
  });
}
