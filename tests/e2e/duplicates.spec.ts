/** Tests the warning for customers who are already registered, which does not block submission. */
import {
  BACK,
  CUSTOMER,
  expect,
  fillRegistration,
  FRONT,
  PHOTO,
  requestsOf,
  test,
  testLanguages,
} from './fixture.ts';

for (const locale of testLanguages) {
  test(`a second registration with the same card and number shows a warning on details, photo and review (${locale})`, async ({
    openSignedIn,
    service,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale });
    await fillRegistration(clerk);
    await clerk.consentAndSubmit();
    await expect(clerk.heading('Submitted')).toBeVisible();
    await clerk.button('Next customer').click();
    await clerk.importCard(FRONT, BACK);
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await clerk.completeDetails({ ...CUSTOMER, mobile: '01300004321' });
    const warning = kiosk.page.getByRole('alert').filter({ hasText: '0142-3-0001' });
    await expect(warning).toBeVisible();
    await clerk.continue('Continue to photo');
    await expect(warning).toBeVisible();
    await clerk.importPhoto(PHOTO);
    await clerk.continue('Continue to review');
    await expect(warning).toBeVisible();
    await clerk.consentAndSubmit();
    await expect(clerk.heading('Submitted')).toBeVisible();
    expect(requestsOf(service, 'submit')).toHaveLength(2);
  });
}

test('a registration of a new customer shows no warning', async ({ openSignedIn, service }) => {
  const { clerk, kiosk } = await openSignedIn();
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await clerk.completeDetails(CUSTOMER);
  // The service was queried for the number and has no such customer.
  await expect.poll(() => requestsOf(service, 'verificationStatus').length).toBe(1);
  await clerk.continue('Continue to photo');
  await expect(clerk.button('Import photo').or(clerk.field('Import photo')).first()).toBeAttached();
  await expect(kiosk.page.locator('[data-duplicate], [data-tone="warning"]')).toHaveCount(0);
});
