/** Tests card capture on the screens: detection, cropping, quality checks, manual corners, and the codes of the card. */
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
  testLanguages,
} from './fixture.ts';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PictureCheck } from '#shared/domain/registration.ts';
import { registration as bn } from '#renderer/i18n/bn/registration.ts';
import { registration as en } from '#renderer/i18n/en/registration.ts';
import { loadSampleCards } from '#tests/support/sample-cards.ts';
import { createTestService } from '#tests/support/service/service.ts';
import { writeSkewedScan } from '#tests/support/skewed-scan.ts';
import { readPicture } from '#tests/support/open-registration.ts';
import { createClerk, type Clerk } from '#tests/support/clerk.ts';
import { createVideoFile } from '#tests/support/camera-video.ts';

const importSide = async (clerk: Clerk, side: 'front' | 'back', file: string): Promise<void> => {
  await clerk.dropPicture(side === 'front' ? 'Import front' : 'Import back', file);
  await clerk.button(side === 'front' ? 'Retake front' : 'Retake back').waitFor();
};

test('a skewed card is detected, cropped upright and read by the service', async ({
  openSignedIn,
  dataDir,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await clerk.startRegistration();
  await importSide(clerk, 'front', await writeSkewedScan(FRONT, dataDir, { turnDeg: 7 }));
  await importSide(clerk, 'back', await writeSkewedScan(BACK, dataDir, { turnDeg: -11 }));
  for (const side of ['front', 'back'] as const) {
    const picture = await readPicture(kiosk.page, side);
    expect(picture).toMatchObject({ failedChecks: [], dpi: 300, crop: { foundBy: 'size' } });
    expect(Math.abs((picture?.widthPx ?? 0) - 1_011)).toBeLessThan(12);
    expect(Math.abs((picture?.heightPx ?? 0) - 638)).toBeLessThan(12);
  }
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  expect(requestsOf(service, 'readCard')).toHaveLength(1);
});

for (const locale of testLanguages) {
  test(`a quality warning names the fault and disappears with a better picture (${locale})`, async ({
    openSignedIn,
    dataDir,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale });
    await clerk.startRegistration();
    const texts = locale === 'en' ? en : bn;
    const { faults } = texts.card;
    const cases: [name: string, file: string, check: PictureCheck, fault: string][] = [
      [
        'the other side',
        await writeSkewedScan(BACK, dataDir),
        'right-side',
        faults.backInsteadOfFront,
      ],
      [
        'cut off by the edge of the glass',
        await writeSkewedScan(FRONT, dataDir, { offsetMm: { x: -40, y: 0 } }),
        'whole-card',
        faults.cutOff,
      ],
      ['blurred', path.join(dataDir, 'blurred.jpg'), 'sharp', faults.blurred],
      ['dark', path.join(dataDir, 'dark.jpg'), 'not-dark', faults.tooDark],
    ];
    const goodScan = await writeSkewedScan(FRONT, dataDir);
    await sharp(goodScan).blur(5).withMetadata({ density: 300 }).toFile(cases[2]![1]);
    await sharp(goodScan).linear(0.3, 0).withMetadata({ density: 300 }).toFile(cases[3]![1]);
    for (const [name, file, check, fault] of cases) {
      await importSide(clerk, 'front', file);
      await expect
        .poll(async () => (await readPicture(kiosk.page, 'front'))?.failedChecks, { message: name })
        .toContain(check);
      const { cause } = texts.card.checks[check];
      await expect(
        kiosk.page
          .getByRole('listitem')
          .filter({ hasText: fault })
          .and(kiosk.page.locator('[data-failed]')),
        name,
      ).toBeVisible();
      if ((await readPicture(kiosk.page, 'front'))?.failedChecks[0] === check)
        await expect(kiosk.page.getByText(cause), name).toBeVisible();
    }
    await importSide(clerk, 'front', goodScan);
    await expect
      .poll(async () => (await readPicture(kiosk.page, 'front'))?.failedChecks)
      .toEqual([]);
  });
}

test('corners are corrected by keyboard, and the new crop is stored', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await clerk.startRegistration();
  await importSide(clerk, 'front', await writeSkewedScan(FRONT, dataDir, { turnDeg: 0 }));
  const pictureBefore = await readPicture(kiosk.page, 'front');
  await clerk.button('Adjust corners of front').focus();
  await kiosk.page.keyboard.press('Enter');
  await expect(clerk.button('Top left corner')).toBeFocused();
  for (let press = 0; press < 3; press += 1) await kiosk.page.keyboard.press('Shift+ArrowRight');
  await kiosk.page.keyboard.press('ArrowDown');
  await kiosk.page.keyboard.press('Tab');
  await kiosk.page.keyboard.press('Tab');
  await kiosk.page.keyboard.press('Tab');
  await expect(clerk.button('Bottom left corner')).toBeFocused();
  for (let press = 0; press < 3; press += 1) await kiosk.page.keyboard.press('Shift+ArrowRight');
  await clerk.button('Use these corners').focus();
  await kiosk.page.keyboard.press('Enter');
  await expect(kiosk.page.getByRole('dialog')).toBeHidden();
  const pictureAfter = await readPicture(kiosk.page, 'front');
  expect(pictureAfter?.crop?.foundBy).toBe('hand');
  const movedPx = (corner: 0 | 3): number =>
    ((pictureAfter?.crop?.corners[corner].x ?? 0) - (pictureBefore?.crop?.corners[corner].x ?? 0)) *
    (pictureAfter?.crop?.widthPx ?? 0);
  expect(movedPx(0)).toBeCloseTo(60, 3);
  expect(movedPx(3)).toBeCloseTo(60, 3);
  expect(pictureAfter?.widthPx).toBeLessThan(pictureBefore?.widthPx ?? 0);
  await kiosk.kill();
  const restarted = await open();
  await createClerk(restarted.kiosk.page).unlockIfLocked();
  await expect(restarted.clerk.button('Retake front')).toBeVisible();
  expect(await readPicture(restarted.kiosk.page, 'front')).toMatchObject({
    widthPx: pictureAfter?.widthPx,
    crop: { foundBy: 'hand', corners: pictureAfter?.crop?.corners },
  });
});

test('corners that enclose no card are not accepted', async ({ openSignedIn, dataDir }) => {
  const { clerk, kiosk } = await openSignedIn();
  await clerk.startRegistration();
  await importSide(clerk, 'front', await writeSkewedScan(FRONT, dataDir));
  await clerk.button('Adjust corners of front').click();
  await clerk.button('Top left corner').focus();
  for (let press = 0; press < 70; press += 1) await kiosk.page.keyboard.press('Shift+ArrowRight');
  await expect(clerk.button('Use these corners')).toHaveAttribute('aria-disabled', 'true');
  await kiosk.page.keyboard.press('Escape');
  await expect(kiosk.page.getByRole('dialog')).toBeHidden();
  expect((await readPicture(kiosk.page, 'front'))?.crop?.foundBy).toBe('size');
});

test('place and author in the metadata of a picture are not sent to the service', async ({
  openSignedIn,
  dataDir,
  service,
}) => {
  const { clerk } = await openSignedIn();
  await clerk.startRegistration();
  for (const [side, card] of [
    ['front', FRONT],
    ['back', BACK],
  ] as const) {
    const taggedFile = path.join(dataDir, `tagged-${side}.jpg`);
    const bytes = await sharp(card)
      .withExif({ IFD0: { Artist: 'WHO-TOOK-IT' }, IFD3: { GPSLatitude: '23/1 48/1 0/1' } })
      .jpeg()
      .toBuffer();
    expect(bytes.includes('WHO-TOOK-IT')).toBe(true);
    await writeFile(taggedFile, bytes);
    await importSide(clerk, side, taggedFile);
  }
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  expect(service.violations()).toEqual([]);
});

test('a card under the webcam is detected by its edges and cropped', async ({
  openSignedIn,
  dataDir,
}) => {
  const size = { width: 1920, height: 1080 };
  const card = await sharp(FRONT)
    .resize(1_250)
    .rotate(5, { background: '#3a4247' })
    .png()
    .toBuffer();
  const desk = await sharp({ create: { ...size, channels: 3, background: '#3a4247' } })
    .composite([{ input: card, left: 300, top: 60 }])
    .png()
    .toBuffer();
  const { clerk, kiosk } = await openSignedIn({
    camera: await createVideoFile(path.join(dataDir, 'desk.mjpeg'), { picture: desk, size }),
  });
  await clerk.startRegistration();
  await clerk.button('Use camera for front').click();
  await expect(clerk.button('Take picture')).toBeEnabled();
  await clerk.button('Take picture').click();
  await clerk.button('Retake front').waitFor();
  const picture = await readPicture(kiosk.page, 'front');
  expect(picture).toMatchObject({ origin: 'camera', crop: { foundBy: 'edges' } });
  expect(picture?.failedChecks).not.toContain('whole-card');
  expect((picture?.widthPx ?? 0) / (picture?.heightPx ?? 1)).toBeCloseTo(85.6 / 53.98, 1);
});

test('the code of the card is shown beside the reading of the service for each field', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  const chipOf = (label: string) =>
    kiosk.page
      .locator('[data-field]')
      .filter({ has: kiosk.page.getByLabel(label, { exact: true }) })
      .getByText('Service = MRZ');
  for (const label of ['NID number', 'Date of birth', 'Name (English)'])
    await expect(chipOf(label)).toBeVisible();
});

test('the clerk chooses the date of birth before submission when the service and the code of the card differ', async ({
  open,
}) => {
  const [card] = await loadSampleCards(SAMPLES_FOLDER, 'smart');
  const service = await createTestService({ customers: [{ ...card, dob: '13/8/1991' }] });
  try {
    const { clerk, kiosk } = await open({ baseUrl: service.url });
    await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    await clerk.startRegistration();
    await clerk.importCard(FRONT, BACK);
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await expect(kiosk.page.getByText('Service ≠ MRZ')).toBeVisible();
    await clerk.completeDetails(CUSTOMER);
    await clerk.continue('Continue to photo');
    await expect(clerk.field('Date of birth')).toBeFocused();
    // The first reading is the service's, the second the code's.
    await kiosk.page.keyboard.press('Alt+2');
    await clerk.continue('Continue to photo');
    await clerk.importPhoto(PHOTO);
    await clerk.continue('Continue to review');
    await clerk.consentAndSubmit();
    await expect(clerk.heading('Submitted')).toBeVisible();
    expect(service.ledger()).toMatchObject([{ dob: card?.dob }]);
  } finally {
    await service.close();
  }
});

test('the code of the card fills untouched fields while the service is unreachable', async ({
  open,
}) => {
  const [card] = await loadSampleCards(SAMPLES_FOLDER, 'smart');
  const service = await createTestService({});
  service.faults.failAlways('readCard', 'status-503');
  try {
    const { clerk } = await open({ baseUrl: service.url });
    await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    await clerk.startRegistration();
    await clerk.importCard(FRONT, BACK);
    await clerk.continue('Continue to details');
    await expect(clerk.field('NID number')).not.toHaveValue('');
    expect((await clerk.field('NID number').inputValue()).replaceAll(' ', '')).toBe(card?.nid_no);
    await expect(clerk.field('Name (English)')).toHaveValue(card?.name_eng ?? '');
    await expect(clerk.field("Father's name")).toHaveValue('');
  } finally {
    await service.close();
  }
});

test.describe('a wedge reader', () => {
  const cardBarcode =
    '<pin>19910123456789012</pin><name>NAMUNA EXAMPLE</name><DOB>12 Aug 1991</DOB><FP></FP><ds>302c0214</ds>';
  /** Types a text key by key at the speed of a wedge reader, then Enter. */
  const typeAsReader = async (page: Page, text: string): Promise<void> => {
    await page.evaluate((typedText) => {
      const codeOf = (letter: string): string => {
        if (/[a-z]/i.test(letter)) return `Key${letter.toUpperCase()}`;
        if (/\d/.test(letter)) return `Digit${letter}`;
        return (
          { ' ': 'Space', '<': 'Comma', '>': 'Period', '/': 'Slash', '\n': 'Enter' }[letter] ?? ''
        );
      };
      for (const letter of `${typedText}\n`) {
        const target = document.activeElement ?? document.body;
        const key = letter === '\n' ? 'Enter' : letter;
        const event = new KeyboardEvent('keydown', {
          key,
          code: codeOf(letter),
          shiftKey: /[A-Z<>]/.test(letter),
          bubbles: true,
          cancelable: true,
        });
        if (
          target.dispatchEvent(event) &&
          letter !== '\n' &&
          (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)
        ) {
          target.setRangeText(letter, target.selectionStart ?? 0, target.selectionEnd ?? 0, 'end');
          target.dispatchEvent(new Event('input', { bubbles: true }));
        }
      }
    }, text);
  };

  test('fills the fields of the card without typing into the focused control', async ({
    openSignedIn,
  }) => {
    const { clerk, kiosk } = await openSignedIn();
    await clerk.startRegistration();
    await kiosk.page.keyboard.press('Control+2');
    await clerk.field("Mother's name").fill('নমুনা খাতুন');
    await clerk.field("Mother's name").focus();
    await typeAsReader(kiosk.page, cardBarcode);
    await expect(clerk.field('Name (English)')).toHaveValue('NAMUNA EXAMPLE');
    await expect(clerk.field('NID number')).toHaveValue(/^19910123456789012$/);
    await expect(clerk.field("Mother's name")).toHaveValue('নমুনা খাতুন');
    await expect(clerk.field("Mother's name")).toBeFocused();
    await expect(kiosk.page.getByText('Barcode').first()).toBeVisible();
  });

  test('shows an error and changes nothing when the barcode is not a card code', async ({
    openSignedIn,
  }) => {
    const { clerk, kiosk } = await openSignedIn();
    await clerk.startRegistration();
    await typeAsReader(kiosk.page, '8941100500123 SOAP');
    await expect(kiosk.page.getByText('CODE-UNKNOWN')).toBeVisible();
  });
});
