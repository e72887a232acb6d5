/** Prints every paper of the app in one language into a folder, as PDF and, if poppler is installed, as PNG. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { loadSampleCards } from '#tests/support/sample-cards.ts';
import { accessibleNames, type AccessibleName } from '#tests/support/accessible-names.ts';
import { createClerk, type Clerk } from '#tests/support/clerk.ts';
import { launchKiosk, type Kiosk } from '#tests/support/kiosk.ts';
import { createTestService } from '#tests/support/service/service.ts';

const execFileAsync = promisify(execFile);
const samples = path.resolve(import.meta.dirname, '../resources/samples');
const MOBILE = '01300000042';
const LEAD_PIN = '246802';
/** Dots per inch at which the smallest print is legible on a screen. */
const DPI = '150';
const POLL_INTERVAL_MS = 50;

type Locale = 'en' | 'bn';

const registerCustomer = async (clerk: Clerk): Promise<void> => {
  await clerk.importCard(
    path.join(samples, 'smart-front.jpg'),
    path.join(samples, 'smart-back.jpg'),
  );
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await clerk.completeDetails({
    gender: 'Female',
    profession: 'Homemaker',
    nominee: 'পরীক্ষা মিয়া',
    nomineeRelation: 'Son',
    mobile: '01300001234',
  });
  await clerk.continue('Continue to photo');
  await clerk.importPhoto(path.join(samples, 'smart-photo.jpg'));
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
};

/** Creates a function that runs `print`, waits for its print job and copies the PDF to the folder under a name. */
const createPrintSaver = (kiosk: Kiosk, folder: string) => {
  let savedCount = 0;
  return async (name: string, print: () => Promise<void>): Promise<void> => {
    await print();
    let files = await kiosk.printed();
    while (files.length === savedCount) {
      await kiosk.page.waitForTimeout(POLL_INTERVAL_MS);
      files = await kiosk.printed();
    }
    savedCount = files.length;
    const pdf = path.join(folder, `${name}.pdf`);
    await copyFile(files.at(-1) ?? '', pdf);
    // Without poppler there are only the PDFs.
    await execFileAsync('pdftoppm', ['-r', DPI, '-png', pdf, path.join(folder, name)]).catch(
      () => undefined,
    );
  };
};

const runWithKiosk = async (
  locale: Locale,
  settings: object,
  run: (kiosk: Kiosk, clerk: Clerk) => Promise<void>,
): Promise<void> => {
  const service = await createTestService({
    customers: (await loadSampleCards(samples, 'smart')).slice(0, 1),
  });
  const dataDir = await mkdtemp(path.join(tmpdir(), 'kiosk-papers-'));
  await writeFile(
    path.join(dataDir, 'settings.json'),
    JSON.stringify({ helpline: '01300009999', ...settings }),
  );
  const kiosk = await launchKiosk({ baseUrl: service.url, dataDir, locale });
  const clerk = createClerk(kiosk.page, locale);
  await clerk.signIn(MOBILE, () => service.otpFor(MOBILE) ?? '');
  await run(kiosk, clerk);
  await kiosk.close();
  await service.close();
  await rm(dataDir, { recursive: true, force: true });
};

/** @param folder is created if it is missing. */
export const printPapers = async (locale: Locale, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const accessibleName = (name: AccessibleName): string => accessibleNames[name][locale];
  await runWithKiosk(locale, {}, async (kiosk, clerk) => {
    const savePrint = createPrintSaver(kiosk, folder);
    const { page } = kiosk;
    await savePrint('paper-form', async () => {
      await page.keyboard.press('F1');
      await clerk.button('Print paper form').click();
    });
    await page.keyboard.press('Escape');
    await clerk.startRegistration();
    await registerCustomer(clerk);
    await clerk.heading('Submitted').waitFor();
    await savePrint('slip', () => clerk.button('Print slip').click());
    await savePrint('slip-copy', () => clerk.button('Print copy of slip').click());
    await clerk.button('Home').click();
    await clerk.button('Day close').click();
    await clerk.heading('Day close').waitFor();
    await savePrint('day-close', () => clerk.button('Print').click());
    await page.keyboard.press('a');
    for (const field of ['Lead PIN', 'Lead PIN again'] as const)
      await page
        .getByRole('dialog')
        .getByLabel(accessibleName(field), { exact: true })
        .fill(LEAD_PIN);
    await page.keyboard.press('Enter');
    await page.locator('.day-clerks').waitFor();
    await savePrint('day-close-all', () => clerk.button('Print').click());
  });
  await runWithKiosk(locale, { slipSize: 'a4' }, async (kiosk, clerk) => {
    const savePrint = createPrintSaver(kiosk, folder);
    await clerk.startRegistration();
    await registerCustomer(clerk);
    await clerk.heading('Submitted').waitFor();
    await savePrint('slip-a4', () => clerk.button('Print slip').click());
  });
};
