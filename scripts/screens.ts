/**
 * Takes screenshots of every screen in both languages and three sizes into out/screens/, and prints every paper, for review by people.
 * The states of every screen are those of the layout tests, which also save them with large text and high contrast.
 * `npm run screens -- papers`, `-- setup`, `-- states` or `-- 1366x768` limits the run to that part.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestService } from '#tests/support/service/service.ts';
import { loadSampleCards } from '#tests/support/sample-cards.ts';
import { createClerk } from '#tests/support/clerk.ts';
import { createFileChooser } from '#tests/support/file-chooser.ts';
import { accessibleNames } from '#tests/support/accessible-names.ts';
import { connectDisplay } from '#tests/support/second-display.ts';
import { launchKiosk } from '#tests/support/kiosk.ts';
import { printPapers } from './print-papers.ts';
import { takeSetupScreenshots } from './setup-screens.ts';

const root = path.resolve(import.meta.dirname, '..');
const samples = path.join(root, 'resources/samples');
const outputFolder = path.join(root, 'out/screens');
const camera = path.join(samples, 'webcam.mjpeg');
const MOBILE = '01300000042';
const CUSTOMER_MOBILE = '01300001234';
const LEAD_PIN = '246802';

const takeScreenshots = async (locale: 'en' | 'bn', size: string): Promise<void> => {
  const service = await createTestService({
    verdictFor: () => 'failed',
    customers: (await loadSampleCards(samples, 'smart')).slice(0, 1),
  });
  const dataDir = await mkdtemp(path.join(tmpdir(), 'kiosk-screens-'));
  await writeFile(
    path.join(dataDir, 'settings.json'),
    JSON.stringify({ customerDisplay: 'second' }),
  );
  const kiosk = await launchKiosk({
    dataDir,
    baseUrl: service.url,
    locale,
    window: size,
    exchangeFolders: [samples],
    camera,
  });
  const clerk = createClerk(kiosk.page, locale);
  const folder = path.join(outputFolder, `${locale}-${size}`);
  await mkdir(folder, { recursive: true });
  let screenCount = 0;
  const takeScreenshot = async (name: string, page = kiosk.page): Promise<void> => {
    screenCount += 1;
    await page.waitForFunction(() => [...document.images].every((image) => image.complete));
    await page.screenshot({
      path: path.join(folder, `${String(screenCount).padStart(2, '0')}-${name}.png`),
    });
  };

  await clerk.heading('Sign in').waitFor();
  await takeScreenshot('sign-in');
  await clerk.requestOtp(MOBILE);
  await takeScreenshot('otp');
  await clerk.field('OTP').fill('0000');
  await clerk.button('Verify').click();
  await kiosk.page.getByText('OTP-WRONG').waitFor();
  await takeScreenshot('otp-wrong');
  await clerk.field('OTP').fill(service.otpFor(MOBILE) ?? '');
  await clerk.button('Verify').click();
  await clerk.heading('Choose a PIN').waitFor();
  await takeScreenshot('pin');
  await clerk.choosePin();
  await clerk.heading('Counter').waitFor();
  await takeScreenshot('counter');
  await clerk.startRegistration();
  await takeScreenshot('card-empty');
  await clerk.button('Import front').click();
  await createFileChooser(kiosk.page, locale).list.getByRole('option').first().waitFor();
  await takeScreenshot('file-chooser');
  await kiosk.page.keyboard.press('Escape');
  await clerk.dropPicture('Import front', path.join(root, 'README.md'));
  await kiosk.page.getByText('IMG-NOT-IMAGE').waitFor();
  await takeScreenshot('card-refused');
  await clerk.importCard(
    path.join(samples, 'smart-front.jpg'),
    path.join(samples, 'smart-back.jpg'),
  );
  await takeScreenshot('card');
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await takeScreenshot('details-read');
  await clerk.field('Customer mobile').fill('0130000123');
  await clerk.field('Nominee').focus();
  await takeScreenshot('details-error');
  await clerk.completeDetails({
    gender: 'Female',
    profession: 'Homemaker',
    nominee: 'পরীক্ষা মিয়া',
    nomineeRelation: 'Son',
    mobile: CUSTOMER_MOBILE,
  });
  await takeScreenshot('details');
  await clerk.lock();
  await takeScreenshot('lock');
  await clerk.unlock();
  await clerk.continue('Continue to photo');
  await clerk.button('Take photo').waitFor();
  await kiosk.page.locator('[data-hint="ready"]').waitFor();
  await takeScreenshot('photo-live');
  await clerk.takePhoto();
  await kiosk.page.locator('.portrait[data-portrait="cut"]').nth(1).waitFor();
  await takeScreenshot('photo-taken');
  await clerk.continue('Continue to review');
  await clerk.field('Customer consents').waitFor({ state: 'attached' });
  await kiosk.page.locator('.portrait[data-portrait="cut"]').nth(1).waitFor();
  await takeScreenshot('review');
  await kiosk.page.keyboard.press('F7');
  await kiosk.page
    .locator('dialog.customer-screen .portrait[data-portrait="cut"]')
    .nth(1)
    .waitFor();
  await takeScreenshot('review-for-customer');
  await kiosk.page.keyboard.press('Escape');
  await connectDisplay(kiosk);
  const customer = await kiosk.customerPage();
  const [width = 0, height = 0] = size.split('x').map(Number);
  await customer.setViewportSize({ width, height });
  await customer.locator('.portrait[data-portrait="cut"]').nth(1).waitFor();
  await takeScreenshot('customer-display', customer);
  await clerk.consentAndSubmit();
  await clerk.heading('Submitted').waitFor();
  await takeScreenshot('submitted');
  await takeScreenshot('customer-display-idle', customer);
  await clerk.button('Home').click();
  await clerk.heading('Counter').waitFor();
  await takeScreenshot('counter-with-a-customer');
  await clerk.button('Verification status').click();
  await clerk.field('Mobile number').fill(CUSTOMER_MOBILE);
  await clerk.button('Check status').click();
  await kiosk.page.locator('[data-verdict]').waitFor();
  await kiosk.page.waitForFunction(() => !document.querySelector('[data-portrait="looking"]'));
  await takeScreenshot('verification-status');
  await kiosk.page.keyboard.press('Escape');
  await clerk.button('Verification log').click();
  await clerk.heading('Verification log').waitFor();
  await kiosk.page.getByRole('row').nth(1).waitFor();
  await takeScreenshot('verification-log');
  await kiosk.page.keyboard.press('Escape');
  await clerk.button('Outbox').click();
  await clerk.heading('Outbox').waitFor();
  await kiosk.page
    .getByText(/0142-3-\d{4}/)
    .first()
    .waitFor();
  await takeScreenshot('outbox');
  await clerk.button('Keys and moving').click();
  await clerk.heading('Keys and moving').waitFor();
  await kiosk.page.getByRole('heading', { level: 2 }).first().waitFor();
  await takeScreenshot('keys');
  await kiosk.page
    .locator('main')
    .getByRole('button', { name: accessibleNames['Print recovery key'][locale], exact: true })
    .click();
  const dialog = kiosk.page.getByRole('dialog');
  for (const field of ['Lead PIN', 'Lead PIN again'] as const)
    await dialog.getByLabel(accessibleNames[field][locale], { exact: true }).fill(LEAD_PIN);
  await dialog
    .getByRole('button', { name: accessibleNames['Print recovery key'][locale], exact: true })
    .click();
  await dialog.locator('[data-key-group]').first().waitFor();
  await takeScreenshot('recovery-key');
  await kiosk.page.keyboard.press('Escape');
  await kiosk.page.keyboard.press('Escape');
  await clerk.heading('Outbox').waitFor();
  await kiosk.page.keyboard.press('Escape');
  await clerk.button('Day close').click();
  await clerk.heading('Day close').waitFor();
  await takeScreenshot('day-close');
  await kiosk.page.keyboard.press('a');
  await kiosk.page.getByLabel(accessibleNames['Lead PIN'][locale], { exact: true }).fill(LEAD_PIN);
  await kiosk.page.keyboard.press('Enter');
  await kiosk.page.locator('.day-clerks').waitFor();
  await takeScreenshot('day-close-all-clerks');
  await clerk.pressUntilShown('F8', 'Diagnostics');
  await clerk.button('Run all checks').click();
  await kiosk.page.locator('[data-check]').first().waitFor();
  await takeScreenshot('diagnostics');
  await clerk.button('Export audit trail').scrollIntoViewIfNeeded();
  await takeScreenshot('diagnostics-audit');
  await kiosk.page.keyboard.press('Escape');
  await clerk.heading('Day close').waitFor();
  await kiosk.page.keyboard.press('Escape');
  await clerk.heading('Counter').waitFor();
  await kiosk.page.keyboard.press('F1');
  await kiosk.page.getByRole('dialog').waitFor();
  await takeScreenshot('help');
  await kiosk.page.keyboard.press('Escape');
  await clerk.pressUntilShown('F9', 'Settings');
  await kiosk.page.getByLabel(accessibleNames['Lead PIN'][locale], { exact: true }).fill(LEAD_PIN);
  await takeScreenshot('settings-lead-pin');
  await kiosk.page.keyboard.press('Enter');
  await kiosk.page
    .getByRole('radiogroup', { name: accessibleNames['Text size'][locale] })
    .waitFor();
  await takeScreenshot('settings');
  await kiosk.page.keyboard.press('Escape');
  await clerk.button('Sign out').first().click();
  await kiosk.page.getByRole('dialog').waitFor();
  await takeScreenshot('sign-out');
  await kiosk.close();
  await service.close();
  await rm(dataDir, { recursive: true, force: true });
  process.stdout.write(`${path.relative(root, folder)}: ${screenCount} screens\n`);
};

const selectedPart = process.argv[2];
const isSelected = (part: string): boolean => selectedPart === undefined || selectedPart === part;

if (selectedPart === undefined) await rm(outputFolder, { recursive: true, force: true });
for (const size of ['1366x768', '1093x614', '1920x1080']) {
  for (const locale of ['en', 'bn'] as const) {
    if (isSelected(size)) await takeScreenshots(locale, size);
    if (isSelected('setup'))
      await takeSetupScreenshots(locale, size, {
        folder: path.join(outputFolder, `setup-${locale}-${size}`),
        camera,
      });
  }
}
if (isSelected('states')) {
  const { status } = spawnSync(
    'npx',
    ['playwright', 'test', 'tests/e2e/layout.spec.ts', 'tests/e2e/layout-states.spec.ts'],
    {
      cwd: root,
      env: { ...process.env, KIOSK_STATE_SCREENSHOTS: path.join(outputFolder, 'states') },
      stdio: 'inherit',
      // On Windows npx is a command file, which only a shell runs.
      shell: process.platform === 'win32',
    },
  );
  process.exitCode = status ?? 1;
}
if (isSelected('papers')) {
  for (const locale of ['en', 'bn'] as const)
    await printPapers(locale, path.join(outputFolder, `papers-${locale}`));
}
