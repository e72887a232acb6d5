/** Tests invalid input and invalid answers of the service: a message with a code in both languages, and no loss of typed values. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { BACK, CUSTOMER, expect, fillRegistration, FRONT, test, testLanguages } from './fixture.ts';
import { startFaultProxy } from '#tests/support/fault-proxy.ts';
import type { Fault, FaultName } from '#tests/support/service/service.ts';

/** Creates files whose content does not match their extension, is damaged, or violates a limit. */
const createBadFiles = async (folder: string): Promise<[file: string, code: string][]> => {
  await mkdir(folder, { recursive: true });
  const inFolder = (name: string): string => path.join(folder, name);
  await writeFile(inFolder('text.jpg'), 'this is no picture\n'.repeat(100));
  await writeFile(inFolder('page.png'), '<!doctype html><script>alert(1)</script>');
  await writeFile(
    inFolder('hundred-megapixels.png'),
    await sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: '#fff' } })
      .png()
      .toBuffer(),
  );
  const jpeg = await sharp(FRONT).jpeg().toBuffer();
  await writeFile(inFolder('cut-off.jpg'), jpeg.subarray(0, jpeg.length / 2));
  await writeFile(
    inFolder('tiny.png'),
    await sharp({ create: { width: 40, height: 30, channels: 3, background: '#888' } })
      .png()
      .toBuffer(),
  );
  return [
    [inFolder('text.jpg'), 'IMG-NOT-IMAGE'],
    [inFolder('page.png'), 'IMG-NOT-IMAGE'],
    [inFolder('hundred-megapixels.png'), 'IMG-PIXELS'],
    [inFolder('cut-off.jpg'), 'IMG-BROKEN'],
    [inFolder('tiny.png'), 'IMG-TOO-SMALL'],
  ];
};

for (const locale of testLanguages) {
  test(`a file that is no card picture is refused with the reason (${locale})`, async ({
    openSignedIn,
    dataDir,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale });
    await clerk.startRegistration();
    await clerk.importCard(FRONT, BACK);
    for (const [file, code] of await createBadFiles(
      path.join(dataDir, '../', `bad-${path.basename(dataDir)}`),
    )) {
      await clerk.dropPicture('Import front', file);
      await expect(
        kiosk.page.getByRole('alert').filter({ hasText: code }),
        path.basename(file),
      ).toBeVisible();
      await expect(clerk.button('Retake front')).toBeVisible();
    }
    await clerk.dropPicture('Import front', FRONT);
    await expect(kiosk.page.getByRole('alert')).toHaveCount(0);
  });

  test(`a 17-digit NID with another birth year and an incomplete mobile number are marked (${locale})`, async ({
    openSignedIn,
    service,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale });
    await clerk.startRegistration();
    await clerk.importCard(FRONT, BACK);
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await kiosk.page
      .locator('main[data-code]:not([data-code="reading"], [data-code="none"])')
      .waitFor();
    await clerk.completeDetails({ ...CUSTOMER, mobile: '0130000123' });
    await clerk.field('NID number').fill('১৯৮০ 0123456789012');
    await clerk.field('Date of birth').fill('12 Jan 1984');
    await clerk.field('Nominee').focus();
    await expect(kiosk.page.locator('[aria-invalid="true"]')).toHaveCount(2);
    await clerk.continue('Continue to photo');
    await expect(clerk.field('NID number')).toBeVisible();
    await clerk.field('Date of birth').fill('12 Jan 1980');
    await clerk.field('Customer mobile').fill(CUSTOMER.mobile);
    await clerk.field('Nominee').focus();
    await expect(kiosk.page.locator('[aria-invalid="true"]')).toHaveCount(0);
    // The card's code has another date, so the clerk must choose one of the two.
    await clerk.continue('Continue to photo');
    await expect(clerk.field('Date of birth')).toBeFocused();
    // The readings of the service and the code are equal and share a row; the typed value has another row.
    await expect(kiosk.page.locator('[data-reading]')).toHaveCount(2);
    await kiosk.page.keyboard.press('Alt+2');
    await clerk.continue('Continue to photo');
    await expect(clerk.button('Import photo')).toBeAttached();
    expect(service.ledger()).toHaveLength(0);
  });
}

const readingFaults: [name: string, fault: Fault | FaultName, code: string][] = [
  ['HTML instead of JSON', 'html-200', 'SVC-NOT-JSON'],
  ['HTTP 500', 'status-500', 'SVC-BROKEN'],
  ['a gateway’s 502 page', 'html-502', 'NET-GATEWAY'],
  ['a cut connection', 'reset-before-read', 'NET-CUT'],
  ['an unreadable card', 'unread', 'SVC-UNREAD'],
  ['HTTP 429', 'throttled', 'SVC-THROTTLED'],
];

for (const locale of testLanguages) {
  test(`the card is read again on request after each fault, with the code shown (${locale})`, async ({
    openSignedIn,
    service,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale });
    for (const [name, fault, code] of readingFaults) {
      await test.step(name, async () => {
        service.faults.failNext('readCard', fault);
        await clerk.startRegistration();
        await clerk.importCard(FRONT, BACK);
        await clerk.continue('Continue to details');
        await expect(kiosk.page.getByText(code).first()).toBeVisible();
        await expect(kiosk.page.getByText('<')).toHaveCount(0);
        await clerk.field('Nominee').fill('typed meanwhile');
        await clerk.button('Read again').click();
        await clerk.waitForReading();
        await expect(clerk.field('Nominee')).toHaveValue('typed meanwhile');
        await kiosk.page.keyboard.press('Control+d');
        await clerk.heading('Counter').waitFor();
      });
    }
  });
}

test('the pictures are made smaller once when the service answers HTTP 413', async ({
  openSignedIn,
  service,
}) => {
  service.faults.failNext('readCard', 'too-large');
  const { clerk } = await openSignedIn();
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  const uploadBytes = service
    .requests()
    .filter((request) => request.call === 'readCard')
    .map((request) => request.files.reduce((sum, file) => sum + file.bytes, 0));
  expect(uploadBytes).toHaveLength(2);
  expect(uploadBytes[1] ?? 0).toBeLessThan(uploadBytes[0] ?? 0);
});

const REFUSED_NOMINEE: Fault = {
  kind: 'status',
  status: 400,
  body: { nominee: ['This field may not be blank.'] },
};

const submitFaults: [
  name: string,
  fault: Fault | FaultName,
  heading: 'Outcome unknown' | 'Not accepted' | 'Queued' | 'Submitted',
  savedForms: number,
][] = [
  ['HTTP 500', 'status-500', 'Outcome unknown', 0],
  ['HTML with HTTP 200', 'html-200', 'Outcome unknown', 0],
  ['a connection cut after the form was saved', 'accept-then-drop', 'Submitted', 1],
  ['HTTP 400 with field errors', REFUSED_NOMINEE, 'Not accepted', 0],
  ['HTTP 429', 'throttled', 'Queued', 0],
];

for (const [name, fault, heading, savedForms] of submitFaults) {
  test(`after ${name} "${heading}" is shown and the form was sent once`, async ({
    openSignedIn,
    service,
  }) => {
    const { clerk } = await openSignedIn();
    await fillRegistration(clerk);
    service.faults.failNext('submit', fault);
    await clerk.consentAndSubmit();
    await expect(clerk.heading(heading)).toBeVisible();
    expect(service.ledger()).toHaveLength(savedForms);
    expect(service.requests().filter((request) => request.call === 'submit')).toHaveLength(1);
  });
}

test('a form that the service refused is corrected at the field and sent again', async ({
  openSignedIn,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await fillRegistration(clerk);
  service.faults.failNext('submit', REFUSED_NOMINEE);
  await clerk.consentAndSubmit();
  await clerk.button('Correct').click();
  await expect(kiosk.page.getByText('This field may not be blank.').first()).toBeVisible();
  await clerk.field('Nominee').fill('Porikkha Mia');
  await clerk.continue('Continue to photo');
  await clerk.continue('Continue to review');
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(service.ledger()).toHaveLength(1);
});

test('a form submitted without a connection is queued and sent when the connection is restored', async ({
  openSignedIn,
  service,
}) => {
  const proxy = await startFaultProxy(service.url);
  const { clerk } = await openSignedIn({ baseUrl: proxy.url });
  await fillRegistration(clerk);
  await proxy.cut();
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Queued')).toBeVisible();
  await proxy.restore();
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(service.ledger()).toHaveLength(1);
  await proxy.close();
});
