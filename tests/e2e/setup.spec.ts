/** Tests the first-run set-up of a counter. */
import { findAxeViolations } from '#tests/support/axe.ts';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { CAMERA, CLERK_MOBILE, expect, test, testLanguages } from './fixture.ts';
import { LEAD_PIN, createSettingsPage, readSettingsFile } from './settings-page.ts';
import type { KioskOptions } from '#tests/support/kiosk.ts';

const MIN_CONTROL_PX = 43;

/**
 * Finds controls that are lower than 44 px, the minimum for touch. The limit is 43 px, because a border of 1.5 px is drawn with 1 px
 * without scaling.
 */
const findLowControls = (page: Page): Promise<string[]> =>
  page.locator('main :is(button, .control, .segmented)').evaluateAll(
    (controls, minPx) =>
      controls
        .filter((control) => control.checkVisibility())
        .map((control) => ({
          text: control.textContent,
          ...control.getBoundingClientRect().toJSON(),
        }))
        .filter(({ height }) => height < minPx)
        .map(({ text, height }) => `${text}: ${height} px`),
    MIN_CONTROL_PX,
  );

test.describe('the first-run set-up', () => {
  const newCounterOptions: KioskOptions = { prefillSettings: false, camera: CAMERA };

  for (const locale of testLanguages)
    test(`is shown after the first sign-in, and a registration follows it (${locale})`, async ({
      open,
      service,
      dataDir,
    }) => {
      const counter = await open({ ...newCounterOptions, locale });
      const settings = createSettingsPage(counter, locale);
      const { page, keyboard } = settings;
      const { clerk } = counter;
      // The sign-in screen announces the set-up and does not ask to call IT.
      await page
        .locator('.banner')
        .filter({ hasText: locale === 'bn' ? 'শাখা প্রধান' : 'branch lead' })
        .waitFor();
      await expect(page.getByText('CFG-MISSING')).toHaveCount(0);
      await clerk.requestOtp(CLERK_MOBILE);
      await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
      await keyboard.press('Enter');
      await clerk.choosePin();
      await clerk.heading('Set up this counter').waitFor();
      expect(await findAxeViolations(page)).toEqual([]);

      await settings.typeLeadPin();
      await keyboard.press('Tab');
      await keyboard.type(LEAD_PIN);
      await keyboard.press('Enter');
      await clerk.heading('Counter').waitFor();

      // Missing values are marked and listed, and the step is not left.
      await expect(settings.field('Bank (English)')).toBeFocused();
      await keyboard.insertText('Example Bank');
      // Typed values are kept while another screen is open.
      await keyboard.press('F8');
      await clerk.heading('Diagnostics').waitFor();
      await keyboard.press('Escape');
      await settings.typeLeadPin();
      await keyboard.press('Enter');
      await expect(settings.field('Bank (English)')).toHaveValue('Example Bank');
      await keyboard.press('Control+Enter');
      await expect(settings.field('Bank (Bangla)')).toBeFocused();
      await expect(page.locator('main input[aria-invalid]')).toHaveCount(5);
      expect(await findLowControls(page)).toEqual([]);
      const labels = [
        'Bank (Bangla)',
        'Branch (English)',
        'Branch (Bangla)',
        'Branch code',
        'Counter number',
      ] as const;
      await expect(page.locator('main')).toContainText(labels.map(settings.translate).join(', '));
      expect(await findAxeViolations(page)).toEqual([]);
      for (const text of ['উদাহরণ ব্যাংক', 'Example Branch', 'উদাহরণ শাখা', '0142', '7']) {
        await keyboard.insertText(text);
        await keyboard.press('Tab');
      }
      await keyboard.press('Control+Enter');
      await clerk.heading('Scanner').waitFor();
      expect(await findLowControls(page)).toEqual([]);
      expect(await readSettingsFile(dataDir)).toMatchObject({
        branchCode: '0142',
        counterNumber: '7',
      });
      await settings.tabTo(clerk.button('Skip this step'));
      await keyboard.press('Enter');
      await clerk.heading('Camera').waitFor();
      const useCamera = clerk.button('Use this camera').and(page.locator(':not([aria-disabled])'));
      await useCamera.waitFor();
      expect(await findLowControls(page)).toEqual([]);
      await settings.tabTo(useCamera);
      await keyboard.press('Enter');
      await expect.poll(async () => (await readSettingsFile(dataDir))['camera']).not.toBeFalsy();
      await keyboard.press('Control+Enter');
      await clerk.heading('Printer').waitFor();

      // When it is opened again, the set-up begins at the first unfinished step and asks for the lead PIN when a step needs it.
      await keyboard.press('Escape');
      await clerk.button('New registration').waitFor();
      await clerk.button('Set up this counter').click();
      await clerk.heading('Scanner').waitFor();
      await keyboard.press('Control+5');
      await clerk.heading('Printer').waitFor();
      await settings.typeLeadPin();
      await keyboard.press('Enter');
      await expect(settings.field('Printer')).toBeFocused();
      expect(await findLowControls(page)).toEqual([]);
      await keyboard.type('sta');
      await expect(settings.field('Printer')).toHaveValue('stand-in');
      await keyboard.press('Control+Enter');
      await clerk.heading('Test').waitFor();
      await expect(clerk.button('Run all checks')).toBeFocused();
      await keyboard.press('Enter');
      await page.locator('main .banner').first().waitFor();
      expect(await findLowControls(page)).toEqual([]);
      await clerk.pressUntilShown('F8', 'Diagnostics');
      await keyboard.press('Escape');
      await clerk.heading('Test').waitFor();
      await keyboard.press('Control+Enter');
      await clerk.heading('What is set up').waitFor();
      await expect(page.locator('[data-step]:not([data-state="done"])')).toHaveCount(1);
      await expect(page.locator('[data-step="scanner"]')).toHaveAttribute('data-state', 'skipped');
      await expect(clerk.button('Home')).toBeFocused();
      expect(await findLowControls(page)).toEqual([]);
      expect(await findAxeViolations(page)).toEqual([]);
      await keyboard.press('Enter');

      await clerk.button('New registration').waitFor();
      const unfinishedBanner = page
        .locator('.banner')
        .filter({ hasText: settings.translate('Set up this counter') });
      await expect(unfinishedBanner).toContainText(settings.translate('Scanner'));
      await expect(unfinishedBanner).not.toContainText(settings.translate('Camera'));
      await expect(page.getByText('CFG-MISSING')).toHaveCount(0);
      await clerk.startRegistration();
    });

  test('is not offered again after the lead PIN was skipped, and Home shows the unfinished steps', async ({
    open,
    service,
    dataDir,
  }) => {
    await writeFile(
      path.join(dataDir, 'settings.json'),
      JSON.stringify({
        bank: { en: 'Example Bank', bn: 'উদাহরণ ব্যাংক' },
        branch: { en: 'Example Branch', bn: 'উদাহরণ শাখা' },
        branchCode: '0142',
        counterNumber: '3',
      }),
    );
    const counter = await open(newCounterOptions);
    const { clerk } = counter;
    const settings = createSettingsPage(counter);
    await clerk.requestOtp(CLERK_MOBILE);
    await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
    await settings.keyboard.press('Enter');
    await clerk.choosePin();
    await clerk.heading('Set up this counter').waitFor();
    await clerk.button('Skip this step').click();
    await expect(settings.page.getByText('This step is saved with the lead PIN.')).toBeVisible();
    await settings.keyboard.press('Escape');
    await clerk.button('New registration').waitFor();
    const banner = settings.page.locator('.banner').filter({ hasText: 'not finished' });
    await expect(banner).toContainText('Lead PIN, Scanner, Camera, Printer, Test');
    await clerk.signOut();
    await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    await clerk.button('New registration').waitFor();
  });
});
