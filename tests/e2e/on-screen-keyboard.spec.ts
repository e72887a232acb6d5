/** Tests a counter that is used by touch alone, with real touch events and without mouse and keyboard. */
import { axeFindings } from '#tests/support/axe.ts';
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

const MIN_KEY_PX = 44;

const signIn = async (clerk: Clerk, finger: TouchInput, service: TestService): Promise<void> => {
  await finger.type(clerk.field('Mobile number'), CLERK_MOBILE, 'digits');
  await finger.tap(finger.key('[data-action="enter"]'));
  await clerk.field('OTP').waitFor();
  await finger.type(clerk.field('OTP'), service.otpFor(CLERK_MOBILE) ?? '', 'digits');
  await finger.tap(finger.key('[data-action="enter"]'));
};
const choosePin = async (clerk: Clerk, finger: TouchInput): Promise<void> => {
  await clerk.heading('Choose a PIN').waitFor();
  await finger.type(clerk.field('PIN'), CLERK_PIN, 'digits');
  await finger.type(clerk.field('PIN again'), CLERK_PIN, 'digits');
  await finger.tap(clerk.button('Save PIN'));
  await clerk.heading('Counter').waitFor();
};
const chooseOption = async (finger: TouchInput, list: Locator, value: string): Promise<void> => {
  await finger.tap(list);
  await finger.tap(list.locator(`option[value="${value}"]`));
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
const smallestKeyPx = (finger: TouchInput): Promise<number> =>
  finger.keyboard.locator('button').evaluateAll((keys) =>
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
    const finger = await createTouchInput(page);
    await signIn(clerk, finger, service);
    await choosePin(clerk, finger);
    await finger.tap(clerk.button('New registration'));
    await clerk.heading('Registration').waitFor();
    // The card is dropped as files; other tests use the scanner and the file chooser.
    await clerk.importCard(FRONT, BACK);
    await finger.tap(clerk.button('Continue to details'));
    await clerk.waitForReading();
    await finger.tap(clerk.radio(CUSTOMER.gender));
    await chooseOption(finger, clerk.field('Profession'), CUSTOMER.profession);
    await finger.type(clerk.field('Nominee'), CUSTOMER.nominee, 'bangla');
    await expect(clerk.field('Nominee')).toHaveValue(CUSTOMER.nominee.normalize('NFC'));
    expect(await isFieldVisible(page)).toBe(true);
    await chooseOption(finger, clerk.field('Nominee relation'), CUSTOMER.nomineeRelation);
    await finger.type(clerk.field('Customer mobile'), CUSTOMER.mobile, 'digits');
    await finger.tap(clerk.button('Continue to photo'));
    await finger.tap(clerk.button('Take photo'));
    await clerk.button('Retake').waitFor();
    await finger.tap(clerk.button('Continue to review'));
    await clerk.waitForConsent();
    await finger.tap(clerk.field('Customer consents'));
    await finger.tap(clerk.button('Submit'));
    await clerk.heading('Submitted').waitFor();
    expect(requestsOf(service, 'submit')).toHaveLength(1);

    await finger.tap(clerk.button('Lock'));
    await clerk.heading('Locked').waitFor();
    // The lock has its own number keys, so the on-screen keyboard stays closed.
    await expect(finger.keyboard).toHaveCount(0);
    const dialog = page.getByRole('dialog');
    for (const digit of CLERK_PIN)
      await finger.tap(dialog.getByRole('button', { name: digit, exact: true }));
    await finger.tap(clerk.button('Unlock'));
    await clerk.heading('Locked').waitFor({ state: 'detached' });

    await finger.tap(clerk.button('Lock'));
    await finger.tap(clerk.button('Sign in with OTP instead'));
    await signIn(clerk, finger, service);
    await clerk.heading('Locked').waitFor({ state: 'detached' });
    // After a sign-in by OTP the clerk chooses a new PIN, and the keyboard is open for it.
    await expect(page.locator('input[data-guide="pin"]')).toBeFocused();
    await expect(finger.keyboard).toBeVisible();
  });
}

test('the on-screen keyboard has large enough keys, has no axe findings and restores the layout when it is closed', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  const finger = await createTouchInput(page);
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  const fieldBounds = (): Promise<unknown> =>
    page.evaluate(() =>
      [...document.querySelectorAll('main [data-field]')].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x, y, width, height];
      }),
    );
  await page.setViewportSize({ width: 1366, height: 768 });
  // The field gets a value, so that no message about a missing value changes the layout.
  await clerk.field('Nominee').fill('পরীক্ষা মিয়া');
  const before = await fieldBounds();
  await finger.tap(clerk.field('Nominee'));
  await finger.keyboard.waitFor();
  for (const [width, height] of [
    [1366, 768],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await smallestKeyPx(finger), `${width}×${height}`).toBeGreaterThanOrEqual(MIN_KEY_PX);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
  await finger.tap(finger.key('[data-action="hide"]'));
  await expect(finger.keyboard).toHaveCount(0);
  expect(await fieldBounds()).toEqual(before);
  await finger.tap(clerk.field('Nominee'));
  await finger.keyboard.waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'hc';
  });
  expect(await axeFindings(page)).toEqual([]);
  await page.evaluate(() => {
    delete document.documentElement.dataset['theme'];
  });
  // Undo restores typed text, and Backspace deletes one character at a time.
  await clerk.field('Nominee').fill('');
  await finger.type(clerk.field('Nominee'), 'ক্ষি', 'bangla');
  await finger.tap(finger.key('[data-action="backspace"]'));
  await expect(clerk.field('Nominee')).toHaveValue('ক্ষ');
  await page.evaluate('document.execCommand("undo")');
  await expect(clerk.field('Nominee')).toHaveValue('ক্ষি');
  for (let sign = 0; sign < 4; sign += 1) await finger.tap(finger.key('[data-action="backspace"]'));
  await finger.tap(finger.key('[data-action="hide"]'));
  await expect(finger.keyboard).toHaveCount(0);
});

test('the message of a field stays visible above the on-screen keyboard', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  const finger = await createTouchInput(page);
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await finger.type(clerk.field('Customer mobile'), '12', 'digits');
  await finger.tap(clerk.field('Nominee'));
  await finger.tap(clerk.field('Customer mobile'));
  await expect(clerk.field('Customer mobile')).toHaveAttribute('aria-invalid', 'true');
  await expect.poll(() => isFieldVisible(page)).toBe(true);
});

test('a key of a physical keyboard closes the on-screen keyboard, and a click does not open it again', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  const finger = await createTouchInput(page);
  await clerk.pressUntilShown('F6', 'Outbox');
  const search = page.getByRole('searchbox');
  await finger.type(search, 'ab', 'english');
  await expect(search).toHaveValue('ab');
  await page.keyboard.type('c');
  await expect(finger.keyboard).toHaveCount(0);
  await expect(search).toHaveValue('abc');
  await search.click();
  await expect(finger.keyboard).toHaveCount(0);
});
