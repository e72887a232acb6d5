/** Takes screenshots of the first-run set-up of a counter, for `npm run screens`. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestService } from '#tests/support/service/service.ts';
import { accessibleNames } from '#tests/support/accessible-names.ts';
import { createClerk } from '#tests/support/clerk.ts';
import { launchKiosk } from '#tests/support/kiosk.ts';

const MOBILE = '01300000042';
const LEAD_PIN = '246802';

/** @param camera path of the video that the simulated camera plays. */
export const takeSetupScreenshots = async (
  locale: 'en' | 'bn',
  window: string,
  { folder, camera }: { readonly folder: string; readonly camera: string },
): Promise<void> => {
  const service = await createTestService();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'kiosk-setup-screens-'));
  const kiosk = await launchKiosk({
    dataDir,
    baseUrl: service.url,
    locale,
    window,
    camera,
    prefillSettings: false,
  });
  const { page } = kiosk;
  const { keyboard } = page;
  const clerk = createClerk(page, locale);
  await mkdir(folder, { recursive: true });
  const takeScreenshot = async (name: string): Promise<void> => {
    await page.screenshot({ path: path.join(folder, `${name}.png`) });
  };

  await clerk.requestOtp(MOBILE);
  await clerk.field('OTP').fill(service.otpFor(MOBILE) ?? '');
  await keyboard.press('Enter');
  await clerk.choosePin();
  const leadPin = page.getByLabel(accessibleNames['Lead PIN'][locale], { exact: true });
  await leadPin.waitFor();
  await takeScreenshot('1-lead-pin');
  await leadPin.fill(LEAD_PIN);
  await page.getByLabel(accessibleNames['Lead PIN again'][locale], { exact: true }).fill(LEAD_PIN);
  await keyboard.press('Enter');
  await clerk.heading('Counter').waitFor();
  await takeScreenshot('2-counter');
  await keyboard.press('Control+Enter');
  await page.locator('[aria-invalid]').first().waitFor();
  await takeScreenshot('2-counter-missing');
  for (const text of [
    'Example Bank',
    'উদাহরণ ব্যাংক',
    'Example Branch',
    'উদাহরণ শাখা',
    '0142',
    '7',
  ]) {
    await keyboard.insertText(text);
    await keyboard.press('Tab');
  }
  await keyboard.press('Control+Enter');
  await clerk.heading('Scanner').waitFor();
  await page.locator('.scanner-fields + div button').waitFor();
  await takeScreenshot('3-scanner');
  await clerk.button('Skip this step').press('Enter');
  await clerk.button('Use this camera').and(page.locator(':not([aria-disabled])')).waitFor();
  await takeScreenshot('4-camera');
  await clerk.button('Use this camera').press('Enter');
  await page.locator('main [role="status"]').first().waitFor();
  await keyboard.press('Control+Enter');
  await clerk.heading('Printer').waitFor();
  await takeScreenshot('5-printer');
  await keyboard.press('Escape');
  await clerk.button('Set up this counter').press('Enter');
  await clerk.heading('Scanner').waitFor();
  await keyboard.press('Control+5');
  await leadPin.waitFor();
  await takeScreenshot('5-printer-lead-pin');
  await clerk.button('Skip this step').press('Enter');
  await clerk.heading('Test').waitFor();
  await takeScreenshot('6-test');
  await clerk.button('Run all checks').press('Enter');
  await page.locator('main .banner').first().waitFor();
  await takeScreenshot('6-test-checked');
  await keyboard.press('Control+Enter');
  await clerk.heading('What is set up').waitFor();
  await takeScreenshot('7-summary');
  await kiosk.close();
  await service.close();
  await rm(dataDir, { recursive: true, force: true });
};
