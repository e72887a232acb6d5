/** Tests keys that are held, repeated or typed ahead: they must not record a consent, print a second slip or skip an outcome. */
import type { Page } from '@playwright/test';
import {
  BACK,
  CAMERA,
  CLERK_MOBILE,
  CUSTOMER,
  expect,
  fillRegistration,
  FRONT,
  requestsOf,
  test,
} from './fixture.ts';
import type { Clerk } from '#tests/support/clerk.ts';
import { startFaultProxy } from '#tests/support/fault-proxy.ts';

/** Holds a key down: one keydown event, then repeats. */
const holdKey = async (page: Page, key: string, repeats = 25): Promise<void> => {
  for (let event = 0; event <= repeats; event += 1) await page.keyboard.down(key);
  await page.keyboard.up(key);
};
const consentCheckbox = (clerk: Clerk) => clerk.field('Customer consents');
/** Waits until the browser has handled every key sent so far and rendered the result. */
const waitForRender = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => resolve())),
      ),
  );
type PageWithDelayedFrames = Window & { releaseFrames: () => void };
/** Delays the page's animation frames until `releaseFrames`, so that keys arrive before the page is rendered, at any machine speed. */
const delayFrames = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const requestFrame = window.requestAnimationFrame.bind(window);
    const delayedCallbacks: FrameRequestCallback[] = [];
    window.requestAnimationFrame = (callback) => delayedCallbacks.push(callback);
    (window as unknown as PageWithDelayedFrames).releaseFrames = () => {
      window.requestAnimationFrame = requestFrame;
      for (const callback of delayedCallbacks) requestFrame(callback);
    };
  });
const goToPhoto = async (clerk: Clerk): Promise<void> => {
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await clerk.completeDetails(CUSTOMER);
  await clerk.continue('Continue to photo');
};
const giveConsent = async (clerk: Clerk): Promise<void> => {
  await fillRegistration(clerk);
  await clerk.waitForConsent();
  await clerk.page.keyboard.press('Space');
  await expect(consentCheckbox(clerk)).toBeChecked();
};

test('Space takes one photo and does nothing else when it is held or pressed repeatedly', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn({ camera: CAMERA });
  const { page } = kiosk;
  await goToPhoto(clerk);
  await expect(clerk.button('Take photo')).not.toHaveAttribute('aria-disabled');
  await holdKey(page, 'Space');
  await clerk.button('Retake').waitFor();
  await holdKey(page, 'Space');
  for (let press = 0; press < 6; press += 1) await page.keyboard.press('Space');
  await waitForRender(page);
  await expect(clerk.button('Retake')).toBeVisible();
  await expect(consentCheckbox(clerk)).toHaveCount(0);
});

for (const [name, pressEarly] of [
  ['held', (page: Page) => holdKey(page, 'Space')],
  [
    'pressed three times',
    async (page: Page) => {
      for (let press = 0; press < 3; press += 1) await page.keyboard.press('Space');
    },
  ],
  [
    'pressed on the checkbox',
    async (page: Page) => {
      await page.getByRole('checkbox').focus();
      await page.keyboard.press('Space');
    },
  ],
  [
    'clicked',
    async (page: Page) => {
      await page
        .locator('label')
        .filter({ has: page.getByRole('checkbox') })
        .click({ force: true });
    },
  ],
] as const) {
  test(`Space ${name} before the review is rendered records no consent, and one press afterwards does`, async ({
    openSignedIn,
    service,
  }) => {
    const { clerk, kiosk } = await openSignedIn();
    const { page } = kiosk;
    await delayFrames(page);
    await fillRegistration(clerk);
    await consentCheckbox(clerk).waitFor({ state: 'attached' });
    await page.evaluate(() => {
      document.addEventListener('change', () => document.body.setAttribute('data-changed', ''), {
        capture: true,
      });
    });
    await pressEarly(page);
    await page.keyboard.press('Control+Enter');
    await expect(consentCheckbox(clerk)).toHaveAttribute('aria-disabled', 'true');
    await expect(page.locator('body')).not.toHaveAttribute('data-changed');
    await expect(consentCheckbox(clerk)).not.toBeChecked();
    await page.evaluate(() => (window as unknown as PageWithDelayedFrames).releaseFrames());
    await clerk.waitForConsent();
    await expect(consentCheckbox(clerk)).not.toBeChecked();
    expect(requestsOf(service, 'submit')).toEqual([]);
    await clerk.page.keyboard.press('Space');
    await expect(consentCheckbox(clerk)).toBeChecked();
  });
}

test('Submit pressed twice and followed by Enter stays on the outcome and sends once', async ({
  openSignedIn,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  await giveConsent(clerk);
  for (const key of ['Control+Enter', 'Control+Enter', 'Enter', 'Enter', 'Enter'])
    await page.keyboard.press(key);
  await expect(clerk.heading('Submitted')).toBeVisible();
  await holdKey(page, 'Enter');
  await waitForRender(page);
  await expect(clerk.heading('Submitted')).toBeVisible();
  await expect(clerk.button('Next customer')).not.toHaveAttribute('aria-disabled');
  expect(requestsOf(service, 'submit')).toHaveLength(1);
  await page.keyboard.press('Enter');
  await clerk.button('Scan front').waitFor();
});

test('a double click on Submit does not reach the next button, and a double click on Print prints once', async ({
  openSignedIn,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await giveConsent(clerk);
  await clerk.button('Submit').dblclick();
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(requestsOf(service, 'submit')).toHaveLength(1);
  await expect(clerk.button('Print slip')).not.toHaveAttribute('aria-disabled');
  await clerk.button('Print slip').dblclick();
  await expect(clerk.button('Next customer')).toBeFocused();
  await expect(clerk.button('Next customer')).not.toHaveAttribute('aria-disabled');
  expect(await kiosk.printed()).toHaveLength(1);
});

test('"Print slip" held, pressed twice and followed by Enter prints one slip, and the next Enter continues', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  await giveConsent(clerk);
  await page.keyboard.press('Control+Enter');
  await clerk.heading('Submitted').waitFor();
  const printButton = clerk.button('Print slip');
  await expect(printButton).not.toHaveAttribute('aria-disabled');
  await printButton.focus();
  await holdKey(page, 'Enter');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await kiosk.printed()).length).toBe(1);
  // A slow machine may print before the second Enter, which then continues to the next customer.
  await expect(clerk.button('Next customer').or(clerk.button('Scan front'))).toBeVisible();
  if (await clerk.button('Next customer').isVisible()) {
    await expect(clerk.button('Next customer')).toBeFocused();
    await expect(clerk.button('Next customer')).not.toHaveAttribute('aria-disabled');
    expect(await kiosk.printed()).toHaveLength(1);
    await page.keyboard.press('Enter');
  }
  await clerk.button('Scan front').waitFor();
  expect(await kiosk.printed()).toHaveLength(1);
});

test('an outcome that changes during the key press is not skipped', async ({ open, service }) => {
  const proxy = await startFaultProxy(service.url);
  const { clerk, kiosk } = await open({ baseUrl: proxy.url });
  await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
  await giveConsent(clerk);
  await proxy.cut();
  await kiosk.page.keyboard.press('Control+Enter');
  await clerk.heading('Queued').waitFor();
  await expect(clerk.button('Next customer')).not.toHaveAttribute('aria-disabled');
  // Presses Enter at the moment at which the heading changes.
  await kiosk.page.evaluate(() => {
    const heading = document.querySelector('[data-outcome] h1');
    new MutationObserver(() => {
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', {
          code: 'Enter',
          key: 'Enter',
          bubbles: true,
          cancelable: true,
        }),
      );
    }).observe(heading ?? document.body, { childList: true, characterData: true, subtree: true });
  });
  await proxy.restore();
  await expect(clerk.heading('Submitted')).toBeVisible();
  await waitForRender(kiosk.page);
  await expect(clerk.heading('Submitted')).toBeVisible();
  await proxy.close();
});
