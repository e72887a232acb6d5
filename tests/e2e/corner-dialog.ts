/** Opens the dialog for the corners of a card, for tests that check every screen. */
import type { Page } from '@playwright/test';
import type { Clerk } from '#tests/support/clerk.ts';

/** Opens the corner dialog of the front, runs the check and closes the dialog. */
export const checkCornerDialog = async (
  { clerk, page }: { readonly clerk: Clerk; readonly page: Page },
  check: () => Promise<void>,
): Promise<void> => {
  await clerk.button('Adjust corners of front').click();
  await clerk.button('Use these corners').waitFor();
  await check();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
};
