/** Tests proof-reading beside the card: the strip and the mark of the focused field, faults with their position, and the faces. */
import { findAxeViolations } from '#tests/support/axe.ts';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import { registration as bn } from '#renderer/i18n/bn/registration.ts';
import { registration as en } from '#renderer/i18n/en/registration.ts';
import { customerQuestions } from '#renderer/features/registration/steps/details/customer-questions.ts';
import {
  fieldZone,
  portraitZone,
  stripOf,
  areaWithin,
  type Area,
  type CardKind,
} from '#shared/domain/card-zones.ts';
import { fieldRow, type FieldName } from '#shared/domain/fields.ts';
import { CUSTOMER, expect, FRONT, PHOTO, SAMPLES_FOLDER, test, testLanguages } from './fixture.ts';

const FIELDS_ON_CARD: readonly FieldName[] = [
  'nid_no',
  'dob',
  'applicant_name_ben',
  'applicant_name_eng',
  'father_name',
  'mother_name',
  'pres_address',
];
/** Allowed difference of a position or size, as a fraction of the picture. */
const AREA_TOLERANCE = 0.02;
const WHOLE_PICTURE: Area = { x: 0, y: 0, width: 1, height: 1 };

const focusField = (page: Page, field: FieldName): Promise<void> =>
  page.locator(`[data-field="${field}"]`).locator('input, textarea, select').first().focus();

/** Measures the area of an element relative to another one, in fractions of the other's size. */
const measureArea = async (inner: Locator, outer: Locator): Promise<Area> => {
  const innerBox = await inner.boundingBox();
  const outerBox = await outer.boundingBox();
  if (!innerBox || !outerBox) throw new Error('not on screen');
  return {
    x: (innerBox.x - outerBox.x) / outerBox.width,
    y: (innerBox.y - outerBox.y) / outerBox.height,
    width: innerBox.width / outerBox.width,
    height: innerBox.height / outerBox.height,
  };
};

const expectArea = (actual: Area, expected: Area, label: string): void => {
  for (const key of ['x', 'y', 'width', 'height'] as const)
    expect(Math.abs(actual[key] - expected[key]), `${label}: ${key}`).toBeLessThan(AREA_TOLERANCE);
};

for (const locale of testLanguages) {
  for (const kind of ['smart', 'old'] as const satisfies readonly CardKind[]) {
    test(`the focused field shows its strip and its mark on the ${kind} card (${locale})`, async ({
      openSignedIn,
    }) => {
      const { clerk, kiosk } = await openSignedIn({ locale });
      const { page } = kiosk;
      const texts = locale === 'en' ? en : bn;
      await clerk.startRegistration();
      await clerk.importCard(
        path.join(SAMPLES_FOLDER, `${kind}-front.jpg`),
        path.join(SAMPLES_FOLDER, `${kind}-back.jpg`),
      );
      await clerk.continue('Continue to details');
      await clerk.waitForReading();
      for (const field of FIELDS_ON_CARD) {
        await focusField(page, field);
        const label = texts.fields[field];
        const strip = page.getByRole('img', {
          name: texts.details.strip.replace('{field}', label),
          exact: true,
        });
        const pictureLabel =
          fieldRow(field).side === 'back' ? texts.card.pictureBack : texts.card.pictureFront;
        const card = page.getByRole('img', { name: pictureLabel, exact: true });
        await expect(card, field).toBeVisible();
        await expect(strip, field).toHaveAttribute('src', (await card.getAttribute('src')) ?? '');
        const zone = fieldZone(kind, field)!;
        expectArea(await measureArea(page.locator('[data-mark="zone"]'), card), zone, field);
        // The picture is scaled and moved so that the strip fills the box.
        expectArea(
          await measureArea(strip, strip.locator('..')),
          areaWithin(WHOLE_PICTURE, stripOf(zone)),
          `strip of ${field}`,
        );
      }
      expect(await findAxeViolations(page)).toEqual([]);
    });
  }

  test(`a field that no card contains shows the question to the customer in Bangla (${locale})`, async ({
    openSignedIn,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale });
    const { page } = kiosk;
    await clerk.startRegistration();
    await clerk.importCard(FRONT, path.join(SAMPLES_FOLDER, 'smart-back.jpg'));
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    for (const [field, { bn: question }] of Object.entries(customerQuestions)) {
      await focusField(page, field as FieldName);
      await expect(page.getByText(question, { exact: true })).toHaveAttribute('lang', 'bn');
      await expect(page.locator('[data-mark]')).toHaveCount(0);
    }
    expect(await findAxeViolations(page)).toEqual([]);
  });

  test(`glare is marked and reported with the field that it covers, and an empty picture is reported as no card (${locale})`, async ({
    openSignedIn,
    dataDir,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale });
    const { page } = kiosk;
    const texts = (locale === 'en' ? en : bn).card;
    await clerk.startRegistration();
    await clerk.importCard(
      path.join(SAMPLES_FOLDER, 'old-front.jpg'),
      path.join(SAMPLES_FOLDER, 'old-back.jpg'),
    );
    const glarePicture = path.join(dataDir, 'glare.jpg');
    const glareOverlay = Buffer.from(
      '<svg width="1348" height="850"><ellipse cx="400" cy="230" rx="150" ry="70" fill="#fff"/></svg>',
    );
    await sharp(path.join(SAMPLES_FOLDER, 'old-back.jpg'))
      .composite([{ input: glareOverlay }])
      .jpeg({ quality: 90 })
      .withMetadata({ density: 400 })
      .toFile(glarePicture);
    await clerk.dropPicture('Import back', glarePicture);
    const fault = page.locator('[data-failed]');
    await expect(fault).toHaveText(
      texts.faults.glareOn.replace('{place}', texts.places.pres_address),
    );
    const mark = await measureArea(
      page.locator('[data-mark="fault"]'),
      page.getByRole('img', { name: texts.pictureBack, exact: true }),
    );
    expectArea(mark, { x: 250 / 1348, y: 160 / 850, width: 300 / 1348, height: 140 / 850 }, 'mark');
    const emptyPicture = path.join(dataDir, 'empty.jpg');
    await sharp({ create: { width: 1300, height: 945, channels: 3, background: '#ebeaec' } })
      .jpeg()
      .withMetadata({ density: 300 })
      .toFile(emptyPicture);
    await clerk.dropPicture('Import back', emptyPicture);
    await expect(fault).toHaveText(texts.faults.noCardInPicture);
  });
}

for (const kind of ['smart', 'old'] as const satisfies readonly CardKind[]) {
  test(`the face on the ${kind} card is cropped and shown beside the photo in the same size`, async ({
    openSignedIn,
  }) => {
    const { clerk, kiosk } = await openSignedIn();
    const { page } = kiosk;
    await clerk.startRegistration();
    await clerk.importCard(
      path.join(SAMPLES_FOLDER, `${kind}-front.jpg`),
      path.join(SAMPLES_FOLDER, `${kind}-back.jpg`),
    );
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await clerk.completeDetails(CUSTOMER);
    await clerk.chooseReadings();
    await clerk.continue('Continue to photo');
    await clerk.importPhoto(PHOTO);
    await clerk.continue('Continue to review');
    const [card, photo] = [
      page.getByRole('img', { name: en.portrait.cardFace, exact: true }),
      page.getByRole('img', { name: en.photo.picture, exact: true }),
    ];
    for (const picture of [card, photo]) await expect(picture).toBeVisible();
    const [cardFrame, photoFrame] = [card.locator('..'), photo.locator('..')];
    const cardBox = (await cardFrame.boundingBox())!;
    const photoBox = (await photoFrame.boundingBox())!;
    expect([cardBox.width, cardBox.height, cardBox.y]).toEqual([
      photoBox.width,
      photoBox.height,
      photoBox.y,
    ]);
    // The visible area of the card must lie within the card's portrait.
    const zone = portraitZone(kind)!;
    // The whole picture is shown until the face is found.
    await expect
      .poll(async () => (await measureArea(cardFrame, card)).x)
      .toBeGreaterThan(zone.x - 0.01);
    const visibleArea = await measureArea(cardFrame, card);
    expect(visibleArea.y).toBeGreaterThan(zone.y - 0.01);
    expect(visibleArea.x + visibleArea.width).toBeLessThan(zone.x + zone.width + 0.01);
    expect(visibleArea.y + visibleArea.height).toBeLessThan(zone.y + zone.height + 0.01);
    expect(await findAxeViolations(page)).toEqual([]);
  });
}
