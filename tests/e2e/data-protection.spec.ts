/** Tests that no personal value or token is readable in the data folder, the log, the window title or the address. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CUSTOMER, expect, fillRegistration, PHOTO, test } from './fixture.ts';

/** Reads all files but the settings, which are written before a customer is registered; the test checks that they do not change. */
const readAllFiles = async (folder: string): Promise<Buffer> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name !== 'settings.json')
    .map((entry) => readFile(path.join(entry.parentPath, entry.name)));
  return Buffer.concat(await Promise.all(files));
};

const SUBSTRING_CHARS = 6;
/** All substrings of six characters of a value; the value itself if it is shorter. */
const substringsOf = (value: string): string[] =>
  value.length <= SUBSTRING_CHARS
    ? [value]
    : Array.from({ length: value.length - SUBSTRING_CHARS + 1 }, (_unused, index) =>
        value.slice(index, index + SUBSTRING_CHARS),
      );

test('neither the data folder nor the log contains a readable value, part of a value, picture or token', async ({
  openSignedIn,
  dataDir,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const settings = await readFile(path.join(dataDir, 'settings.json'), 'utf8');
  await fillRegistration(clerk);
  const pageTexts = [await kiosk.page.title(), kiosk.page.url()];
  const bytesAtReview = await readAllFiles(dataDir);
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Submitted')).toBeVisible();
  const bytesAfterSubmission = await readAllFiles(dataDir);
  expect(await readFile(path.join(dataDir, 'settings.json'), 'utf8')).toBe(settings);
  const entry = service.ledger()[0];
  expect(entry).toBeDefined();
  const values = [
    entry?.nid_no,
    entry?.dob,
    entry?.applicant_name_ben,
    entry?.applicant_name_eng,
    entry?.father_name,
    entry?.mother_name,
    entry?.pres_address,
    CUSTOMER.nominee,
    CUSTOMER.mobile,
  ].filter((value) => value !== undefined);
  const log = kiosk.logs();
  for (const value of values) {
    for (const substring of substringsOf(value)) {
      expect(
        bytesAtReview.includes(substring),
        `"${substring}" in the data folder before the submission`,
      ).toBe(false);
      expect(
        bytesAfterSubmission.includes(substring),
        `"${substring}" in the data folder after it`,
      ).toBe(false);
      expect(log.includes(substring), `"${substring}" in the log`).toBe(false);
      for (const text of pageTexts) expect(text.includes(substring)).toBe(false);
    }
  }
  // No JPEG and no token scheme in any file.
  expect(bytesAfterSubmission.includes(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBe(false);
  expect(bytesAfterSubmission.includes((await readFile(PHOTO)).subarray(200, 260))).toBe(false);
  expect(bytesAfterSubmission.includes('Token ')).toBe(false);
});

test('the token never reaches the page', async ({ openSignedIn }) => {
  const { kiosk } = await openSignedIn();
  const appState = await kiosk.page.evaluate(async () =>
    JSON.stringify(
      await (
        window as unknown as { kiosk: { app: { state(): Promise<unknown> } } }
      ).kiosk.app.state(),
    ),
  );
  expect(appState).not.toMatch(/token/i);
  expect(appState).not.toMatch(/[0-9a-f]{32}/);
  expect(appState).not.toContain('01300000042');
});
