/** Tests registration without a connection: the clerk types and submits, and the reading is compared when the connection is restored. */
import { givenConsent } from '#tests/support/given-consent.ts';
import {
  BACK,
  CLERK_MOBILE,
  CUSTOMER,
  expect,
  FRONT,
  PHOTO,
  requestsOf,
  SAMPLES_FOLDER,
  test,
} from './fixture.ts';
import type { Clerk } from '#tests/support/clerk.ts';
import { startFaultProxy, type FaultProxy } from '#tests/support/fault-proxy.ts';
import { loadSampleCards } from '#tests/support/sample-cards.ts';
import { createTestService } from '#tests/support/service/service.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';

/** Fills in the whole form, with these values of the card. */
const typeDetails = async (
  clerk: Clerk,
  values: { readonly nid: string; readonly dob: string },
): Promise<void> => {
  await clerk.field('NID number').fill(values.nid);
  await clerk.field('Date of birth').fill(values.dob);
  await clerk.field('Name (Bangla)').fill('নমুনা বেগম');
  await clerk.field('Name (English)').fill('NAMUNA BEGUM');
  await clerk.field("Father's name").fill('নমুনা মিয়া');
  await clerk.field("Mother's name").fill('নমুনা খাতুন');
  await clerk.field('Present address').fill('গ্রাম: নমুনা, জেলা: উদাহরণ');
  await clerk.field('Same as present').check({ force: true });
  await clerk.completeDetails(CUSTOMER);
};

/** Registers a customer with typed values and without a connection, from Home to "Queued". */
const registerOffline = async (
  clerk: Clerk,
  proxy: FaultProxy,
  values: { readonly nid: string; readonly dob: string },
): Promise<void> => {
  await clerk.startRegistration();
  await proxy.cut();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await typeDetails(clerk, values);
  await clerk.continue('Continue to photo');
  await clerk.importPhoto(PHOTO);
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Queued')).toBeVisible();
};

/** Reads the NID and date of birth of the sample card, which are also those of the service's reading. */
const readCardValues = async (): Promise<{ nid: string; dob: string }> => {
  const [card] = await loadSampleCards(SAMPLES_FOLDER, 'smart');
  return { nid: card?.nid_no ?? '', dob: card?.dob ?? '' };
};

test('a form that agrees with the card is submitted when the connection is restored', async ({
  openSignedIn,
  service,
}) => {
  const proxy = await startFaultProxy(service.url);
  const { clerk } = await openSignedIn({ baseUrl: proxy.url });
  const { nid, dob } = await readCardValues();
  // Another notation of the same date, and a grouped number: neither counts as a difference.
  const [day = '', month = '', year = ''] = dob.split(/[/ -]/);
  const otherNotation = /^\d+$/.test(month)
    ? `${day.padStart(2, '0')}-${month.padStart(2, '0')}-${year}`
    : dob.toUpperCase();
  await registerOffline(clerk, proxy, {
    nid: `${nid.slice(0, 3)} ${nid.slice(3)}`,
    dob: otherNotation,
  });
  expect(service.ledger()).toHaveLength(0);
  await proxy.restore();
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(service.ledger()).toMatchObject([{ nid_no: nid, mobile_number: CUSTOMER.mobile }]);
  expect(requestsOf(service, 'submit')).toHaveLength(1);
  await proxy.close();
});

test('a contradiction with the code of the card is shown while offline and has to be confirmed once', async ({
  openSignedIn,
  service,
}) => {
  const proxy = await startFaultProxy(service.url);
  const { clerk, kiosk } = await openSignedIn({ baseUrl: proxy.url });
  const { page } = kiosk;
  const { nid, dob } = await readCardValues();
  const otherNid = `${nid.slice(0, -1)}${nid.endsWith('1') ? '2' : '1'}`;
  await clerk.startRegistration();
  await proxy.cut();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await page.locator('main[data-code="read"]').waitFor();
  await typeDetails(clerk, { nid: otherNid, dob });
  await clerk.continue('Continue to photo');
  await expect(clerk.field('NID number')).toBeFocused();
  await expect(
    page
      .locator('[data-field]')
      .filter({ has: clerk.field('NID number') })
      .getByText(/^Typed ≠ (MRZ|Barcode)$/),
  ).toBeVisible();
  // The last row is the typed value, which the clerk chooses.
  await page.locator('[data-reading]').last().click();
  await expect(
    page
      .locator('[data-field]')
      .filter({ has: clerk.field('NID number') })
      .getByText('≠'),
  ).toHaveCount(0);
  await clerk.continue('Continue to photo');
  await clerk.importPhoto(PHOTO);
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Queued')).toBeVisible();
  await proxy.restore();
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(service.ledger()).toMatchObject([{ nid_no: otherNid }]);
  expect(requestsOf(service, 'submit')).toHaveLength(1);
  await proxy.close();
});

test('a form whose NID the service reads differently opens on the difference and is not sent before the choice', async ({
  open,
}) => {
  const [card] = await loadSampleCards(SAMPLES_FOLDER, 'smart');
  const { nid, dob } = await readCardValues();
  const misreadNid = `${nid.slice(0, -1)}${nid.endsWith('1') ? '2' : '1'}`;
  const service = await createTestService({
    customers: card ? [{ ...card, nid_no: misreadNid }] : [],
  });
  const proxy = await startFaultProxy(service.url);
  const { clerk, kiosk } = await open({ baseUrl: proxy.url });
  const { page } = kiosk;
  await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
  await registerOffline(clerk, proxy, { nid, dob });
  await proxy.restore();
  await expect(page.getByRole('heading', { name: 'Needs review', exact: true })).toBeVisible();
  expect(requestsOf(service, 'submit')).toHaveLength(0);
  await clerk.button('Home').click();
  await clerk.pressUntilShown('F6', 'Outbox');
  await page.locator('[role="row"][data-state="needs-review"]').first().click();
  await clerk.button('Open').click();
  await expect(clerk.field('NID number')).toBeFocused();
  await expect(page.locator('[data-reading] mark').first()).toBeVisible();
  // The form cannot be submitted, although the consent is given and no other value is missing.
  await page.keyboard.press('Control+4');
  await clerk.waitForConsent();
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+Enter');
  await expect(clerk.button('Submit')).toHaveAttribute('aria-disabled', 'true');
  const submission = await page.evaluate(
    async (consent) => {
      const { kiosk: bridge } = window as unknown as { kiosk: KioskBridge };
      const current = await bridge.registration.current();
      if (!current.ok || !current.data) return null;
      return bridge.registration.submit({ id: current.data.id, consent });
    },
    await givenConsent(page),
  );
  expect(submission).toMatchObject({ ok: false, error: { code: 'REG-INCOMPLETE' } });
  await page.keyboard.press('Control+2');
  await clerk.field('NID number').focus();
  await page.locator('[data-reading]').filter({ hasText: 'MRZ' }).click();
  await clerk.continue('Continue to photo');
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(service.ledger()).toMatchObject([{ nid_no: nid }]);
  await proxy.close();
  await service.close();
});
