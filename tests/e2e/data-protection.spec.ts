/** Confidentiality: no personal value or token in the data folder, the log, window titles or addresses. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CUSTOMER, expect, fillRegistration, PHOTO, test } from './fixture.ts';

/** Without the settings: they are written before there is a customer, and the test checks that they do not change. */
const allBytes = async (folder: string): Promise<Buffer> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name !== 'settings.json')
    .map((entry) => readFile(path.join(entry.parentPath, entry.name)));
  return Buffer.concat(await Promise.all(files));
};

/** Every piece of six characters of a value. */
const pieces = (value: string): string[] =>
  value.length <= 6
    ? [value]
    : Array.from({ length: value.length - 5 }, (_unused, index) => value.slice(index, index + 6));

test('neither the data folder nor the log contains a readable value, part of a value, picture or token', async ({
  openSignedIn,
  dataDir,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const settings = await readFile(path.join(dataDir, 'settings.json'), 'utf8');
  await fillRegistration(clerk);
  const seen: string[] = [];
  for (const title of [await kiosk.page.title(), kiosk.page.url()]) seen.push(title);
  const atReview = await allBytes(dataDir);
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Submitted')).toBeVisible();
  const afterwards = await allBytes(dataDir);
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
    for (const piece of pieces(value)) {
      expect(atReview.includes(piece), `"${piece}" in the data folder before the submission`).toBe(
        false,
      );
      expect(afterwards.includes(piece), `"${piece}" in the data folder after it`).toBe(false);
      expect(log.includes(piece), `"${piece}" in the log`).toBe(false);
      for (const text of seen) expect(text.includes(piece)).toBe(false);
    }
  }
  // No JPEG and no token scheme in any file.
  expect(afterwards.includes(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBe(false);
  expect(afterwards.includes((await readFile(PHOTO)).subarray(200, 260))).toBe(false);
  expect(afterwards.includes('Token ')).toBe(false);
});

test('the token never reaches the page', async ({ openSignedIn }) => {
  const { kiosk } = await openSignedIn();
  const everything = await kiosk.page.evaluate(async () =>
    JSON.stringify(
      await (
        window as unknown as { kiosk: { app: { state(): Promise<unknown> } } }
      ).kiosk.app.state(),
    ),
  );
  expect(everything).not.toMatch(/token/i);
  expect(everything).not.toMatch(/[0-9a-f]{32}/);
  expect(everything).not.toContain('01300000042');
});
