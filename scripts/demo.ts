/**
 * Demonstrates the main task: a scripted clerk drives the built app through a whole registration against the simulated service, or
 * against another service that implements the document.
 *
 * npm run demo [-- --base-url URL --otp CODE --mobile NUMBER] [--front FILE --back FILE --photo FILE] [--locale bn] [--headed]
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createTestService } from '#tests/support/service/service.ts';
import { loadSampleCards } from '#tests/support/sample-cards.ts';
import { createClerk, type CustomerDetails } from '#tests/support/clerk.ts';
import { launchKiosk } from '#tests/support/kiosk.ts';
import { accessibleNames } from '#tests/support/accessible-names.ts';

const root = path.resolve(import.meta.dirname, '..');
const samples = path.join(root, 'resources/samples');
const outputFolder = path.join(root, 'out/demo');

const { values: options } = parseArgs({
  options: {
    'base-url': { type: 'string' },
    otp: { type: 'string' },
    mobile: { type: 'string' },
    front: { type: 'string' },
    back: { type: 'string' },
    photo: { type: 'string' },
    locale: { type: 'string', default: 'en' },
    headed: { type: 'boolean', default: false },
  },
});

const printLine = (text: string): void => void process.stdout.write(`${text}\n`);

/** Length of the end of the app's output that is printed after a failure. */
const MAX_LOG_CHARS = 4_000;
const CLERK_MOBILE = '01300000042';
const CUSTOMER: CustomerDetails = {
  gender: 'Female',
  profession: 'Homemaker',
  nominee: 'Porikkha Mia',
  nomineeRelation: 'Son',
  mobile: '01300001234',
};

const runDemo = async (): Promise<number> => {
  if (options['base-url'] && !(options.otp && options.mobile)) {
    printLine('With --base-url the clerk needs --otp CODE and --mobile NUMBER too.');
    return 2;
  }
  const locale = options.locale === 'bn' ? 'bn' : 'en';
  await rm(outputFolder, { recursive: true, force: true });
  await mkdir(outputFolder, { recursive: true });

  const simulatedService = options['base-url']
    ? null
    : await createTestService({
        customers: (await loadSampleCards(samples, 'smart')).slice(0, 1),
      });
  const baseUrl = options['base-url'] ?? simulatedService?.url ?? '';
  printLine(
    simulatedService ? 'The simulated service listens on loopback.' : `The service is ${baseUrl}.`,
  );
  const kiosk = await launchKiosk({
    baseUrl,
    locale,
    headed: options.headed,
    ...(options.photo ? {} : { camera: path.join(samples, 'webcam.mjpeg') }),
  });
  printLine(
    `The kiosk runs on ${kiosk.host === 'electron' ? 'Electron' : 'the stand-in host (Electron’s binary is not here)'}.`,
  );

  const clerk = createClerk(kiosk.page, locale);
  let screenshotCount = 0;
  const takeScreenshot = async (name: string): Promise<void> => {
    screenshotCount += 1;
    const file = `${String(screenshotCount).padStart(2, '0')}-${name}.png`;
    await kiosk.page.screenshot({ path: path.join(outputFolder, file) });
    printLine(`      out/demo/${file}`);
  };
  const runStep = async (
    text: string,
    run: () => Promise<void>,
    screenshotName: string,
  ): Promise<void> => {
    const startedAt = Date.now();
    printLine(`  ${String(screenshotCount + 1).padStart(2)}  ${text}`);
    await run();
    await takeScreenshot(screenshotName);
    printLine(`      ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  };

  try {
    const mobile = options.mobile ?? CLERK_MOBILE;
    await runStep(
      'requests an OTP',
      async () => {
        await clerk.heading('Sign in').waitFor();
        await clerk.requestOtp(mobile);
      },
      'otp',
    );
    await runStep(
      'signs in',
      async () => {
        await clerk.field('OTP').fill(options.otp ?? simulatedService?.otpFor(mobile) ?? '');
        await clerk.button('Verify').click();
        await clerk.heading('Choose a PIN').or(clerk.heading('Counter')).first().waitFor();
      },
      'signed-in',
    );
    // Without a keychain of the system there is no PIN; the lock then needs an OTP, so the demo does not lock.
    const hasPin = await clerk.heading('Choose a PIN').isVisible();
    await runStep(
      hasPin ? 'chooses a PIN for this counter' : 'is at the counter',
      async () => {
        if (hasPin) await clerk.choosePin();
        await clerk.heading('Counter').waitFor();
      },
      'counter',
    );
    await runStep('opens a registration', () => clerk.startRegistration(), 'registration');
    await runStep(
      'imports both sides of the card',
      () =>
        clerk.importCard(
          options.front ?? path.join(samples, 'smart-front.jpg'),
          options.back ?? path.join(samples, 'smart-back.jpg'),
        ),
      'card',
    );
    await runStep(
      'continues while the service reads the card',
      async () => {
        await clerk.continue('Continue to details');
        await clerk.waitForReading();
      },
      'reading',
    );
    await runStep(
      'compares the reading, and adds the values that are not on the card',
      async () => {
        await clerk.chooseReadings();
        await clerk.completeDetails(CUSTOMER);
      },
      'details',
    );
    if (hasPin) {
      await runStep('leaves the counter for a moment', () => clerk.lock(), 'locked');
      await runStep('comes back, and everything is there', () => clerk.unlock(), 'unlocked');
    }
    await runStep(
      'takes the photo',
      async () => {
        await clerk.continue('Continue to photo');
        if (options.photo) await clerk.importPhoto(options.photo);
        else await clerk.takePhoto();
      },
      'photo',
    );
    await runStep(
      'shows everything to the customer',
      async () => {
        await clerk.continue('Continue to review');
        await clerk.field('Customer consents').waitFor({ state: 'attached' });
      },
      'review',
    );
    await runStep(
      'records consent and submits',
      async () => {
        await clerk.consentAndSubmit();
        await clerk.heading('Submitted').waitFor();
      },
      'submitted',
    );
    await runStep(
      'queries the verdict of the Election Commission',
      async () => {
        await clerk.button('Home').click();
        await clerk.button('Verification status').click();
        await clerk.field('Mobile number').fill(CUSTOMER.mobile);
        await clerk.button('Check status').click();
        await kiosk.page.locator('[data-verdict]').waitFor();
      },
      'verification-status',
    );
    await runStep(
      'opens the verification log',
      async () => {
        await kiosk.page.keyboard.press('Escape');
        await clerk.button('Verification log').click();
        await kiosk.page
          .getByRole('tab', { name: accessibleNames['All'][locale], exact: true })
          .click();
        await kiosk.page.getByText(CUSTOMER.mobile.slice(-3)).first().waitFor();
      },
      'verification-log',
    );
    await runStep(
      'signs out',
      async () => {
        await kiosk.page.keyboard.press('Escape');
        await clerk.signOut();
      },
      'signed-out',
    );
  } catch (error) {
    await kiosk.page
      .screenshot({ path: path.join(outputFolder, 'stopped-here.png') })
      .catch(() => undefined);
    printLine(
      `\nStopped: ${error instanceof Error ? error.message : String(error)}\n      out/demo/stopped-here.png\n\n${kiosk.logs().slice(-MAX_LOG_CHARS)}`,
    );
    await kiosk.close();
    await simulatedService?.close();
    return 1;
  }
  await kiosk.close();
  if (!simulatedService) {
    printLine('\nThe customer is registered. Only the service can show what it has stored.');
    return 0;
  }
  const ledger = simulatedService.ledger();
  await simulatedService.close();
  printLine(
    `\nThe service's ledger holds ${ledger.length} registration${ledger.length === 1 ? '' : 's'}:`,
  );
  for (const entry of ledger) printLine(JSON.stringify(entry, null, 2));
  return ledger.length === 1 ? 0 : 1;
};

process.exitCode = await runDemo();
