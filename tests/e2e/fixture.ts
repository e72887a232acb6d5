/** Provides the fixtures of the end-to-end tests: a simulated service per test, and kiosks that are closed after the test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import type { Page } from 'playwright-core';
import { createTestService, type TestService } from '#tests/support/service/service.ts';
import type { TrainingCall } from '#main/training/types.ts';
import { clearSystemKeychain, usesSystemKeychain } from '#tests/support/system-keychain.ts';
import { loadSampleCards } from '#tests/support/sample-cards.ts';
import { createClerk, type Clerk, type CustomerDetails } from '#tests/support/clerk.ts';
import { launchKiosk, type Kiosk, type KioskOptions } from '#tests/support/kiosk.ts';

export const SAMPLES_FOLDER = path.resolve(import.meta.dirname, '../../resources/samples');
export const FRONT = path.join(SAMPLES_FOLDER, 'smart-front.jpg');
export const BACK = path.join(SAMPLES_FOLDER, 'smart-back.jpg');
export const PHOTO = path.join(SAMPLES_FOLDER, 'smart-photo.jpg');
export const CAMERA = path.join(SAMPLES_FOLDER, 'webcam.mjpeg');
export const CLERK_MOBILE = '01300000042';

export const CUSTOMER: CustomerDetails = {
  gender: 'Female',
  profession: 'Homemaker',
  nominee: 'পরীক্ষা মিয়া',
  nomineeRelation: 'Son',
  mobile: '01300001234',
};

/**
 * Languages of tests that do not depend on the language: Bangla, the language of most counters. Unit tests check every text in both
 * languages, and the layout tests open every screen in both. KIOSK_TEST_LANGUAGES=both runs these tests in both as well.
 */
export const testLanguages: readonly ('bn' | 'en')[] =
  process.env['KIOSK_TEST_LANGUAGES'] === 'both' ? ['bn', 'en'] : ['bn'];

export interface Counter {
  readonly kiosk: Kiosk;
  readonly clerk: Clerk;
}

interface Fixtures {
  readonly service: TestService;
  readonly dataDir: string;
  /** Opens a kiosk on the test's data folder and service. */
  readonly open: (options?: KioskOptions) => Promise<Counter>;
  /** Opens a kiosk and signs the clerk in. */
  readonly openSignedIn: (options?: KioskOptions) => Promise<Counter>;
}

/** The button of the language that is not shown. */
const otherLanguageButton =
  'header [aria-pressed="false"][lang], main [aria-pressed="false"][lang]';

/** Saves screenshots of the last screen of each test in both languages for review, if KIOSK_SCREENSHOTS names a folder. */
const saveScreenshots = async (kiosk: Kiosk, title: string): Promise<void> => {
  const folder = process.env['KIOSK_SCREENSHOTS'];
  if (folder === undefined) return;
  const name = title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 120);
  const saveScreenshot = async (page: Page): Promise<void> => {
    const language = await page.evaluate(() => document.documentElement.lang);
    const file = path.join(folder, `${name}.${language}.png`);
    await page.screenshot({ path: file, timeout: 5_000 });
  };
  try {
    const { page } = kiosk;
    await saveScreenshot(page);
    const firstLanguage = await page.evaluate(() => document.documentElement.lang);
    // The click is dispatched as an event, because a dialog covers the button.
    await page
      .locator(otherLanguageButton)
      .first()
      .dispatchEvent('click', undefined, { timeout: 2_000 });
    await page.waitForFunction(
      (language) => document.documentElement.lang !== language,
      firstLanguage,
      {
        timeout: 2_000,
      },
    );
    await saveScreenshot(page);
  } catch {
    // Ignored: a test may have closed the app, and some screens have no language buttons.
  }
};

export const test = base.extend<Fixtures>({
  // Playwright requires an object pattern; the empty one declares that these two fixtures depend on no other.
  service: async ({}, use) => {
    const service = await createTestService({
      customers: (await loadSampleCards(SAMPLES_FOLDER, 'smart')).slice(0, 1),
    });
    await use(service);
    await service.close();
  },
  dataDir: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kiosk-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  open: async ({ service, dataDir }, use, testInfo) => {
    const openedKiosks: Kiosk[] = [];
    await use(async (options = {}) => {
      const locale = options.locale === 'bn' ? 'bn' : 'en';
      const kiosk = await launchKiosk({ baseUrl: service.url, dataDir, ...options, locale });
      openedKiosks.push(kiosk);
      return { kiosk, clerk: createClerk(kiosk.page, locale) };
    });
    for (const [index, kiosk] of openedKiosks.entries()) {
      await saveScreenshots(kiosk, `${testInfo.titlePath.join(' ')} ${String(index + 1)}`);
      if (testInfo.status !== testInfo.expectedStatus)
        await testInfo.attach('log', { body: kiosk.logs(), contentType: 'text/plain' });
      await kiosk.close();
    }
    if (usesSystemKeychain()) await clearSystemKeychain();
  },
  openSignedIn: async ({ open, service }, use) => {
    await use(async (options) => {
      const counter = await open(options);
      await counter.clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
      return counter;
    });
  },
});

/** Starts a registration on the home screen and completes it up to the review step, with the photo taken or imported. */
export const fillRegistration = async (
  clerk: Clerk,
  photo: 'camera' | 'import' = 'import',
): Promise<void> => {
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await clerk.completeDetails(CUSTOMER);
  await clerk.continue('Continue to photo');
  if (photo === 'camera') await clerk.takePhoto();
  else await clerk.importPhoto(PHOTO);
  await clerk.continue('Continue to review');
};

/** The requests of one call that the service has received so far. */
export const requestsOf = (service: TestService, call: TrainingCall) =>
  service.requests().filter((request) => request.call === call);

export { expect } from '@playwright/test';
