/** Tests a complete registration from sign-in to sign-out in both languages, and the requests that the service receives. */
import { CAMERA, CUSTOMER, expect, fillRegistration, test } from './fixture.ts';
import { accessibleNames } from '#tests/support/accessible-names.ts';

for (const locale of ['en', 'bn'] as const) {
  test(`a clerk registers a customer, queries the verification and signs out (${locale})`, async ({
    openSignedIn,
    service,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale, camera: CAMERA });
    await fillRegistration(clerk, 'camera');
    await clerk.consentAndSubmit();
    await expect(clerk.heading('Submitted')).toBeVisible();
    await expect(kiosk.page.getByText(/0142-3-\d{4}/).first()).toBeVisible();

    await clerk.button('Home').click();
    await clerk.button('Verification status').click();
    await clerk.field('Mobile number').fill(CUSTOMER.mobile);
    await clerk.button('Check status').click();
    await expect(kiosk.page.locator('[data-verdict]')).toBeVisible();

    await kiosk.page.keyboard.press('Escape');
    await clerk.button('Verification log').click();
    await kiosk.page.getByRole('tab', { name: accessibleNames['All'][locale] }).click();
    await expect(kiosk.page.getByRole('row').nth(1)).toBeVisible();
    await kiosk.page.keyboard.press('Escape');
    await clerk.signOut();

    // The screen changes before the service has answered the sign-out.
    await expect
      .poll(() => service.requests().map((request) => request.call))
      .toEqual(
        expect.arrayContaining([
          'requestOtp',
          'verifyOtp',
          'logout',
          'readCard',
          'submit',
          'verificationStatus',
          'verificationLog',
        ]),
      );
    expect(service.ledger()).toHaveLength(1);
    const [entry] = service.ledger();
    expect(entry).toMatchObject({
      gender: 'Female',
      profession: 'Homemaker',
      nominee: CUSTOMER.nominee,
      nominee_relation: 'Son',
      mobile_number: CUSTOMER.mobile,
    });
  });
}

test('every request conforms to the service’s document: token, multipart, JPEG, no cookie', async ({
  openSignedIn,
  service,
}) => {
  const { clerk } = await openSignedIn();
  await fillRegistration(clerk);
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Submitted')).toBeVisible();

  for (const request of service.requests()) {
    expect(request.cookie).toBe(false);
    if (request.call !== 'requestOtp' && request.call !== 'verifyOtp')
      expect(request.authorization.scheme).toBe('Token');
  }
  const step2 = service.requests().filter((request) => request.call === 'submit');
  expect(step2).toHaveLength(1);
  expect([...(step2[0]?.fields ?? [])].sort()).toEqual([
    'applicant_name_ben',
    'applicant_name_eng',
    'dob',
    'father_name',
    'gender',
    'id_back_url',
    'id_front_url',
    'mobile_number',
    'mother_name',
    'nid_no',
    'nominee',
    'nominee_relation',
    'perm_address',
    'pres_address',
    'profession',
  ]);
  expect(step2[0]?.files.map((file) => [file.field, file.fileName, file.type])).toEqual([
    ['applicant_photo', 'applicant_photo.jpg', 'image/jpeg'],
  ]);
  expect(service.violations()).toEqual([]);
  const step1 = service.requests().find((request) => request.call === 'readCard');
  expect(step1?.files.map((file) => file.fileName).sort()).toEqual(['id_back.jpg', 'id_front.jpg']);
});

test('a clerk registers a customer by keyboard alone', async ({ openSignedIn, service }) => {
  const { clerk, kiosk } = await openSignedIn();
  const keyboard = kiosk.page.keyboard;
  // The speed of a fast typist. Faster keys count as those of a wedge reader.
  const typeText = (text: string): Promise<void> => keyboard.type(text, { delay: 70 });
  await keyboard.press('F2');
  await expect(clerk.heading('Registration')).toBeVisible();
  await clerk.importCard('resources/samples/smart-front.jpg', 'resources/samples/smart-back.jpg');
  await keyboard.press('Control+Enter');
  await clerk.waitForReading();
  await clerk.radio('Female').focus();
  await keyboard.press('Space');
  await keyboard.press('Tab');
  await typeText('Home');
  await keyboard.press('Tab');
  await typeText('Porikkha Mia');
  await keyboard.press('Tab');
  await typeText('Son');
  await keyboard.press('Tab');
  await typeText('01300001234');
  await keyboard.press('Control+Enter');
  await clerk.importPhoto('resources/samples/smart-photo.jpg');
  await keyboard.press('Control+Enter');
  await clerk.waitForConsent();
  await keyboard.press('Space');
  await keyboard.press('Control+Enter');
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(service.ledger()).toHaveLength(1);
  expect(service.ledger()[0]).toMatchObject({ profession: 'Homemaker', nominee_relation: 'Son' });
});
