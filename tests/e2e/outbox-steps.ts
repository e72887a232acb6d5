/** Provides steps for the tests of the outbox and the day close. */
import { givenConsent } from '#tests/support/given-consent.ts';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { BACK, expect, FRONT, PHOTO, SAMPLES_FOLDER, type Counter } from './fixture.ts';
import { accessibleNames, type AccessibleName } from '#tests/support/accessible-names.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { loadSampleCards } from '#tests/support/sample-cards.ts';
import type { TestService } from '#tests/support/service/service.ts';

export type Locale = 'en' | 'bn';
/** The lead PIN, which tests choose when it is first needed. */
export const LEAD_PIN = '246802';
export interface Customer {
  readonly nid: string;
  readonly mobile: string;
  /** The date of birth on the card. Offline, another typed value counts as a contradiction. */
  readonly dob?: string;
}
/** Creates an invented customer. @param number one digit. */
export const createCustomer = (number: number): Customer => ({
  nid: `300000000${number}`,
  mobile: `0130000100${number}`,
});

/** Creates a registration through the bridge with the same calls as the screens. @returns its reference. */
export const createRegistration = async (
  page: Page,
  who: Customer,
  extent: 'draft' | 'submitted' = 'submitted',
): Promise<string> => {
  const [front, back, photo] = await Promise.all(
    [FRONT, BACK, PHOTO].map(async (file) => (await readFile(file)).toString('base64')),
  );
  return page.evaluate(
    async ({ nid, mobile, dob, lastState, pictures, consent }) => {
      const { kiosk } = window as unknown as { kiosk: KioskBridge };
      const dataOf = <T>(
        result: { ok: true; data: T } | { ok: false; error: { code: string } },
      ): T => {
        if (!result.ok) throw new Error(result.error.code);
        return result.data;
      };
      const { id, reference } = dataOf(await kiosk.registration.start());
      for (const part of ['front', 'back', 'photo'] as const) {
        const bytes = Uint8Array.from(atob(pictures[part] ?? ''), (letter) => letter.charCodeAt(0));
        dataOf(await kiosk.registration.putPicture({ id, part, bytes, origin: 'import' }));
      }
      const values = {
        nid_no: nid,
        dob: dob ?? '12/8/1991',
        applicant_name_ben: 'নমুনা উদাহরণ বেগম',
        applicant_name_eng: 'NAMUNA EXAMPLE',
        father_name: 'উদাহরণ আলী মিয়া',
        mother_name: 'নমুনা খাতুন',
        pres_address: 'নমুনা সড়ক, উদাহরণ জেলা',
        gender: 'Female',
        profession: 'Homemaker',
        nominee: 'Porikkha Mia',
        nominee_relation: 'Son',
        mobile_number: mobile,
      };
      // The card is read before the values are saved, so that the saved values count as the clerk's decisions.
      dataOf(await kiosk.registration.readCard({ id }));
      // Waits for the reading for at most a minute.
      for (let attempt = 0; attempt < 1_200; attempt++) {
        if (dataOf(await kiosk.registration.current())?.reading.state !== 'sending') break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      dataOf(await kiosk.registration.saveFields({ id, values, sameAddress: true }));
      dataOf(await kiosk.registration.setStep({ id, step: 'review' }));
      if (lastState === 'draft') {
        dataOf(await kiosk.registration.putAside({ id }));
        return reference;
      }
      dataOf(await kiosk.registration.submit({ id, consent }));
      dataOf(await kiosk.registration.close({ id }));
      return reference;
    },
    {
      ...who,
      lastState: extent,
      pictures: { front, back, photo },
      consent: await givenConsent(page),
    },
  );
};

/** A customer with the values of the sample card. Offline, other values contradict the later reading of the service. */
export const sampleCardCustomer = async (number: number): Promise<Customer> => {
  const [card] = await loadSampleCards(SAMPLES_FOLDER, 'smart');
  return { ...createCustomer(number), nid: card?.nid_no ?? '', dob: card?.dob ?? '' };
};

export const rowOf = (page: Page, reference: string) =>
  page.locator('[role="row"][data-state]').filter({ hasText: reference });
export const waitForState = (page: Page, reference: string, ...states: string[]): Promise<void> =>
  expect
    .poll(async () => {
      const result = await page.evaluate(() =>
        (window as unknown as { kiosk: KioskBridge }).kiosk.registration.list({ filter: 'all' }),
      );
      return result.ok
        ? result.data.find((row) => row.reference === reference)?.state
        : result.error.code;
    })
    .toMatch(new RegExp(`^(${states.join('|')})$`));

export const openOutbox = async ({ clerk }: Counter): Promise<void> => {
  await clerk.pressUntilShown('F6', 'Outbox');
};
export const tabOf = (page: Page, name: AccessibleName, locale: Locale) =>
  page.getByRole('tab', { name: new RegExp(`^${accessibleNames[name][locale]}\\s*[\\d০-৯]*$`) });
/** The labels of the enabled actions of the panel. */
export const readEnabledActions = (page: Page): Promise<string[]> =>
  page
    .locator('[data-actions] button:not([aria-disabled="true"]) > :not(svg, kbd)')
    .allTextContents();
/** Creates one registration in each state: submitted, refused, unknown, draft, and queued without a connection. @returns references. */
export const fillOutbox = async (
  { kiosk }: Counter,
  service: TestService,
  cutConnection: () => Promise<void>,
) => {
  const { page } = kiosk;
  const submitted = await createRegistration(page, createCustomer(1));
  await waitForState(page, submitted, 'submitted');
  service.faults.failNext('submit', 'status-400');
  const refused = await createRegistration(page, createCustomer(2));
  await waitForState(page, refused, 'refused');
  const draft = await createRegistration(page, createCustomer(3), 'draft');
  service.faults.failNext('submit', 'status-500');
  const unknown = await createRegistration(page, createCustomer(4));
  await waitForState(page, unknown, 'unknown');
  service.faults.failAlways('verificationStatus', 'html-502');
  service.faults.failAlways('verificationLog', 'html-502');
  await cutConnection();
  const queued = await createRegistration(page, createCustomer(5));
  await waitForState(page, queued, 'waiting', 'ready');
  return { submitted, refused, draft, unknown, queued };
};
