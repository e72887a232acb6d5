/** Tests the Settings screen, which needs the lead PIN, by keyboard alone. */
import { findAxeViolations } from '#tests/support/axe.ts';
import { execFile } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { readPageSizes } from '#tests/support/printed-pdf.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { createTestService } from '#tests/support/service/service.ts';
import { CLERK_MOBILE, expect, fillRegistration, test, testLanguages } from './fixture.ts';
import { readAuditTrail, LEAD_PIN, createSettingsPage, readSettingsFile } from './settings-page.ts';

const readRootFontSize = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
const readTheme = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.documentElement.dataset['theme']);

for (const locale of testLanguages) {
  test(`text size and contrast are changed at once by keyboard alone, and are kept after a restart (${locale})`, async ({
    openSignedIn,
    open,
    dataDir,
  }) => {
    const counter = await openSignedIn({ locale });
    const { page, keyboard, ...settings } = createSettingsPage(counter, locale);
    await settings.open();
    expect(await findAxeViolations(page)).toEqual([]);
    expect(await readRootFontSize(page)).toBe('16px');

    await settings.tabTo(settings.group('Text size').getByRole('radio').first());
    await keyboard.press('ArrowRight');
    expect(await readRootFontSize(page)).toBe('20px');
    await settings.tabTo(settings.group('Contrast').getByRole('radio').first());
    await keyboard.press('ArrowRight');
    expect(await readTheme(page)).toBe('hc');
    expect(await findAxeViolations(page)).toEqual([]);
    await settings.save();
    expect(await readSettingsFile(dataDir)).toMatchObject({ textSize: 125, contrast: 'high' });
    await keyboard.press('Escape');
    await counter.clerk.heading('Counter').waitFor();
    expect(await readRootFontSize(page)).toBe('20px');
    await counter.kiosk.close();

    const restarted = await open({ locale });
    await restarted.clerk.heading('Locked').waitFor();
    expect(await readRootFontSize(restarted.kiosk.page)).toBe('20px');
    expect(await readTheme(restarted.kiosk.page)).toBe('hc');

    const auditTrail = await readAuditTrail(dataDir);
    expect(auditTrail).toMatch(/"event":"lead-pin.chosen"/);
    expect(auditTrail).toMatch(/"event":"settings.opened"/);
    expect(auditTrail).toMatch(/"event":"settings.changed".*"settings":\["textSize","contrast"\]/);
    expect(auditTrail).not.toContain(LEAD_PIN);
  });

  test(`Escape with unsaved changes asks for confirmation, and leaving reverts them (${locale})`, async ({
    openSignedIn,
    dataDir,
  }) => {
    const counter = await openSignedIn({ locale });
    const { page, keyboard, ...settings } = createSettingsPage(counter, locale);
    await settings.open();
    await settings.tabTo(settings.group('Text size').getByRole('radio').first());
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    expect(await readRootFontSize(page)).toBe('24px');
    await keyboard.press('Escape');
    const confirmationHeading = page.getByRole('heading', {
      name: settings.translate('Leave without saving?'),
    });
    await confirmationHeading.waitFor();
    await keyboard.press('Escape');
    await confirmationHeading.waitFor({ state: 'hidden' });
    expect(await readRootFontSize(page)).toBe('24px');
    await keyboard.press('Escape');
    await confirmationHeading.waitFor();
    await settings.tabTo(
      page.getByRole('button', { name: settings.translate('Leave without saving') }),
    );
    await keyboard.press('Enter');
    await counter.clerk.heading('Counter').waitFor();
    expect(await readRootFontSize(page)).toBe('16px');
    expect(await readSettingsFile(dataDir)).not.toHaveProperty('textSize');
  });
}

test('a wrong lead PIN does not open the settings and is recorded in the audit trail', async ({
  openSignedIn,
  dataDir,
}) => {
  const counter = await openSignedIn();
  const { page, keyboard, ...settings } = createSettingsPage(counter);
  await settings.open();
  await keyboard.press('Escape');
  await counter.clerk.heading('Counter').waitFor();
  await counter.clerk.pressUntilShown('F9', 'Settings');
  await settings.typeLeadPin('135791');
  await keyboard.press('Enter');
  await expect(page.getByText('Wrong lead PIN. After 4 more')).toBeVisible();
  await expect(settings.group('Text size')).toHaveCount(0);
  await settings.typeLeadPin();
  await keyboard.press('Enter');
  await settings.group('Text size').waitFor();
  await expect
    .poll(() => readAuditTrail(dataDir))
    .toMatch(/"event":"settings.opened".*"code":"LEAD-PIN-WRONG"/);
});

test('the lock hides the settings, and a typed change is kept until after unlocking', async ({
  openSignedIn,
}) => {
  const counter = await openSignedIn();
  const { keyboard, ...settings } = createSettingsPage(counter);
  await settings.open();
  await settings.tabTo(settings.field('Counter number'));
  await keyboard.press('Control+A');
  await keyboard.type('12');
  await counter.clerk.lock();
  await counter.clerk.unlock();
  await settings.typeLeadPin();
  await keyboard.press('Enter');
  await settings.leadPin.waitFor({ state: 'hidden' });
  await expect(settings.field('Counter number')).toHaveValue('12');
  await settings.save();
});

test('a value that the policy fixes cannot be changed and is shown with the policy’s organisation', async ({
  openSignedIn,
  dataDir,
}) => {
  const policy = path.join(dataDir, 'policy.json');
  await writeFile(
    policy,
    JSON.stringify({
      organisation: { en: 'Example Bank IT', bn: 'উদাহরণ ব্যাংক IT' },
      contact: '01300009999',
      settings: { counterNumber: '4', slipSize: 'a4' },
    }),
  );
  const counter = await openSignedIn({ env: { KIOSK_POLICY_FILE: policy } });
  const { page, keyboard, ...settings } = createSettingsPage(counter);
  await settings.open();
  const counterNumberRow = page.locator('[data-setting="counterNumber"]');
  await expect(counterNumberRow).toHaveAttribute('data-locked', 'policy-file');
  await expect(counterNumberRow).toContainText(
    'Set by Example Bank IT in the policy file. Ask 01300009999.',
  );
  await settings.tabTo(settings.field('Counter number'));
  await keyboard.type('9');
  await expect(settings.field('Counter number')).toHaveValue('4');
  await expect(page.locator('[data-setting="slipSize"] input')).toHaveValue('A4 sheet');
  await expect(settings.group('Slip size')).toHaveCount(0);
  // The test sets the service address in the environment.
  await expect(page.locator('[data-setting="serviceUrl"]')).toHaveAttribute(
    'data-locked',
    'environment',
  );
});

test('the slip is printed on the chosen paper size', async ({ openSignedIn, dataDir }) => {
  const counter = await openSignedIn();
  const { keyboard, ...settings } = createSettingsPage(counter);
  await settings.open();
  await settings.field('Printer').selectOption('stand-in');
  await settings.tabTo(settings.group('Slip size').getByRole('radio').first());
  await keyboard.press('ArrowRight');
  await settings.save();
  expect(await readSettingsFile(dataDir)).toMatchObject({ printer: 'stand-in', slipSize: 'a4' });
  await keyboard.press('Escape');
  await counter.clerk.heading('Counter').waitFor();
  await fillRegistration(counter.clerk);
  await counter.clerk.consentAndSubmit();
  await counter.clerk.heading('Submitted').waitFor();
  await counter.clerk.button('Print slip').click();
  await expect.poll(() => counter.kiosk.printed()).toHaveLength(1);
  const [file = ''] = await counter.kiosk.printed();
  expect((await readPageSizes(file))[0]?.width).toBe(210);
});

test('a new counter number is in the next reference without a restart', async ({
  openSignedIn,
}) => {
  const counter = await openSignedIn();
  const { page, keyboard, ...settings } = createSettingsPage(counter);
  await settings.open();
  await settings.tabTo(settings.field('Counter number'));
  await keyboard.press('Control+A');
  await keyboard.type('12');
  await settings.save();
  await keyboard.press('Escape');
  await expect(page.getByText('Counter 12')).toBeVisible();
  await fillRegistration(counter.clerk);
  await counter.clerk.consentAndSubmit();
  await counter.clerk.heading('Submitted').waitFor();
  await expect(page.getByText(/0142-12-0001/).first()).toBeVisible();
});

test('a service address is tested, saved when the service answers, and used after "Restart now"', async ({
  openSignedIn,
  open,
  service,
  dataDir,
}) => {
  const env = { EKYC_BASE_URL: '' };
  const otherService = await createTestService({});
  await writeFile(path.join(dataDir, 'settings.json'), JSON.stringify({ serviceUrl: service.url }));
  const counter = await openSignedIn({ env });
  const { page, keyboard, ...settings } = createSettingsPage(counter);
  await settings.open();
  const address = settings.field('Service address');
  await settings.tabTo(address);
  await keyboard.press('Control+A');
  await keyboard.type('https://127.0.0.1:1');
  await settings.tabTo(page.getByRole('button', { name: 'Test address' }));
  await keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'NET-REFUSED' })).toBeVisible();
  await keyboard.press('Control+Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'NET-REFUSED' })).toHaveCount(2);
  expect(await readSettingsFile(dataDir)).toMatchObject({ serviceUrl: service.url });

  await address.focus();
  await keyboard.press('Control+A');
  await keyboard.type(otherService.url);
  await settings.tabTo(page.getByRole('button', { name: 'Test address' }));
  await keyboard.press('Enter');
  await expect(page.getByText('The service answers at this address.')).toBeVisible();
  await settings.save();
  const restart = page.getByRole('button', { name: 'Restart now' });
  await expect(page.getByText('Effective after a restart: Service address.')).toBeVisible();
  await settings.tabTo(restart);
  await keyboard.press('Enter');
  await expect.poll(() => counter.kiosk.logs()).toContain('stand-in: relaunch');
  await counter.kiosk.close();

  // The stored token belongs to the previous service, so the clerk signs in again at the new address.
  const restarted = await open({ env });
  await restarted.clerk.signIn(CLERK_MOBILE, () => otherService.otpFor(CLERK_MOBILE) ?? '');
  await otherService.close();
});

test('CFG-WRITE is shown when the settings file cannot be written, and the change stays on the screen and is saved later', async ({
  openSignedIn,
  dataDir,
}) => {
  test.skip(process.platform === 'win32', 'needs rights that Windows folders do not have');
  const counter = await openSignedIn();
  const { page, keyboard, ...settings } = createSettingsPage(counter);
  await settings.open();
  await settings.tabTo(settings.field('Counter number'));
  await keyboard.press('Control+A');
  await keyboard.type('12');
  const file = path.join(dataDir, 'settings.json');
  const setImmutable = (isImmutable: boolean) =>
    promisify(execFile)('chattr', [isImmutable ? '+i' : '-i', file]);
  await setImmutable(true);
  try {
    await keyboard.press('Control+Enter');
    await expect(page.getByRole('alert').filter({ hasText: 'CFG-WRITE' })).toBeVisible();
  } finally {
    await setImmutable(false);
  }
  expect(await readSettingsFile(dataDir)).toMatchObject({ counterNumber: '3' });
  await expect(settings.field('Counter number')).toHaveValue('12');
  await settings.save();
  expect(await readSettingsFile(dataDir)).toMatchObject({ counterNumber: '12' });
  expect((await stat(file)).mode & 0o077).toBe(0);
});

test('a changed list is offered in the form at once and after a restart, and the change is recorded in the audit trail', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  const counter = await openSignedIn();
  const { page, keyboard, ...settings } = createSettingsPage(counter);
  await settings.open();
  await page.getByRole('button', { name: 'Edit list: Professions' }).click();
  await page.getByRole('button', { name: 'Add entry' }).click();
  // The new entry is focused.
  await keyboard.type('Beekeeper');
  await keyboard.press('Tab');
  await keyboard.type('মৌচাষি');
  expect(await findAxeViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Use this list' }).click();
  await settings.save();
  expect(await readAuditTrail(dataDir)).toMatch(
    /"event":"settings.changed".*"settings":\["professions"\]/,
  );
  const readOfferedProfessions = async (formPage: Page): Promise<readonly string[]> => {
    const result = await formPage.evaluate(() =>
      (window as unknown as { kiosk: KioskBridge }).kiosk.app.state(),
    );
    return result.ok ? result.data.lists.profession.map(({ bn }) => bn) : [];
  };
  expect(await readOfferedProfessions(page)).toContain('মৌচাষি');
  await counter.kiosk.close();
  const restarted = await open();
  expect((await readOfferedProfessions(restarted.kiosk.page)).at(-1)).toBe('মৌচাষি');
});
