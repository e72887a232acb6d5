/** Tests that the details form keeps its layout when messages appear. */
import type { Page } from '@playwright/test';
import { BACK, expect, FRONT, test, testLanguages } from './fixture.ts';

/** Reads the left edge and width of every control of the form, in pixels. */
const readControlPositions = (page: Page): Promise<string[]> =>
  page.locator('.details-columns .control').evaluateAll((controls) =>
    controls.map((control) => {
      const { left, width } = control.getBoundingClientRect();
      return `${left.toFixed(1)}+${width.toFixed(1)}`;
    }),
  );

for (const locale of testLanguages) {
  test(`messages on the fields do not move the form sideways (${locale})`, async ({
    openSignedIn,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale });
    const { page } = kiosk;
    await clerk.startRegistration();
    await clerk.importCard(FRONT, BACK);
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    const columns = page.locator('.details-columns');
    const isOverflowing = () => columns.evaluate((box) => box.scrollHeight > box.clientHeight);
    const positionsBefore = await readControlPositions(page);
    expect(positionsBefore.length).toBeGreaterThan(10);
    expect(await isOverflowing()).toBe(false);
    await clerk.button('Continue to photo').click();
    await page.locator('.jump-list').waitFor();
    expect(await isOverflowing()).toBe(true);
    expect(await readControlPositions(page)).toEqual(positionsBefore);
  });
}
