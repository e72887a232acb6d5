/** Tests the printed papers in both languages: their size, content, margins and codes. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fieldNames } from '#shared/domain/fields.ts';
import { accessibleNames } from '#tests/support/accessible-names.ts';
import {
  readCodes,
  measureInkMargins,
  readPageSizes,
  renderPage,
  readPrintedText,
  removeSpaces,
} from '#tests/support/printed-pdf.ts';
import { textPair } from '#tests/support/text-pairs.ts';
import { expect, fillRegistration, test, type Counter } from './fixture.ts';
import { LEAD_PIN } from './settings-page.ts';

/** Resolution of receipt printers in dots per inch. */
const ROLL_DPI = 203;
const SHEET_DPI = 200;
const HELPLINE = '01300009999';

/** Starts a print job and waits for it. @returns the path of its PDF. */
const printToPdf = async ({ kiosk }: Counter, startPrint: () => Promise<void>): Promise<string> => {
  const jobsBefore = (await kiosk.printed()).length;
  await startPrint();
  await expect.poll(async () => (await kiosk.printed()).length).toBe(jobsBefore + 1);
  return (await kiosk.printed()).at(-1) ?? '';
};
const writeSettings = (dataDir: string, settings: object = {}): Promise<void> =>
  writeFile(
    path.join(dataDir, 'settings.json'),
    JSON.stringify({ helpline: HELPLINE, ...settings }),
  );
const submitRegistration = async ({ clerk }: Counter): Promise<void> => {
  await fillRegistration(clerk);
  await clerk.consentAndSubmit();
  await clerk.heading('Submitted').waitFor();
};
/** @returns a function that prints the paper form from the help. */
const createFormPrint =
  ({ kiosk, clerk }: Counter) =>
  async (): Promise<void> => {
    await kiosk.page.keyboard.press('F1');
    await clerk.button('Print paper form').click();
  };

for (const locale of ['en', 'bn'] as const) {
  test(`a slip on a roll is as long as its content, and a second print is a copy (${locale})`, async ({
    openSignedIn,
    dataDir,
  }) => {
    await writeSettings(dataDir);
    const counter = await openSignedIn({ locale });
    const { clerk } = counter;
    await submitRegistration(counter);
    const slip = await printToPdf(counter, () => clerk.button('Print slip').click());
    const [firstPage, ...otherPages] = await readPageSizes(slip);
    expect(otherPages).toEqual([]);
    expect(firstPage?.width).toBe(80);
    expect(firstPage?.height).toBeGreaterThan(100);
    expect(firstPage?.height).toBeLessThan(220);
    const copy = await printToPdf(counter, () => clerk.button('Print copy of slip').click());
    // The mark of a copy adds a line.
    expect((await readPageSizes(copy))[0]?.height).toBeGreaterThan(firstPage?.height ?? 0);
    // The printed content is removed from the page.
    await expect(counter.kiosk.page.locator('.printed-paper')).toHaveCount(0);
  });

  test(`the paper form and the day close are sheets of A4 (${locale})`, async ({
    openSignedIn,
  }) => {
    const counter = await openSignedIn({ locale });
    const form = await printToPdf(counter, createFormPrint(counter));
    expect(await readPageSizes(form)).toEqual([{ width: 210, height: 297 }]);
    await counter.kiosk.page.keyboard.press('Escape');
    await counter.clerk.button('Day close').click();
    await counter.clerk.heading('Day close').waitFor();
    const dayClose = await printToPdf(counter, () => counter.clerk.button('Print').click());
    expect(await readPageSizes(dayClose)).toEqual([{ width: 210, height: 297 }]);
  });

  test(`a slip on a roll is centred and complete, and its codes can be decoded @device (${locale})`, async ({
    openSignedIn,
    dataDir,
  }) => {
    await writeSettings(dataDir);
    const counter = await openSignedIn({ locale });
    await submitRegistration(counter);
    const slip = await printToPdf(counter, () => counter.clerk.button('Print slip').click());
    const printedImage = await renderPage(slip, ROLL_DPI);
    expect(await readCodes(printedImage)).toEqual(['Code128 0142-3-0001', 'QRCode 0142-3-0001']);
    const margins = measureInkMargins(printedImage);
    expect(margins.left).toBeGreaterThan(4);
    expect(Math.abs(margins.left - margins.right)).toBeLessThan(1);
    expect(margins.top).toBeGreaterThan(3);
    // The page ends directly below the slip.
    expect(margins.bottom).toBeGreaterThan(3);
    expect(margins.bottom).toBeLessThan(9);
    const text = await readPrintedText(slip);
    for (const phrase of [
      'উদাহরণ ব্যাংক',
      'Example Bank',
      'উদাহরণ শাখা 0142, কাউন্টার 3',
      'Example Branch 0142, Counter 3',
      'জমা হয়েছে',
      'Submitted',
      HELPLINE,
    ])
      expect(text).toContain(removeSpaces(phrase));
    expect(text).not.toContain('COPY');
    const copy = await printToPdf(counter, () =>
      counter.clerk.button('Print copy of slip').click(),
    );
    expect(await readPrintedText(copy)).toContain('COPY');
    expect(await readCodes(await renderPage(copy, ROLL_DPI))).toHaveLength(2);
  });

  test(`an A4 slip has one part for the customer and one for the branch @device (${locale})`, async ({
    openSignedIn,
    dataDir,
  }) => {
    await writeSettings(dataDir, { slipSize: 'a4' });
    const counter = await openSignedIn({ locale });
    await submitRegistration(counter);
    const slip = await printToPdf(counter, () => counter.clerk.button('Print slip').click());
    expect(await readPageSizes(slip)).toEqual([{ width: 210, height: 297 }]);
    const printedImage = await renderPage(slip, SHEET_DPI);
    expect(await readCodes(printedImage)).toEqual([
      'Code128 0142-3-0001',
      'Code128 0142-3-0001',
      'QRCode 0142-3-0001',
      'QRCode 0142-3-0001',
    ]);
    const text = await readPrintedText(slip);
    for (const phrase of ['Customer’s part', 'Branch’s part', 'Cut here'])
      expect(text.split(removeSpaces(phrase))).toHaveLength(2);
    for (const phrase of ['উদাহরণ শাখা 0142', 'Example Branch 0142, Counter 3', HELPLINE])
      expect(text.split(removeSpaces(phrase))).toHaveLength(3);
    expect(Math.min(...Object.values(measureInkMargins(printedImage)))).toBeGreaterThan(5);
  });

  test(`the paper form names every field on one sheet @device (${locale})`, async ({
    openSignedIn,
  }) => {
    const counter = await openSignedIn({ locale });
    const form = await printToPdf(counter, createFormPrint(counter));
    const text = await readPrintedText(form);
    const labels = [
      ...fieldNames.map((name) => textPair(`registration.fields.${name}`)),
      ...(['customerSignature', 'clerkSignature', 'sameAddress'] as const).map((key) =>
        textPair(`paper.form.${key}`),
      ),
    ];
    // Only English labels, because poppler does not extract every Bangla conjunct. A unit test compares the labels of both languages.
    for (const { en } of labels) expect(text).toContain(removeSpaces(en));
    expect(text).toContain(removeSpaces(textPair('paper.form.heading').bn));
    expect(text).toContain(removeSpaces('I agree that Example Bank sends my card'));
    expect(await readPageSizes(form)).toHaveLength(1);
    const margins = measureInkMargins(await renderPage(form, SHEET_DPI));
    expect(Math.min(...Object.values(margins))).toBeGreaterThan(8);
  });

  test(`the branch lead prints the day close of all clerks with a row for each @device (${locale})`, async ({
    openSignedIn,
    service,
    dataDir,
  }) => {
    const counter = await openSignedIn({ locale });
    const { clerk, kiosk } = counter;
    await submitRegistration(counter);
    await clerk.button('Home').click();
    await clerk.signOut();
    await clerk.signIn('01300000043', () => service.otpFor('01300000043') ?? '');
    await clerk.button('Day close').click();
    await clerk.heading('Day close').waitFor();
    // The totals of this clerk do not contain the other clerk's registration.
    await expect(kiosk.page.locator('[data-total="taken"]')).toHaveText(
      locale === 'en' ? '0' : '০',
    );
    await kiosk.page.keyboard.press('a');
    const dialog = kiosk.page.getByRole('dialog');
    for (const field of ['Lead PIN', 'Lead PIN again'] as const)
      await dialog.getByLabel(accessibleNames[field][locale], { exact: true }).fill(LEAD_PIN);
    await kiosk.page.keyboard.press('Enter');
    await expect(kiosk.page.locator('[data-total="taken"]')).toHaveText(
      locale === 'en' ? '1' : '১',
    );
    const dayClose = await printToPdf(counter, () => clerk.button('Print').click());
    const text = await readPrintedText(dayClose);
    expect(text).toContain('0142-3-0001');
    expect(text).toContain('0130•••0042');
    expect(text).not.toContain('0130•••0043');
    expect(await readPageSizes(dayClose)).toHaveLength(1);
    expect(
      Math.min(...Object.values(measureInkMargins(await renderPage(dayClose, SHEET_DPI)))),
    ).toBeGreaterThan(8);
    expect(await readFile(path.join(dataDir, 'settings.json'), 'utf8')).not.toContain(LEAD_PIN);
  });
}

test('a slip is printed automatically and once when the setting is on', async ({
  openSignedIn,
  dataDir,
}) => {
  await writeSettings(dataDir, { autoPrintSlip: true });
  const counter = await openSignedIn();
  await submitRegistration(counter);
  await expect.poll(() => counter.kiosk.printed()).toHaveLength(1);
  // Waits until the slip has been printed.
  await counter.clerk.button('Print copy of slip').waitFor();
  await counter.clerk.button('Next customer').click();
  await counter.clerk.heading('Registration').waitFor();
  expect(await counter.kiosk.printed()).toHaveLength(1);
});

test('a slip that is printed again from the outbox is marked as a copy', async ({
  openSignedIn,
}) => {
  const counter = await openSignedIn();
  const { clerk, kiosk } = counter;
  await submitRegistration(counter);
  await printToPdf(counter, () => clerk.button('Print slip').click());
  await clerk.button('Next customer').click();
  await clerk.heading('Registration').waitFor();
  await clerk.pressUntilShown('F6', 'Outbox');
  await kiosk.page.getByText('0142-3-0001').first().click();
  await expect(kiosk.page.locator('[data-reference]')).toHaveText('0142-3-0001');
  await kiosk.page.locator('[data-actions]').waitFor();
  await kiosk.page.keyboard.press('Enter');
  await clerk.button('Print copy of slip').waitFor();
  await expect(kiosk.page.locator('.slip-copy')).toHaveCount(1);
});
