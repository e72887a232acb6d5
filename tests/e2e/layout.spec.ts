/**
 * Tests the layout of every screen in both languages at each size of window and text that counters have: nothing may be cut off, covered,
 * overlapping or unreachable.
 */
import { createFileChooser } from '#tests/support/file-chooser.ts';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTouchInput } from '#tests/support/touch-input.ts';
import { createLayoutCollector } from './layout-collector.ts';
import { LEAD_PIN, createSettingsPage } from './settings-page.ts';
import { connectDisplay } from '#tests/support/second-display.ts';
import {
  BACK,
  CAMERA,
  CUSTOMER,
  expect,
  fillRegistration,
  FRONT,
  PHOTO,
  SAMPLES_FOLDER,
  test,
} from './fixture.ts';
import { checkCornerDialog } from './corner-dialog.ts';

test('sign-in, lock and the counter have no layout fault at any size', async ({
  open,
  service,
}) => {
  const { clerk, kiosk } = await open();
  const { checkLayout, faults } = createLayoutCollector(kiosk.page);
  await clerk.heading('Sign in').waitFor();
  await checkLayout('sign in');
  await clerk.requestOtp('01300000042');
  await checkLayout('OTP');
  await clerk.field('OTP').fill('0000');
  await clerk.button('Verify').click();
  await kiosk.page.getByText('OTP-WRONG').waitFor();
  await checkLayout('wrong OTP');
  await clerk.field('OTP').fill(service.otpFor('01300000042') ?? '');
  await clerk.button('Verify').click();
  await clerk.heading('Choose a PIN').waitFor();
  await checkLayout('choose a PIN');
  await clerk.choosePin();
  await clerk.heading('Counter').waitFor();
  await checkLayout('counter');
  await clerk.button('Sign out').click();
  await kiosk.page.getByRole('dialog').waitFor();
  await checkLayout('sign out?');
  await kiosk.page.keyboard.press('Escape');
  await clerk.button('Help').click();
  await kiosk.page.getByRole('dialog').waitFor();
  await checkLayout('help');
  await kiosk.page.keyboard.press('Escape');
  await clerk.lock();
  await checkLayout('lock');
  expect(faults).toEqual([]);
});

test('every step of a registration has no layout fault at any size', async ({ openSignedIn }) => {
  const { clerk, kiosk } = await openSignedIn({
    camera: CAMERA,
    exchangeFolders: [SAMPLES_FOLDER],
  });
  const { page } = kiosk;
  const { checkLayout, faults } = createLayoutCollector(page);
  await clerk.startRegistration();
  await checkLayout('card, empty');
  await clerk.button('Import front').click();
  await createFileChooser(page).list.getByRole('option').first().waitFor();
  await checkLayout('file chooser');
  await page.keyboard.press('Backspace');
  await createFileChooser(page).row('samples').waitFor();
  await checkLayout('file chooser, drives');
  await page.keyboard.press('Escape');
  await clerk.dropPicture('Import front', `${SAMPLES_FOLDER}/../../README.md`);
  await page.getByText('IMG-NOT-IMAGE').waitFor();
  await checkLayout('card, refused');
  await clerk.importCard(FRONT, BACK);
  await checkLayout('card');
  await checkCornerDialog({ clerk, page }, () => checkLayout('corners'));
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await checkLayout('details');
  // Continuing shows the missing values at the fields and in the list of links to them.
  await clerk.button('Continue to photo').click();
  await checkLayout('details with errors');
  await clerk.field('Date of birth').focus();
  await checkLayout('details, date of birth');
  await clerk.completeDetails(CUSTOMER);
  await clerk.continue('Continue to photo');
  await expect(clerk.button('Take photo')).not.toHaveAttribute('aria-disabled');
  await checkLayout('photo, live');
  await clerk.importPhoto(PHOTO);
  await checkLayout('photo');
  await clerk.continue('Continue to review');
  await clerk.waitForConsent();
  await checkLayout('review');
  await page.keyboard.press('F7');
  await page.locator('dialog.customer-screen h1').waitFor();
  await checkLayout('review, for the customer');
  await page
    .getByRole('button', { name: 'Something is wrong', exact: true })
    .and(page.locator(':not([aria-disabled="true"])'))
    .click();
  await page.locator('[data-reported]').waitFor();
  await checkLayout('review, something is wrong');
  await clerk.consentAndSubmit();
  await clerk.heading('Submitted').waitFor();
  await checkLayout('done');
  await clerk.button('Home').click();
  // The list of last customers is shown only on a large screen, because a new counter also has banners.
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.locator('[data-last-customers]').waitFor();
  await checkLayout('counter with a customer');
  await clerk.pressUntilShown('F4', 'Verification log');
  await page.locator('[data-log] h2').waitFor();
  await checkLayout('Verification log with a customer');
  await clerk.button('Export CSV').click();
  await createFileChooser(page).saveHere();
  await page.getByRole('dialog').getByText('masked').waitFor();
  await checkLayout('export of the log');
  expect(faults).toEqual([]);
});

test('the customer’s display has no layout fault at any size, in the language of the counter', async ({
  openSignedIn,
  dataDir,
}) => {
  await writeFile(
    path.join(dataDir, 'settings.json'),
    JSON.stringify({ customerDisplay: 'second' }),
  );
  const { clerk, kiosk } = await openSignedIn();
  await connectDisplay(kiosk);
  const customer = await kiosk.customerPage();
  const { checkLayout, faults } = createLayoutCollector(kiosk.page, customer);
  await fillRegistration(clerk);
  await customer.locator('dl').waitFor();
  await checkLayout('customer’s display');
  await customer
    .getByRole('button', { name: 'Something is wrong', exact: true })
    .and(customer.locator(':not([aria-disabled="true"])'))
    .click();
  await checkLayout('customer’s display, something is wrong');
  expect(faults).toEqual([]);
});

test('the screens that open from Home have no layout fault at any size', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  const { checkLayout, faults } = createLayoutCollector(page);
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.button('Put aside').click();
  await clerk.heading('Counter').waitFor();
  await checkLayout('counter with a draft');
  for (const [key, screen] of [
    ['F3', 'Verification status'],
    ['F4', 'Verification log'],
    ['F6', 'Outbox'],
    ['F8', 'Diagnostics'],
  ] as const) {
    await clerk.pressUntilShown(key, screen);
    if (screen === 'Outbox')
      await page
        .getByText(/0142-3-\d{4}/)
        .first()
        .waitFor();
    await checkLayout(screen);
  }
  // Diagnostics returns to the screen that opened it.
  await page.keyboard.press('Escape');
  await clerk.heading('Outbox').waitFor();
  await page.keyboard.press('Escape');
  await clerk.button('Day close').click();
  await clerk.heading('Day close').waitFor();
  await checkLayout('Day close');
  expect(faults).toEqual([]);
});

test('the Settings screen has no layout fault at any size', async ({ openSignedIn }) => {
  const counter = await openSignedIn({ camera: CAMERA });
  const { checkLayout, faults } = createLayoutCollector(counter.kiosk.page);
  const settings = createSettingsPage(counter);
  await counter.clerk.pressUntilShown('F9', 'Settings');
  await settings.leadPin.waitFor();
  await checkLayout('Settings, lead PIN');
  await counter.kiosk.page.keyboard.press('Escape');
  await counter.clerk.heading('Counter').waitFor();
  await settings.open();
  await checkLayout('Settings');
  expect(faults).toEqual([]);
});

test('each step of the first-run set-up has no layout fault at any size', async ({
  open,
  service,
}) => {
  const counter = await open({ prefillSettings: false, camera: CAMERA });
  const { clerk } = counter;
  const { page, keyboard, ...settings } = createSettingsPage(counter);
  const { checkLayout, faults } = createLayoutCollector(page);
  await clerk.requestOtp('01300000042');
  await clerk.field('OTP').fill(service.otpFor('01300000042') ?? '');
  await keyboard.press('Enter');
  await clerk.choosePin();
  await clerk.heading('Set up this counter').waitFor();
  await checkLayout('set-up, lead PIN');
  await settings.leadPin.focus();
  await keyboard.type(LEAD_PIN);
  await keyboard.press('Tab');
  await keyboard.type(LEAD_PIN);
  await keyboard.press('Enter');
  await clerk.heading('Counter').waitFor();
  await checkLayout('set-up, counter');
  await keyboard.press('Control+Enter');
  await page.locator('[aria-invalid]').first().waitFor();
  await checkLayout('set-up, counter with errors');
  for (const [name, text] of [
    ['Bank (English)', 'Example Bank'],
    ['Bank (Bangla)', 'উদাহরণ ব্যাংক'],
    ['Branch (English)', 'Example Branch'],
    ['Branch (Bangla)', 'উদাহরণ শাখা'],
    ['Branch code', '0142'],
    ['Counter number', '7'],
  ] as const)
    await settings.field(name).fill(text);
  await keyboard.press('Control+Enter');
  for (const step of ['Scanner', 'Camera', 'Printer', 'Test'] as const) {
    await clerk.heading(step).waitFor();
    await checkLayout(`set-up, ${step}`);
    if (step !== 'Test') await clerk.button('Skip this step').click();
  }
  await clerk.button('Run all checks').click();
  await page.locator('main .banner').first().waitFor();
  await checkLayout('set-up, Test with its results');
  await keyboard.press('Control+Enter');
  await clerk.heading('What is set up').waitFor();
  await checkLayout('set-up, summary');
  expect(faults).toEqual([]);
});

test('the on-screen keyboard causes no layout fault at any size', async ({ openSignedIn }) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  const { checkLayout, faults } = createLayoutCollector(page);
  const touch = await createTouchInput(page);
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await clerk.button('Continue to photo').click();
  await touch.tap(clerk.field('Nominee'));
  await touch.keyboard.waitFor();
  await checkLayout('details, keyboard of letters');
  await touch.tap(clerk.field('Customer mobile'));
  await checkLayout('details, keyboard of digits');
  await clerk.button('Put aside').click();
  await clerk.heading('Counter').waitFor();
  await clerk.pressUntilShown('F6', 'Outbox');
  await page.locator('[data-reference]').waitFor();
  await page.keyboard.press('Delete');
  await touch.tap(page.getByRole('dialog').getByRole('textbox').first());
  await touch.keyboard.waitFor();
  await checkLayout('dialog, keyboard of letters');
  await page.keyboard.press('Escape');
  await clerk.lock();
  await touch.tap(clerk.button('Sign in with OTP instead'));
  await touch.tap(clerk.field('Mobile number'));
  await touch.keyboard.waitFor();
  await checkLayout('lock, keyboard of digits');
  expect(faults).toEqual([]);
});
