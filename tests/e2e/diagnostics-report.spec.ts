/** Tests the report of the checks: its line on Home, saving and printing it, and that it contains no personal value. */
import { findAxeViolations } from '#tests/support/axe.ts';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errors as bnErrors } from '#renderer/i18n/bn/errors.ts';
import { home as bnHome } from '#renderer/i18n/bn/home.ts';
import { errors as enErrors } from '#renderer/i18n/en/errors.ts';
import { home as enHome } from '#renderer/i18n/en/home.ts';
import { createFileChooser } from '#tests/support/file-chooser.ts';
import {
  CLERK_MOBILE,
  CUSTOMER,
  expect,
  fillRegistration,
  test,
  testLanguages,
} from './fixture.ts';

const texts = { en: { errors: enErrors, home: enHome }, bn: { errors: bnErrors, home: bnHome } };
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

for (const locale of testLanguages) {
  test(`Home shows the time and the result of the last checks, also after a restart (${locale})`, async ({
    open,
    openSignedIn,
  }) => {
    let counter = await openSignedIn({ locale });
    const summaryLine = () => counter.clerk.button('Diagnostics').locator('small');
    await expect(summaryLine()).toHaveText(texts[locale].home.diagnosticsText);
    await counter.clerk.pressUntilShown('F8', 'Diagnostics');
    await expect(counter.clerk.button('Save report')).toHaveCount(0);
    await counter.clerk.button('Run all checks').click();
    await expect(counter.clerk.button('Save report')).toBeVisible();
    expect(await findAxeViolations(counter.kiosk.page)).toEqual([]);
    await counter.kiosk.page.keyboard.press('Escape');
    await counter.clerk.heading('Counter').waitFor();
    // The number of faults depends on the host of the tests, which has no scanner, for example.
    await expect(summaryLine()).toHaveText(
      locale === 'en' ? /\d (faults?|to look at), \d\d:\d\d$/ : /[০-৯]টি .*, [০-৯]{2}:[০-৯]{2}$/,
    );
    const lineBeforeRestart = await summaryLine().textContent();
    await counter.kiosk.close();

    counter = await open({ locale });
    await counter.clerk.unlockIfLocked();
    await expect(summaryLine()).toHaveText(lineBeforeRestart ?? '');
    await counter.clerk.button('Diagnostics').click();
    await expect(counter.kiosk.page.locator('[data-check="service"]')).toBeVisible();
  });
}

test('the report is saved on a drive and contains no value of the customer or the clerk', async ({
  openSignedIn,
  dataDir,
}) => {
  const drive = path.join(dataDir, 'drive');
  await mkdir(drive);
  const { kiosk, clerk } = await openSignedIn({ exchangeFolders: [drive] });
  await fillRegistration(clerk);
  const formValues = await kiosk.page.evaluate(async () => {
    const result = await (
      window as unknown as { kiosk: { registration: { current: () => Promise<unknown> } } }
    ).kiosk.registration.current();
    const { fields } = (result as { data: { fields: Record<string, { value: unknown }> } }).data;
    return Object.values(fields).map(({ value }) => value);
  });
  await clerk.button('Put aside').click();
  await clerk.heading('Counter').waitFor();
  await clerk.pressUntilShown('F8', 'Diagnostics');
  await clerk.button('Run all checks').click();
  await clerk.button('Save report').click();
  await createFileChooser(kiosk.page).saveHere();
  // The file is written under a temporary name and renamed, so the name is polled.
  await expect
    .poll(() => readdir(drive))
    .toEqual([expect.stringMatching(/^ekyc-checks-0142-3-\d{4}-\d\d-\d\d-\d{4}\.json$/)]);
  const [name = ''] = await readdir(drive);
  await expect(kiosk.page.getByText(name)).toBeVisible();
  const text = await readFile(path.join(drive, name), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ format: 'ekyc-check-report', counter: '0142-3' });
  const storedText = await readFile(path.join(dataDir, 'last-checks.json'), 'utf8');
  const values = formValues.filter(
    (value): value is string => typeof value === 'string' && value.length >= 6,
  );
  expect(values.length).toBeGreaterThan(5);
  for (const value of [...values, CUSTOMER.mobile, CLERK_MOBILE])
    for (const content of [text, storedText]) expect(content).not.toContain(value);
});

test('the report is printed on the paper of the slips', async ({ openSignedIn }) => {
  const { kiosk, clerk } = await openSignedIn();
  await clerk.pressUntilShown('F8', 'Diagnostics');
  await clerk.button('Run all checks').click();
  await clerk.button('Print report').click();
  await expect.poll(async () => (await kiosk.printed()).length).toBe(1);
  const pdf = (await readFile((await kiosk.printed())[0] ?? '')).toString('latin1');
  // 80 mm in points.
  const [, width = ''] = /\/MediaBox\s*\[\s*0 0 ([\d.]+)/.exec(pdf) ?? [];
  expect(Math.round(Number(width))).toBe(Math.round((80 / 25.4) * 72));
  await expect(kiosk.page.locator('.printed-paper')).toHaveCount(0);
});

for (const locale of testLanguages) {
  test(`a printer that fails is reported with its remedy (${locale})`, async ({ openSignedIn }) => {
    const { kiosk, clerk } = await openSignedIn({ locale, env: { STANDIN_PRINT_DIR: '' } });
    await clerk.pressUntilShown('F8', 'Diagnostics');
    await clerk.button('Run all checks').click();
    await clerk.button('Print report').click();
    const alert = kiosk.page.getByRole('alert').filter({ hasText: /PRINT-/ });
    await expect(alert).toBeVisible();
    const code = /PRINT-[A-Z-]+/.exec((await alert.textContent()) ?? '')?.[0] as
      'PRINT-FAILED' | 'PRINT-NO-PRINTER';
    await expect(alert).toContainText(texts[locale].errors[code].remedy);
  });

  test(`a full drive is reported, and no part of the report stays on it (${locale})`, async ({
    openSignedIn,
    dataDir,
  }) => {
    test.skip(!isRoot, 'needs root, for a small tmpfs');
    const drive = path.join(dataDir, 'drive');
    await mkdir(drive);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', drive]);
    try {
      const { bavail, bsize } = statfsSync(drive);
      writeFileSync(path.join(drive, 'others.bin'), Buffer.alloc(bavail * bsize));
      const { kiosk, clerk } = await openSignedIn({ locale, exchangeFolders: [drive] });
      await clerk.pressUntilShown('F8', 'Diagnostics');
      await clerk.button('Run all checks').click();
      await clerk.button('Save report').click();
      await createFileChooser(kiosk.page, locale).saveHere();
      const alert = kiosk.page.getByRole('alert').filter({ hasText: 'FILE-FULL' });
      await expect(alert).toContainText(texts[locale].errors['FILE-FULL'].cause);
      await expect(alert).toContainText(texts[locale].errors['FILE-FULL'].remedy);
      expect(await readdir(drive)).toEqual(['others.bin']);
    } finally {
      execFileSync('umount', ['-l', drive]);
    }
  });
}

test('FILE-GONE is shown when the folder was removed before the report is saved', async ({
  openSignedIn,
  dataDir,
}) => {
  const drive = path.join(dataDir, 'drive');
  await mkdir(drive);
  const { kiosk, clerk } = await openSignedIn({ exchangeFolders: [drive] });
  await clerk.pressUntilShown('F8', 'Diagnostics');
  await clerk.button('Run all checks').click();
  await clerk.button('Save report').click();
  await createFileChooser(kiosk.page).list.waitFor();
  await expect(clerk.button('Save here')).not.toHaveAttribute('aria-disabled', 'true');
  rmSync(drive, { recursive: true });
  await createFileChooser(kiosk.page).saveHere();
  await expect(kiosk.page.getByRole('alert').filter({ hasText: 'FILE-GONE' })).toBeVisible();
});
