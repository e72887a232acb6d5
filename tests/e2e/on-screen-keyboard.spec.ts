/** Tests a counter that is used by touch alone, with real touch events and without mouse and keyboard. */
import { findAxeViolations } from '#tests/support/axe.ts';
import type { Locator, Page } from '@playwright/test';
import { CLERK_PIN, type Clerk } from '#tests/support/clerk.ts';
import { createTouchInput, type TouchInput } from '#tests/support/touch-input.ts';
import {
  BACK,
  CAMERA,
  CLERK_MOBILE,
  CUSTOMER,
  expect,
  FRONT,
  requestsOf,
  test,
} from './fixture.ts';
import type { TestService } from '#tests/support/service/service.ts';

/** Minimum width and height of a key for touch. */
const MIN_KEY_PX = 44;

const signIn = async (clerk: Clerk, touch: TouchInput, service: TestService): Promise<void> => {
  await touch.type(clerk.field('Mobile number'), CLERK_MOBILE, 'digits');
  await touch.tap(touch.key('[data-action="enter"]'));
  await clerk.field('OTP').waitFor();
  await touch.type(clerk.field('OTP'), service.otpFor(CLERK_MOBILE) ?? '', 'digits');
  await touch.tap(touch.key('[data-action="enter"]'));
};
const choosePin = async (clerk: Clerk, touch: TouchInput): Promise<void> => {
  await clerk.heading('Choose a PIN').waitFor();
  await touch.type(clerk.field('PIN'), CLERK_PIN, 'digits');
  await touch.type(clerk.field('PIN again'), CLERK_PIN, 'digits');
  await touch.tap(clerk.button('Save PIN'));
  await clerk.heading('Counter').waitFor();
};
const chooseOption = async (touch: TouchInput, list: Locator, value: string): Promise<void> => {
  await touch.tap(list);
  await touch.tap(list.locator(`option[value="${value}"]`));
};
/** Whether the focused field with its message is completely visible above the keyboard. */
const isFieldVisible = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const field = document.activeElement?.closest('.field');
    const keyboard = document.querySelector('[data-on-screen-keyboard]');
    if (!field || !keyboard) return false;
    const { top, bottom } = field.getBoundingClientRect();
    return top >= 0 && bottom <= keyboard.getBoundingClientRect().top;
  });
const measureSmallestKeyPx = (touch: TouchInput): Promise<number> =>
  touch.keyboard.locator('button').evaluateAll((keys) =>
    Math.min(
      ...keys.flatMap((key) => {
        const { width, height } = key.getBoundingClientRect();
        return [width, height];
      }),
    ),
  );

for (const locale of ['en', 'bn'] as const) {
  test(`a clerk signs in, registers a customer, locks and unlocks by touch alone (${locale})`, async ({
    open,
    service,
  }) => {
    const { clerk, kiosk } = await open({ locale, camera: CAMERA });
    const { page } = kiosk;
    const touch = await createTouchInput(page);
    await signIn(clerk, touch, service);
    await choosePin(clerk, touch);
    await touch.tap(clerk.button('New registration'));
    await clerk.heading('Registration').waitFor();
    // The card is dropped as files; other tests use the scanner and the file chooser.
    await clerk.importCard(FRONT, BACK);
    await touch.tap(clerk.button('Continue to details'));
    await clerk.waitForReading();
    await touch.tap(clerk.radio(CUSTOMER.gender));
    await chooseOption(touch, clerk.field('Profession'), CUSTOMER.profession);
    await touch.type(clerk.field('Nominee'), CUSTOMER.nominee, 'bangla');
    await expect(clerk.field('Nominee')).toHaveValue(CUSTOMER.nominee.normalize('NFC'));
    expect(await isFieldVisible(page)).toBe(true);
    await chooseOption(touch, clerk.field('Nominee relation'), CUSTOMER.nomineeRelation);
    await touch.type(clerk.field('Customer mobile'), CUSTOMER.mobile, 'digits');
    await touch.tap(clerk.button('Continue to photo'));
    await touch.tap(clerk.button('Take photo'));
    await clerk.button('Retake').waitFor();
    await touch.tap(clerk.button('Continue to review'));
    await clerk.waitForConsent();
    await touch.tap(clerk.field('Customer consents'));
    await touch.tap(clerk.button('Submit'));
    await clerk.heading('Submitted').waitFor();
    expect(requestsOf(service, 'submit')).toHaveLength(1);

    await touch.tap(clerk.button('Lock'));
    await clerk.heading('Locked').waitFor();
    // The lock has its own number keys, so the on-screen keyboard stays closed.
    await expect(touch.keyboard).toHaveCount(0);
    const dialog = page.getByRole('dialog');
    for (const digit of CLERK_PIN)
      await touch.tap(dialog.getByRole('button', { name: digit, exact: true }));
    await touch.tap(clerk.button('Unlock'));
    await clerk.heading('Locked').waitFor({ state: 'detached' });

    await touch.tap(clerk.button('Lock'));
    await touch.tap(clerk.button('Sign in with OTP instead'));
    await signIn(clerk, touch, service);
    await clerk.heading('Locked').waitFor({ state: 'detached' });
    // After a sign-in by OTP the clerk chooses a new PIN, and the keyboard is open for it.
    await expect(page.locator('input[data-guide="pin"]')).toBeFocused();
    await expect(touch.keyboard).toBeVisible();
  });
}

test('the on-screen keyboard has large enough keys, has no axe findings and restores the layout when it is closed', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  const touch = await createTouchInput(page);
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  const readFieldBounds = (): Promise<unknown> =>
    page.evaluate(() =>
      [...document.querySelectorAll('main [data-field]')].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x, y, width, height];
      }),
    );
  await page.setViewportSize({ width: 1366, height: 768 });
  // The field gets a value, so that no message about a missing value changes the layout.
  await clerk.field('Nominee').fill('পরীক্ষা মিয়া');
  const boundsBefore = await readFieldBounds();
  await touch.tap(clerk.field('Nominee'));
  await touch.keyboard.waitFor();
  for (const [width, height] of [
    [1366, 768],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await measureSmallestKeyPx(touch), `${width}×${height}`).toBeGreaterThanOrEqual(
      MIN_KEY_PX,
    );
  }
  await page.setViewportSize({ width: 1366, height: 768 });
  await touch.tap(touch.key('[data-action="hide"]'));
  await expect(touch.keyboard).toHaveCount(0);
  expect(await readFieldBounds()).toEqual(boundsBefore);
  await touch.tap(clerk.field('Nominee'));
  await touch.keyboard.waitFor();
  expect(await findAxeViolations(page)).toEqual([]);
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'hc';
  });
  expect(await findAxeViolations(page)).toEqual([]);
  await page.evaluate(() => {
    delete document.documentElement.dataset['theme'];
  });
  // Undo restores typed text, and Backspace deletes one character at a time.
  await clerk.field('Nominee').fill('');
  await touch.type(clerk.field('Nominee'), 'ক্ষি', 'bangla');
  await touch.tap(touch.key('[data-action="backspace"]'));
  await expect(clerk.field('Nominee')).toHaveValue('ক্ষ');
  await page.evaluate('document.execCommand("undo")');
  await expect(clerk.field('Nominee')).toHaveValue('ক্ষি');
  for (let press = 0; press < 4; press += 1)
    await touch.tap(touch.key('[data-action="backspace"]'));
  await touch.tap(touch.key('[data-action="hide"]'));
  await expect(touch.keyboard).toHaveCount(0);
});

test('the message of a field stays visible above the on-screen keyboard', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  const touch = await createTouchInput(page);
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await touch.type(clerk.field('Customer mobile'), '12', 'digits');
  await touch.tap(clerk.field('Nominee'));
  await touch.tap(clerk.field('Customer mobile'));
  await expect(clerk.field('Customer mobile')).toHaveAttribute('aria-invalid', 'true');
  await expect.poll(() => isFieldVisible(page)).toBe(true);
});

test('a key of a physical keyboard closes the on-screen keyboard, and a click does not open it again', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  const touch = await createTouchInput(page);
  await clerk.pressUntilShown('F6', 'Outbox');
  const search = page.getByRole('searchbox');
  await touch.type(search, 'ab', 'english');
  await expect(search).toHaveValue('ab');
  await page.keyboard.type('c');
  await expect(touch.keyboard).toHaveCount(0);
  await expect(search).toHaveValue('abc');
  await search.click();
  await expect(touch.keyboard).toHaveCount(0);
});
