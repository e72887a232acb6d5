/** Tests the key hints: every key that a screen shows performs the action of its control. */
import type { Page } from '@playwright/test';
import { BACK, CAMERA, CUSTOMER, expect, FRONT, test } from './fixture.ts';

/** Reads the visible key hints without arrow keys, each once, sorted. */
const readVisibleHints = async (page: Page): Promise<string[]> =>
  [...new Set(await page.locator('[data-keycap]:visible').allTextContents())]
    .filter((hint) => !/^[↑↓←→]$/u.test(hint))
    .sort();
/** Presses the key of a hint, whose text is written as on the keycap. */
const pressHint = (page: Page, hint: string): Promise<void> =>
  page.keyboard.press(
    hint
      .replace('Ctrl ', 'Control+')
      .replace('Alt ', 'Alt+')
      .replace('Esc', 'Escape')
      .replace(/\+([A-Z])$/, (_, key: string) => `+${key.toLowerCase()}`)
      .replace(/^[A-Z]$/, (key) => key.toLowerCase()),
  );

/** For each key hint, a function that checks its effect and returns to the screen. A hint without an entry fails the test. */
type HintChecks = Readonly<Record<string, () => Promise<void>>>;
const checkHints = async (page: Page, screen: string, checks: HintChecks): Promise<void> => {
  expect(await readVisibleHints(page), `key hints on ${screen}`).toEqual(
    Object.keys(checks).sort(),
  );
  for (const [hint, check] of Object.entries(checks)) {
    await test.step(`${screen}: ${hint}`, async () => {
      await pressHint(page, hint);
      await check();
    });
  }
};

test('every key hint from Home to the next customer performs its action', async ({
  openSignedIn,
}) => {
  test.slow();
  const { clerk, kiosk } = await openSignedIn({ camera: CAMERA });
  const { page } = kiosk;
  const checkOpenedScreen =
    (heading: Parameters<typeof clerk.heading>[0]) => async (): Promise<void> => {
      await clerk.heading(heading).waitFor();
      await page.keyboard.press('Escape');
      await clerk.heading('Counter').waitFor();
    };
  await checkHints(page, 'Home', {
    F3: checkOpenedScreen('Verification status'),
    F4: checkOpenedScreen('Verification log'),
    F6: checkOpenedScreen('Outbox'),
    F8: checkOpenedScreen('Diagnostics'),
    F9: checkOpenedScreen('Settings'),
    'Ctrl L': async () => {
      await clerk.unlock();
      await clerk.heading('Counter').waitFor();
    },
    F2: () => clerk.heading('Registration').waitFor(),
  });

  const sideRegion = (name: string) => page.getByRole('region', { name, exact: true });
  await clerk.importCard(FRONT, BACK);
  const reopenDraft = async (): Promise<void> => {
    await clerk.heading('Counter').waitFor();
    await page
      .getByRole('button', { name: 'Open', exact: true })
      .or(page.getByRole('listitem').getByRole('button'))
      .first()
      .waitFor({ state: 'attached' });
    await clerk.pressUntilShown('F6', 'Outbox');
    await page.locator('[role="row"][data-state="draft"]').first().click();
    await clerk.button('Open').click();
    await clerk.heading('Registration').waitFor();
  };
  await checkHints(page, 'Card', {
    // Without a scanner the side shows an error, which proves that the key was handled.
    F: () => expect(sideRegion('Front').getByRole('alert')).toContainText('SCAN-'),
    B: () => expect(sideRegion('Back').getByRole('alert')).toContainText('SCAN-'),
    'Ctrl D': async () => {
      await reopenDraft();
      await expect(clerk.button('Continue to details')).not.toHaveAttribute('aria-disabled');
    },
    'Ctrl Enter': () => clerk.field('NID number').waitFor(),
  });
  await clerk.waitForReading();
  await clerk.chooseReadings();
  await clerk.completeDetails(CUSTOMER);
  await clerk.field('NID number').focus();
  const hints = await readVisibleHints(page);
  const detailsChecks: Record<string, () => Promise<void>> = {
    Enter: () => expect(clerk.field('Date of birth')).toBeFocused(),
    'Alt S': async () => {
      await clerk.field('Permanent address').waitFor();
      await page.keyboard.press('Alt+s');
      await clerk.field('Permanent address').waitFor({ state: 'detached' });
    },
    'Ctrl D': async () => {
      await reopenDraft();
      await clerk.field('NID number').focus();
    },
    Esc: async () => {
      await clerk.button('Continue to details').click();
      await clerk.field('NID number').focus();
    },
    'Ctrl Enter': () => clerk.button('Take photo').waitFor(),
  };
  const readingHints = hints.filter((hint) => hint.startsWith('Alt ') && hint !== 'Alt S');
  expect(readingHints.length).toBeGreaterThan(0);
  const { 'Ctrl Enter': continueToPhoto, ...otherChecks } = detailsChecks;
  await checkHints(page, 'Details', {
    ...Object.fromEntries(
      readingHints.map((hint, index) => [
        hint,
        async () => {
          await expect(page.locator('[data-reading]').nth(index)).toHaveAttribute('data-in-field');
        },
      ]),
    ),
    ...otherChecks,
    'Ctrl Enter': continueToPhoto ?? (() => Promise.reject(new Error('no check for Ctrl Enter'))),
  });

  await expect(clerk.button('Take photo')).not.toHaveAttribute('aria-disabled');
  await checkHints(page, 'Photo', {
    Esc: async () => {
      await clerk.button('Continue to photo').click();
      await expect(clerk.button('Take photo')).not.toHaveAttribute('aria-disabled');
    },
    'Ctrl D': async () => {
      await reopenDraft();
      await expect(clerk.button('Take photo')).not.toHaveAttribute('aria-disabled');
    },
    Space: () => clerk.button('Retake').waitFor(),
    'Ctrl Enter': () => clerk.field('Customer consents').waitFor({ state: 'attached' }),
  });

  const waitForConsent = (): Promise<void> => clerk.waitForConsent();
  const returnToReview = async (): Promise<void> => {
    await clerk.button('Continue to review').click();
    await waitForConsent();
  };
  await waitForConsent();
  await checkHints(page, 'Review', {
    'Ctrl 2': async () => {
      await clerk.button('Continue to photo').click();
      await returnToReview();
    },
    Esc: returnToReview,
    'Ctrl D': async () => {
      await reopenDraft();
      await waitForConsent();
    },
    F7: async () => {
      const screen = page.locator('dialog.customer-screen');
      await expect(screen.locator('[data-keycap]')).toHaveText(['Esc', 'Enter']);
      await page.keyboard.press('Escape');
      await expect(screen).toBeHidden();
      await waitForConsent();
    },
    Space: () => expect(clerk.field('Customer consents')).toBeChecked(),
    'Ctrl Enter': () => clerk.heading('Submitted').waitFor(),
  });

  await expect(clerk.button('Next customer')).not.toHaveAttribute('aria-disabled');
  // While another control has the focus, Enter activates that control, so no hint shows Enter.
  await clerk.button('Print slip').focus();
  expect(await readVisibleHints(page)).toEqual([]);
  await clerk.heading('Submitted').focus();
  await checkHints(page, 'Done', { Enter: () => clerk.button('Scan front').waitFor() });
});
