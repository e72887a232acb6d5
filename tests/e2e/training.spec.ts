/** Training mode: the same app with invented customers and a simulated scanner, without a request to the real service. */
import { readdir } from 'node:fs/promises';
import { CLERK_MOBILE, CUSTOMER, expect, PHOTO, test } from './fixture.ts';

test('a registration is completed from the displayed OTP to the verdict with the simulated scanner', async ({
  open,
  dataDir,
  service,
}) => {
  const { clerk, kiosk } = await open({ env: { KIOSK_TRAINING: '1' } });
  await expect(
    kiosk.page.getByText('Customers are invented. Nothing leaves this counter.'),
  ).toBeVisible();
  await clerk.requestOtp(CLERK_MOBILE);
  const ribbon = kiosk.page.getByText(/^OTP: \d{4,8}$/);
  await expect(ribbon).toBeVisible();
  await clerk.verify(((await ribbon.textContent()) ?? '').replace(/\D/g, ''));
  await clerk.startRegistration();
  await clerk.button('Scan front').click();
  await expect(clerk.button('Retake front')).toBeVisible();
  await clerk.button('Scan back').click();
  await expect(clerk.button('Retake back')).toBeVisible();
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await expect(clerk.field('Name (English)')).toHaveValue('UDAHORON ONUSHILON BEGUM');
  await clerk.completeDetails(CUSTOMER);
  await clerk.continue('Continue to photo');
  await clerk.importPhoto(PHOTO);
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Submitted')).toBeVisible();
  // The real service received no request, and training has a store of its own.
  expect(service.requests()).toEqual([]);
  expect(await readdir(dataDir)).toContain('training');
  expect(await readdir(dataDir)).not.toContain('store.sqlite');
});
