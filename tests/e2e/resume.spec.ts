/** Tests that a registration has the same step, pictures and values after the app was killed at each step. */
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { BACK, CUSTOMER, expect, fillRegistration, FRONT, PHOTO, test } from './fixture.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { Clerk } from '#tests/support/clerk.ts';

/** Computes a digest of a displayed picture from every 997th value of its pixels. */
const readPictureDigest = async (page: Page, name: string): Promise<string> => {
  const bytes = await page
    .getByRole('img', { name, exact: true })
    .first()
    .evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      return Array.from(
        context
          ?.getImageData(0, 0, canvas.width, canvas.height)
          .data.filter((_value, index) => index % 997 === 0) ?? [],
      );
    });
  return createHash('sha256').update(Uint8Array.from(bytes)).digest('hex');
};

const readValues = async (clerk: Clerk): Promise<Record<string, string>> => ({
  nid: await clerk.field('NID number').inputValue(),
  dob: await clerk.field('Date of birth').inputValue(),
  bangla: await clerk.field('Name (Bangla)').inputValue(),
  english: await clerk.field('Name (English)').inputValue(),
  father: await clerk.field("Father's name").inputValue(),
  mother: await clerk.field("Mother's name").inputValue(),
  address: await clerk.field('Present address').inputValue(),
  profession: await clerk.field('Profession').inputValue(),
  nominee: await clerk.field('Nominee').inputValue(),
  relation: await clerk.field('Nominee relation').inputValue(),
  mobile: await clerk.field('Customer mobile').inputValue(),
});

test('both pictures are restored after the app was killed at the card step', async ({
  openSignedIn,
  open,
}) => {
  const first = await openSignedIn();
  await first.clerk.startRegistration();
  await first.clerk.importCard(FRONT, BACK);
  const digestsBefore = [
    await readPictureDigest(first.kiosk.page, 'Front of the card'),
    await readPictureDigest(first.kiosk.page, 'Back of the card'),
  ];
  const reference = await first.kiosk.page
    .getByText(/0142-3-\d{4}/)
    .first()
    .textContent();
  await first.kiosk.kill();

  const { clerk, kiosk } = await open();
  await clerk.unlock();
  await expect(clerk.heading('Registration')).toBeVisible();
  await expect(kiosk.page.getByText(reference ?? '').first()).toBeVisible();
  await expect(clerk.button('Retake front')).toBeVisible();
  expect([
    await readPictureDigest(kiosk.page, 'Front of the card'),
    await readPictureDigest(kiosk.page, 'Back of the card'),
  ]).toEqual(digestsBefore);
});

test('every typed value is restored after the app was killed at the details step', async ({
  openSignedIn,
  open,
}) => {
  const first = await openSignedIn();
  await first.clerk.startRegistration();
  await first.clerk.importCard(FRONT, BACK);
  await first.clerk.continue('Continue to details');
  await first.clerk.waitForReading();
  await first.clerk.completeDetails(CUSTOMER);
  await first.clerk.field('Name (English)').fill('TYPED BY THE CLERK');
  await first.clerk.field("Mother's name").focus();
  await expect(first.kiosk.page.locator('[data-save="saved"]')).toBeVisible();
  const valuesBefore = await readValues(first.clerk);
  await first.kiosk.kill();

  const { clerk } = await open();
  await clerk.unlock();
  await expect(clerk.heading('Registration')).toBeVisible();
  await expect(clerk.field('Name (English)')).toHaveValue('TYPED BY THE CLERK');
  expect(await readValues(clerk)).toEqual(valuesBefore);
  await expect(clerk.radio('Female')).toBeChecked();
});

test('the card is read again after the app was killed during step 1', async ({
  openSignedIn,
  open,
  service,
}) => {
  service.faults.failNext('readCard', 'hang');
  const first = await openSignedIn();
  await first.clerk.startRegistration();
  await first.clerk.importCard(FRONT, BACK);
  await first.clerk.continue('Continue to details');
  await expect
    .poll(() => service.requests().filter((request) => request.call === 'readCard').length)
    .toBe(1);
  await first.kiosk.kill();

  const { clerk } = await open();
  await clerk.unlock();
  await clerk.waitForReading();
  expect(service.requests().filter((request) => request.call === 'readCard').length).toBe(2);
});

test('step, photo and values are restored after the app was killed at the photo and review steps', async ({
  openSignedIn,
  open,
  service,
}) => {
  const first = await openSignedIn();
  await first.clerk.startRegistration();
  await first.clerk.importCard(FRONT, BACK);
  await first.clerk.continue('Continue to details');
  await first.clerk.waitForReading();
  await first.clerk.completeDetails(CUSTOMER);
  await first.clerk.continue('Continue to photo');
  await first.clerk.importPhoto(PHOTO);
  const photo = await readPictureDigest(first.kiosk.page, 'Photo of the customer');
  await first.kiosk.kill();

  const second = await open();
  await second.clerk.unlock();
  await expect(second.clerk.button('Retake')).toBeVisible();
  expect(await readPictureDigest(second.kiosk.page, 'Photo of the customer')).toBe(photo);
  await second.clerk.continue('Continue to review');
  await expect(second.clerk.button('Submit')).toBeVisible();
  // The screen changes before main has stored the step, so the test waits for the stored step before the kill.
  const readStoredStep = () =>
    second.kiosk.page.evaluate(async () => {
      const current = await (
        window as unknown as { kiosk: KioskBridge }
      ).kiosk.registration.current();
      return current.ok ? current.data?.step : current.error.code;
    });
  await expect.poll(readStoredStep).toBe('review');
  await second.kiosk.kill();

  const third = await open();
  await third.clerk.unlock();
  await expect(third.clerk.button('Submit')).toBeVisible();
  expect(await readPictureDigest(third.kiosk.page, 'Photo of the customer')).toBe(photo);
  await third.clerk.consentAndSubmit();
  await expect(third.clerk.heading('Submitted')).toBeVisible();
  expect(service.ledger()).toHaveLength(1);
  expect(service.ledger()[0]).toMatchObject({ mobile_number: CUSTOMER.mobile });
});

test('the outcome is queried after the next start, and the form is sent only once, after the app was killed before the answer', async ({
  openSignedIn,
  open,
  service,
}) => {
  const first = await openSignedIn();
  await fillRegistration(first.clerk);
  service.faults.failNext('submit', 'accept-then-hang');
  await first.clerk.consentAndSubmit();
  await expect.poll(() => service.ledger().length).toBe(1);
  await first.kiosk.kill();

  const { clerk } = await open();
  await clerk.unlock();
  // The outcome is queried automatically after the unlock.
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(service.requests().filter((request) => request.call === 'submit')).toHaveLength(1);
  expect(service.ledger()).toHaveLength(1);
});

test('a draft that was put aside is opened again with its values', async ({ openSignedIn }) => {
  const { clerk, kiosk } = await openSignedIn();
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.field('Nominee').fill('Porikkha Mia');
  await kiosk.page.keyboard.press('Control+d');
  await expect(clerk.heading('Counter')).toBeVisible();
  await kiosk.page
    .getByRole('list', { name: 'Need attention' })
    .getByRole('button')
    .first()
    .click();
  await expect(clerk.field('Nominee')).toHaveValue('Porikkha Mia');
});
