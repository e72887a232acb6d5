/** Key hints: every key that a screen shows performs the action it is shown on. */
import type { Page } from '@playwright/test';
import { BACK, CAMERA, CUSTOMER, expect, FRONT, test } from './fixture.ts';

/** The key hints that are visible now, each once. */
const printed = async (page: Page): Promise<string[]> =>
  [...new Set(await page.locator('[data-keycap]:visible').allTextContents())]
    .filter((cap) => !/^[↑↓←→]$/u.test(cap))
    .sort();
const press = (page: Page, cap: string): Promise<void> =>
  page.keyboard.press(
    cap
      .replace('Ctrl ', 'Control+')
      .replace('Alt ', 'Alt+')
      .replace('Esc', 'Escape')
      .replace(/\+([A-Z])$/, (_, key: string) => `+${key.toLowerCase()}`)
      .replace(/^[A-Z]$/, (key) => key.toLowerCase()),
  );

/** For each key hint: the check of its effect, and the way back. A hint without an entry fails the test. */
type Walk = Readonly<Record<string, () => Promise<void>>>;
const walk = async (page: Page, screen: string, caps: Walk): Promise<void> => {
  expect(await printed(page), `what is printed on ${screen}`).toEqual(Object.keys(caps).sort());
  for (const [cap, check] of Object.entries(caps)) {
    await test.step(`${screen}: ${cap}`, async () => {
      await press(page, cap);
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
  const leads = (heading: Parameters<typeof clerk.heading>[0]) => async (): Promise<void> => {
    await clerk.heading(heading).waitFor();
    await page.keyboard.press('Escape');
    await clerk.heading('Counter').waitFor();
  };
  await walk(page, 'Home', {
    F3: leads('Verification status'),
    F4: leads('Verification log'),
    F6: leads('Outbox'),
    F8: leads('Diagnostics'),
    F9: leads('Settings'),
    'Ctrl L': async () => {
      await clerk.unlock();
      await clerk.heading('Counter').waitFor();
    },
    F2: () => clerk.heading('Registration').waitFor(),
  });

  const side = (name: string) => page.getByRole('region', { name, exact: true });
  await clerk.importCard(FRONT, BACK);
  const asideAndBack = async (): Promise<void> => {
    await clerk.heading('Counter').waitFor();
    await page
      .getByRole('button', { name: 'Open', exact: true })
      .or(page.getByRole('listitem').getByRole('button'))
      .first()
      .waitFor({ state: 'attached' });
    await clerk.pressTo('F6', 'Outbox');
    await page.locator('[role="row"][data-state="draft"]').first().click();
    await clerk.button('Open').click();
    await clerk.heading('Registration').waitFor();
  };
  await walk(page, 'Card', {
    // Without a scanner the side shows an error, which proves that the key was handled.
    F: () => expect(side('Front').getByRole('alert')).toContainText('SCAN-'),
    B: () => expect(side('Back').getByRole('alert')).toContainText('SCAN-'),
    'Ctrl D': async () => {
      await asideAndBack();
      await expect(clerk.button('Continue to details')).not.toHaveAttribute('aria-disabled');
    },
    'Ctrl Enter': () => clerk.field('NID number').waitFor(),
  });
  await clerk.waitForReading();
  await clerk.chooseReadings();
  await clerk.completeDetails(CUSTOMER);
  await clerk.field('NID number').focus();
  const caps = await printed(page);
  const onDetails: Record<string, () => Promise<void>> = {
    Enter: () => expect(clerk.field('Date of birth')).toBeFocused(),
    'Alt S': async () => {
      await clerk.field('Permanent address').waitFor();
      await page.keyboard.press('Alt+s');
      await clerk.field('Permanent address').waitFor({ state: 'detached' });
    },
    'Ctrl D': async () => {
      await asideAndBack();
      await clerk.field('NID number').focus();
    },
    Esc: async () => {
      await clerk.button('Continue to details').click();
      await clerk.field('NID number').focus();
    },
    'Ctrl Enter': () => clerk.button('Take photo').waitFor(),
  };
  const takes = caps.filter((cap) => cap.startsWith('Alt ') && cap !== 'Alt S');
  expect(takes.length).toBeGreaterThan(0);
  const { 'Ctrl Enter': onwards, ...others } = onDetails;
  await walk(page, 'Details', {
    ...Object.fromEntries(
      takes.map((cap, at) => [
        cap,
        async () => {
          await expect(page.locator('[data-reading]').nth(at)).toHaveAttribute('data-in-field');
        },
      ]),
    ),
    ...others,
    'Ctrl Enter': onwards ?? (() => Promise.reject(new Error('no way on'))),
  });

  await expect(clerk.button('Take photo')).not.toHaveAttribute('aria-disabled');
  await walk(page, 'Photo', {
    Esc: async () => {
      await clerk.button('Continue to photo').click();
      await expect(clerk.button('Take photo')).not.toHaveAttribute('aria-disabled');
    },
    'Ctrl D': async () => {
      await asideAndBack();
      await expect(clerk.button('Take photo')).not.toHaveAttribute('aria-disabled');
    },
    Space: () => clerk.button('Retake').waitFor(),
    'Ctrl Enter': () => clerk.field('Customer consents').waitFor({ state: 'attached' }),
  });

  const ready = (): Promise<void> => clerk.consentReady();
  const toReview = async (): Promise<void> => {
    await clerk.button('Continue to review').click();
    await ready();
  };
  await ready();
  await walk(page, 'Review', {
    'Ctrl 2': async () => {
      await clerk.button('Continue to photo').click();
      await toReview();
    },
    Esc: toReview,
    'Ctrl D': async () => {
      await asideAndBack();
      await ready();
    },
    F7: async () => {
      const screen = page.locator('dialog.customer-screen');
      await expect(screen.locator('[data-keycap]')).toHaveText(['Esc', 'Enter']);
      await page.keyboard.press('Escape');
      await expect(screen).toBeHidden();
      await ready();
    },
    Space: () => expect(clerk.field('Customer consents')).toBeChecked(),
    'Ctrl Enter': () => clerk.heading('Submitted').waitFor(),
  });

  await expect(clerk.button('Next customer')).not.toHaveAttribute('aria-disabled');
  // While another control has the focus, Enter belongs to it, and no hint shows Enter.
  await clerk.button('Print slip').focus();
  expect(await printed(page)).toEqual([]);
  await clerk.heading('Submitted').focus();
  await walk(page, 'Done', { Enter: () => clerk.button('Scan front').waitFor() });
});
