/**
 * Layout of every screen and state, at each size of window and text that a counter has, in both languages: nothing cut off,
 * covered, overlapping or out of reach.
 */
import type { Page } from '@playwright/test';
import { layoutFaults } from '#tests/support/layout-faults.ts';
import { LEAD_PIN, leadScreen } from './lead-screen.ts';
import { BACK, CAMERA, CUSTOMER, expect, FRONT, PHOTO, samples, test } from './fixture.ts';

interface Size {
  readonly width: number;
  readonly height: number;
  /** Size of the text, per cent. */
  readonly text: number;
}

/** 1366×768 at 100, 125 and 150 %, 1280×720, 1024×768, and 1920×1080 at 100, 125 and 150 %; larger text on unscaled ones. */
const SIZES: readonly Size[] = [
  ...[
    [1366, 768],
    [1093, 614],
    [911, 512],
    [1280, 720],
    [1024, 768],
    [1920, 1080],
    [1536, 864],
  ].map(([width = 0, height = 0]) => ({ width, height, text: 100 })),
  ...[125, 150].flatMap((text) => [
    { width: 1366, height: 768, text },
    { width: 1024, height: 768, text },
    { width: 1920, height: 1080, text },
  ]),
];

const otherLanguage = 'header [aria-pressed="false"][lang], main [aria-pressed="false"][lang]';

const inBothLanguages = async (page: Page, look: (language: string) => Promise<void>) => {
  for (let turn = 0; turn < 2; turn += 1) {
    const language = await page.evaluate(() => document.documentElement.lang);
    await look(language);
    // By an event, since a dialog may cover the button.
    await page.locator(otherLanguage).first().dispatchEvent('click');
    await page.waitForFunction((was) => document.documentElement.lang !== was, language);
  }
};

const faultsOf = async (page: Page, state: string): Promise<string[]> => {
  const found = new Map<string, string[]>();
  await inBothLanguages(page, async (language) => {
    for (const { width, height, text } of SIZES) {
      await page.setViewportSize({ width, height });
      await page.evaluate((percent) => {
        document.documentElement.style.fontSize = percent === 100 ? '' : `${percent}%`;
      }, text);
      for (const fault of await layoutFaults(page))
        found.set(fault, [...(found.get(fault) ?? []), `${language} ${width}×${height} ${text} %`]);
    }
  });
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '';
  });
  return [...found].map(([fault, places]) => `${state}: ${fault} [${places.join(', ')}]`);
};

const collector = (page: Page) => {
  const faults: string[] = [];
  return {
    look: async (state: string): Promise<void> => {
      faults.push(...(await faultsOf(page, state)));
    },
    faults,
  };
};

test('sign-in, lock and the counter lie within every size', async ({ open, service }) => {
  const { clerk, kiosk } = await open();
  const { look, faults } = collector(kiosk.page);
  await clerk.heading('Sign in').waitFor();
  await look('sign in');
  await clerk.requestOtp('01300000042');
  await look('OTP');
  await clerk.field('OTP').fill('0000');
  await clerk.button('Verify').click();
  await kiosk.page.getByText('OTP-WRONG').waitFor();
  await look('wrong OTP');
  await clerk.field('OTP').fill(service.otpFor('01300000042') ?? '');
  await clerk.button('Verify').click();
  await clerk.heading('Choose a PIN').waitFor();
  await look('choose a PIN');
  await clerk.choosePin();
  await clerk.heading('Counter').waitFor();
  await look('counter');
  await clerk.button('Sign out').click();
  await kiosk.page.getByRole('dialog').waitFor();
  await look('sign out?');
  await kiosk.page.keyboard.press('Escape');
  await clerk.button('Help').click();
  await kiosk.page.getByRole('dialog').waitFor();
  await look('help');
  await kiosk.page.keyboard.press('Escape');
  await clerk.lock();
  await look('lock');
  expect(faults).toEqual([]);
});

test('every step of a registration lies within every size', async ({ openSignedIn }) => {
  const { clerk, kiosk } = await openSignedIn({ camera: CAMERA });
  const { page } = kiosk;
  const { look, faults } = collector(page);
  await clerk.startRegistration();
  await look('card, empty');
  await clerk.field('Import front').setInputFiles(`${samples}/../../README.md`);
  await page.getByText('IMG-NOT-IMAGE').waitFor();
  await look('card, refused');
  await clerk.importCard(FRONT, BACK);
  await look('card');
  await clerk.button('Adjust corners of front').click();
  await clerk.button('Use these corners').waitFor();
  await look('corners');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await look('details');
  // Continuing shows what is missing, on the fields and in the list that jumps to them.
  await clerk.button('Continue to photo').click();
  await look('details with errors');
  await clerk.field('Date of birth').focus();
  await look('details, date of birth');
  await clerk.completeDetails(CUSTOMER);
  await clerk.continue('Continue to photo');
  await expect(clerk.button('Take photo')).not.toHaveAttribute('aria-disabled');
  await look('photo, live');
  await clerk.importPhoto(PHOTO);
  await look('photo');
  await clerk.continue('Continue to review');
  await clerk.consentReady();
  await look('review');
  await clerk.consentAndSubmit();
  await clerk.heading('Submitted').waitFor();
  await look('done');
  expect(faults).toEqual([]);
});

test('the screens behind the counter lie within every size', async ({ openSignedIn }) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  const { look, faults } = collector(page);
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.button('Put aside').click();
  await clerk.heading('Counter').waitFor();
  await look('counter with a draft');
  for (const [key, screen] of [
    ['F3', 'Verification status'],
    ['F4', 'Verification log'],
    ['F6', 'Outbox'],
    ['F8', 'Diagnostics'],
  ] as const) {
    await clerk.pressTo(key, screen);
    if (screen === 'Outbox')
      await page
        .getByText(/0142-3-\d{4}/)
        .first()
        .waitFor();
    await look(screen);
  }
  await page.keyboard.press('Escape');
  await clerk.button('Day close').click();
  await clerk.heading('Day close').waitFor();
  await look('Day close');
  expect(faults).toEqual([]);
});

test('the Settings screen lies within every size', async ({ openSignedIn }) => {
  const counter = await openSignedIn({ camera: CAMERA });
  const { look, faults } = collector(counter.kiosk.page);
  const settings = leadScreen(counter);
  await counter.clerk.pressTo('F9', 'Settings');
  await settings.leadPin.waitFor();
  await look('Settings, lead PIN');
  await counter.kiosk.page.keyboard.press('Escape');
  await counter.clerk.heading('Counter').waitFor();
  await settings.open();
  await look('Settings');
  expect(faults).toEqual([]);
});

test('each step of the first-run set-up lies within every size', async ({ open, service }) => {
  const counter = await open({ settings: 'as they are', camera: CAMERA });
  const { clerk } = counter;
  const { page, keyboard, ...on } = leadScreen(counter);
  const { look, faults } = collector(page);
  await clerk.requestOtp('01300000042');
  await clerk.field('OTP').fill(service.otpFor('01300000042') ?? '');
  await keyboard.press('Enter');
  await clerk.choosePin();
  await clerk.heading('Set up this counter').waitFor();
  await look('set-up, lead PIN');
  await on.leadPin.focus();
  await keyboard.type(LEAD_PIN);
  await keyboard.press('Tab');
  await keyboard.type(LEAD_PIN);
  await keyboard.press('Enter');
  await clerk.heading('Counter').waitFor();
  await look('set-up, counter');
  await keyboard.press('Control+Enter');
  await page.getByRole('alert').waitFor();
  await look('set-up, counter with errors');
  for (const [name, text] of [
    ['Bank (English)', 'Example Bank'],
    ['Bank (Bangla)', 'উদাহরণ ব্যাংক'],
    ['Branch (English)', 'Example Branch'],
    ['Branch (Bangla)', 'উদাহরণ শাখা'],
    ['Branch code', '0142'],
    ['Counter number', '7'],
  ] as const)
    await on.field(name).fill(text);
  await keyboard.press('Control+Enter');
  for (const step of ['Scanner', 'Camera', 'Printer', 'Test'] as const) {
    await clerk.heading(step).waitFor();
    await look(`set-up, ${step}`);
    if (step !== 'Test') await clerk.button('Skip this step').click();
  }
  expect(faults).toEqual([]);
});
