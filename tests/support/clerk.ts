/**
 * A scripted clerk: performs the actions of a person on the screens and finds every control by its accessible name. Used by the
 * end-to-end tests and the demo.
 */
import type { Locator, Page } from 'playwright-core';
import { accessibleNames, type AccessibleName } from './accessible-names.ts';
import { dropFile } from './drop-file.ts';

/** The values that are on no card. */
export interface CustomerDetails {
  readonly gender: 'Female' | 'Male' | 'Third gender';
  readonly profession: string;
  readonly nominee: string;
  readonly nomineeRelation: string;
  readonly mobile: string;
}

/** The PIN the scripted clerk chooses everywhere. */
export const CLERK_PIN = '135790';

export interface Clerk {
  readonly page: Page;
  button(name: AccessibleName): Locator;
  field(name: AccessibleName): Locator;
  heading(name: AccessibleName): Locator;
  radio(name: AccessibleName): Locator;
  requestOtp(mobile: string): Promise<void>;
  /** Types the code and chooses a PIN where one is required. */
  verify(otp: string): Promise<void>;
  signIn(mobile: string, otp: () => string | Promise<string>): Promise<void>;
  /** Chooses the PIN that is required after a sign-in. */
  choosePin(pin?: string): Promise<void>;
  /** Locks with the keyboard shortcut. */
  lock(): Promise<void>;
  unlock(pin?: string): Promise<void>;
  /** Unlocks after a start when the counter started locked. */
  unlockIfLocked(): Promise<void>;
  startRegistration(): Promise<void>;
  /** Drops a file on the side's panel. */
  dropPicture(name: 'Import front' | 'Import back' | 'Import photo', file: string): Promise<void>;
  importCard(front: string, back: string): Promise<void>;
  /** Waits until the service's reading has arrived in the form. */
  waitForReading(): Promise<void>;
  /** Presses the key until the heading appears, because a screen that is still loading has not bound its keys. */
  pressUntilShown(key: string, name: AccessibleName): Promise<void>;
  /** Where the sources of the NID number or the date of birth differ, chooses the first reading, or the typed value. */
  chooseReadings(choice?: 'read' | 'typed'): Promise<void>;
  completeDetails(details: CustomerDetails): Promise<void>;
  takePhoto(): Promise<void>;
  importPhoto(file: string): Promise<void>;
  /** Waits until the consent control is enabled; it is disabled until the page has been visible. */
  waitForConsent(): Promise<void>;
  consentAndSubmit(): Promise<void>;
  continue(name: AccessibleName): Promise<void>;
  signOut(): Promise<void>;
}

const KEY_RETRY_MS = 2_000;
const KEY_TIMEOUT_MS = 60_000;

export const createClerk = (page: Page, locale: 'en' | 'bn' = 'en'): Clerk => {
  const nameOf = (name: AccessibleName): string => accessibleNames[name][locale];
  const button = (name: AccessibleName): Locator =>
    page.getByRole('button', { name: nameOf(name), exact: true });
  const field = (name: AccessibleName): Locator => page.getByLabel(nameOf(name), { exact: true });
  const heading = (name: AccessibleName): Locator =>
    page.getByRole('heading', { name: nameOf(name), exact: true });
  const waitForConsent = (): Promise<void> =>
    field('Customer consents').and(page.locator(':not([aria-disabled="true"])')).waitFor();
  const radio = (name: AccessibleName): Locator =>
    page.getByRole('radio', { name: nameOf(name), exact: true });

  const requestOtp = async (mobile: string): Promise<void> => {
    await field('Mobile number').fill(mobile);
    await button('Send OTP').click();
    await field('OTP').waitFor();
  };

  const choosePin = async (pin = CLERK_PIN): Promise<void> => {
    await heading('Choose a PIN').waitFor();
    await field('PIN').fill(pin);
    await field('PIN again').fill(pin);
    await button('Save PIN').click();
    await heading('Choose a PIN').waitFor({ state: 'detached' });
  };

  const unlock = async (pin = CLERK_PIN): Promise<void> => {
    await heading('Locked').waitFor();
    await field('PIN').fill(pin);
    await button('Unlock').click();
    await heading('Locked').waitFor({ state: 'detached' });
  };

  /** Without a keychain no PIN is required, and the sign-in is complete after the OTP. */
  const verify = async (otp: string): Promise<void> => {
    await field('OTP').fill(otp);
    await button('Verify').click();
    const pinPrompt = heading('Choose a PIN');
    await pinPrompt.or(heading('Counter')).or(heading('Registration')).first().waitFor();
    if (await pinPrompt.isVisible()) await choosePin();
  };

  const dropPicture: Clerk['dropPicture'] = async (name, file) => {
    await button(name).and(page.locator(':not([aria-disabled="true"])')).waitFor();
    await dropFile(page, button(name), file);
  };

  return {
    page,
    dropPicture,
    button,
    field,
    heading,
    radio,
    requestOtp,
    signIn: async (mobile, otp) => {
      await heading('Sign in').waitFor();
      await requestOtp(mobile);
      await verify(await otp());
      await heading('Counter').waitFor();
    },
    verify,
    choosePin,
    lock: async () => {
      await page.keyboard.press('Control+l');
      await heading('Locked').waitFor();
    },
    unlock,
    unlockIfLocked: async () => {
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      if (await heading('Locked').isVisible()) await unlock();
    },
    startRegistration: async () => {
      await button('New registration').click();
      await heading('Registration').waitFor();
    },
    importCard: async (front, back) => {
      await dropPicture('Import front', front);
      await button('Retake front').waitFor();
      await dropPicture('Import back', back);
      await button('Retake back').waitFor();
    },
    pressUntilShown: async (key, name) => {
      const deadline = Date.now() + KEY_TIMEOUT_MS;
      for (;;) {
        await page.keyboard.press(key);
        try {
          return await heading(name).waitFor({ timeout: KEY_RETRY_MS });
        } catch (error) {
          if (Date.now() > deadline) throw error;
        }
      }
    },
    waitForReading: async () => {
      await page.waitForFunction(
        // No code of the card contains these fields, so a value in one of them is the service's reading.
        (labels) =>
          [...document.querySelectorAll('input')].some(
            (input) =>
              labels.includes(input.labels?.[0]?.textContent.trim() ?? '') && input.value !== '',
          ),
        [nameOf('Name (Bangla)'), nameOf("Father's name"), nameOf("Mother's name")],
        // Polled by time instead of per frame (Playwright's default), because some tests hold back the page's frames.
        { polling: 50 },
      );
    },
    chooseReadings: async (choice = 'read') => {
      await page
        .locator('main[data-code]:not([data-code="reading"], [data-code="none"])')
        .waitFor();
      for (const name of ['NID number', 'Date of birth'] as const) {
        const differs = page
          .locator('[data-field]')
          .filter({ has: field(name) })
          .getByText('≠');
        if ((await differs.count()) === 0) continue;
        await field(name).focus();
        if (choice === 'read') await page.keyboard.press('Alt+1');
        else await page.locator('[data-reading]').last().click();
        await differs.waitFor({ state: 'detached' });
      }
    },
    completeDetails: async (details) => {
      // Chosen by key, because the action bar may cover the radio button at a large text size.
      await radio(details.gender).press('Space');
      await field('Profession').selectOption(details.profession);
      await field('Nominee').fill(details.nominee);
      await field('Nominee relation').selectOption(details.nomineeRelation);
      await field('Customer mobile').fill(details.mobile);
    },
    takePhoto: async () => {
      await button('Take photo').click();
      await button('Retake').waitFor();
    },
    importPhoto: async (file) => {
      await dropPicture('Import photo', file);
      await button('Retake').waitFor();
    },
    waitForConsent,
    consentAndSubmit: async () => {
      await waitForConsent();
      await field('Customer consents').check({ force: true });
      await button('Submit').click();
    },
    continue: (name) => button(name).click(),
    signOut: async () => {
      await button('Sign out').first().click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: nameOf('Sign out'), exact: true })
        .click();
      await heading('Sign in').waitFor();
    },
  };
};
