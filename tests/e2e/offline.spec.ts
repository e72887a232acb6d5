/** The line is down before the card is read: the clerk types, submits and goes on; the card has its say when the line is back. */
import { BACK, CUSTOMER, expect, FRONT, PHOTO, requestsOf, samples, test } from './fixture.ts';
import type { Clerk } from '../support/clerk.ts';
import { createLine, type Line } from '../support/line.ts';
import { loadSampleCards } from '../../src/main/training/samples.ts';

const WAIT_MS = 30_000;

/** From the counter to "Queued", all of it typed. */
const registerOffline = async (clerk: Clerk, line: Line, typed: { readonly nid: string; readonly dob: string }): Promise<void> => {
  await clerk.startRegistration();
  await line.cut();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.field('NID number').fill(typed.nid);
  await clerk.field('Date of birth').fill(typed.dob);
  await clerk.field('Name (Bangla)').fill('নমুনা বেগম');
  await clerk.field('Name (English)').fill('NAMUNA BEGUM');
  await clerk.field("Father's name").fill('নমুনা মিয়া');
  await clerk.field("Mother's name").fill('নমুনা খাতুন');
  await clerk.field('Present address').fill('গ্রাম: নমুনা, জেলা: উদাহরণ');
  await clerk.field('Same as present').check({ force: true });
  await clerk.completeDetails(CUSTOMER);
  await clerk.continue('Continue to photo');
  await clerk.importPhoto(PHOTO);
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Queued')).toBeVisible();
};

/** What the card says, as the service will read it. */
const onCard = async (): Promise<{ nid: string; dob: string }> => {
  const [card] = await loadSampleCards(samples, 'smart');
  return { nid: card?.nid_no ?? '', dob: card?.dob ?? '' };
};

test('what was typed agrees with the card: it is submitted as soon as the line is back', async ({ openSignedIn, service }) => {
  const line = await createLine(service.url);
  const { clerk } = await openSignedIn({ baseUrl: line.url });
  const { nid, dob } = await onCard();
  // The same day in another form, and the number as a clerk groups it: neither is a difference.
  const [day = '', month = '', year = ''] = dob.split(/[/ -]/);
  const written = /^\d+$/.test(month) ? `${day.padStart(2, '0')}-${month.padStart(2, '0')}-${year}` : dob.toUpperCase();
  await registerOffline(clerk, line, { nid: `${nid.slice(0, 3)} ${nid.slice(3)}`, dob: written });
  expect(service.ledger()).toHaveLength(0);
  await line.mend();
  await expect(clerk.heading('Submitted')).toBeVisible({ timeout: WAIT_MS });
  expect(service.ledger()).toMatchObject([{ nid_no: nid, mobile_number: CUSTOMER.mobile }]);
  expect(requestsOf(service, 'E')).toHaveLength(1);
  await line.close();
});

test('what was typed differs from the card: a person compares them, and nothing is sent before', async ({ openSignedIn, service }) => {
  const line = await createLine(service.url);
  const { clerk, kiosk } = await openSignedIn({ baseUrl: line.url });
  const { nid, dob } = await onCard();
  const other = `${nid.slice(0, -1)}${nid.endsWith('1') ? '2' : '1'}`;
  await registerOffline(clerk, line, { nid: other, dob });
  await line.mend();
  await expect(kiosk.page.getByRole('heading', { name: 'Needs review', exact: true })).toBeVisible({ timeout: WAIT_MS });
  expect(requestsOf(service, 'E')).toHaveLength(0);
  await clerk.button('Correct').click();
  await clerk.field('NID number').fill(nid);
  await clerk.continue('Continue to photo');
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Submitted')).toBeVisible({ timeout: WAIT_MS });
  expect(service.ledger()).toMatchObject([{ nid_no: nid }]);
  await line.close();
});
