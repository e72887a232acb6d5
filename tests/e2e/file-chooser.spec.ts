/** Tests the kiosk's own file chooser: import by keyboard, removed drives, folders with many files, and files that it must not show. */
import { findAxeViolations } from '#tests/support/axe.ts';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { errors as bnErrors } from '#renderer/i18n/bn/errors.ts';
import { files as bnFiles } from '#renderer/i18n/bn/files.ts';
import { errors as enErrors } from '#renderer/i18n/en/errors.ts';
import { files as enFiles } from '#renderer/i18n/en/files.ts';
import { createFileChooser } from '#tests/support/file-chooser.ts';
import { readPicture } from '#tests/support/open-registration.ts';
import { BACK, expect, FRONT, test, testLanguages } from './fixture.ts';

const texts = {
  en: { errors: enErrors, files: enFiles },
  bn: { errors: bnErrors, files: bnFiles },
} as const;
/** Number of files that are written at a time. */
const BATCH_SIZE = 500;
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

for (const locale of testLanguages) {
  test(`both sides of the card are imported from folders with Bangla names by keyboard (${locale})`, async ({
    openSignedIn,
    dataDir,
  }) => {
    const drive = path.join(dataDir, 'drive');
    await mkdir(path.join(drive, 'কার্ড'), { recursive: true });
    await cp(FRONT, path.join(drive, 'কার্ড', 'সামনে.jpg'));
    await cp(BACK, path.join(drive, 'back.jpg'));
    await writeFile(path.join(drive, 'notes.txt'), 'not a picture');
    await symlink('/etc/passwd', path.join(drive, 'passwd.jpg'));
    const { kiosk, clerk } = await openSignedIn({ locale, exchangeFolders: [drive] });
    const { page } = kiosk;
    const chooser = createFileChooser(page, locale);
    await clerk.startRegistration();

    await clerk.button('Import front').press('Enter');
    await expect(chooser.list.getByRole('option')).toHaveText([/কার্ড/, /back\.jpg/]);
    expect(await findAxeViolations(page)).toEqual([]);
    // The page contains neither the path of the folder nor the names of files that are no pictures.
    const html = await page.content();
    for (const hiddenText of [dataDir, 'notes.txt', 'passwd'])
      expect(html).not.toContain(hiddenText);
    await chooser.choose('কার্ড');
    await chooser.choose('সামনে.jpg');
    await expect(clerk.button('Retake front')).toBeVisible();
    expect((await readPicture(page, 'front'))?.origin).toBe('import');

    // Backspace goes up to the list of drives, Escape closes the chooser without a choice.
    await clerk.button('Import back').press('Enter');
    await expect(chooser.row('back.jpg')).toBeVisible();
    await page.keyboard.press('Backspace');
    await expect(chooser.list.getByRole('option')).toHaveText([
      new RegExp(`drive.*${texts[locale].files.folder}`),
    ]);
    await page.keyboard.press('Escape');
    await expect(chooser.list).toBeHidden();
    await expect(clerk.button('Import back')).toBeFocused();
    await page.keyboard.press('Enter');
    await chooser.choose('back.jpg');
    await expect(clerk.button('Retake back')).toBeVisible();
  });
}

// @device runs with one worker, because every kiosk on this computer lists a mounted drive and opens it.
test.describe('a drive (needs root, to mount one) @device', () => {
  test.skip(!isRoot);
  const drive = `/media/kiosk-e2e-${String(process.pid)}`;
  const unmountDrive = (): void => void execFileSync('umount', ['-l', drive], { stdio: 'ignore' });
  /** Mounts a folder where the system mounts removable drives. */
  const mountDrive = (folder: string): void => {
    mkdirSync(drive, { recursive: true });
    execFileSync('mount', ['--bind', folder, drive]);
  };
  test.afterEach(() => {
    try {
      unmountDrive();
    } catch {
      // The test has already unmounted it.
    }
    rmSync(drive, { recursive: true, force: true });
  });

  for (const locale of testLanguages) {
    test(`is opened when it is connected, and its removal is reported and leaves the registration unchanged (${locale})`, async ({
      openSignedIn,
      dataDir,
    }) => {
      const driveFolder = path.join(dataDir, 'stick');
      await mkdir(driveFolder);
      await cp(BACK, path.join(driveFolder, 'back.jpg'));
      const { kiosk, clerk } = await openSignedIn({ locale });
      const { page } = kiosk;
      const chooser = createFileChooser(page, locale);
      const localeTexts = texts[locale];
      await clerk.startRegistration();
      await clerk.dropPicture('Import front', FRONT);
      await expect(clerk.button('Retake front')).toBeVisible();

      await clerk.button('Import back').click();
      await expect(page.getByText(localeTexts.files.noDrive)).toBeVisible();
      expect(await findAxeViolations(page)).toEqual([]);
      mountDrive(driveFolder);
      await expect(chooser.row('back.jpg')).toBeVisible();
      await expect(page.getByText(localeTexts.files.noDrive)).toBeHidden();
      unmountDrive();
      const alert = page.getByRole('alert').filter({ hasText: 'FILE-GONE' });
      await expect(alert).toContainText(localeTexts.errors['FILE-GONE'].cause);
      await expect(alert).toContainText(localeTexts.errors['FILE-GONE'].remedy);
      await expect(page.getByText(localeTexts.files.noDrive)).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(clerk.button('Retake front')).toBeVisible();

      // The import works after the drive is connected again.
      mountDrive(driveFolder);
      await clerk.button('Import back').click();
      await chooser.choose('back.jpg');
      await expect(clerk.button('Retake back')).toBeVisible();
    });
  }
});

test('FILE-GONE is shown when the chosen file no longer exists, and the picture of the side stays', async ({
  openSignedIn,
  dataDir,
}) => {
  const drive = path.join(dataDir, 'drive');
  await mkdir(drive);
  await cp(FRONT, path.join(drive, 'front.jpg'));
  const { kiosk, clerk } = await openSignedIn({ exchangeFolders: [drive] });
  const chooser = createFileChooser(kiosk.page);
  await clerk.startRegistration();
  await clerk.button('Import front').click();
  await chooser.choose('front.jpg');
  await expect(clerk.button('Retake front')).toBeVisible();
  await clerk.button('Import front').click();
  const alert = kiosk.page.getByRole('alert').filter({ hasText: 'FILE-GONE' });
  // The file is moved out of the drive, so that the list cannot offer it under another name.
  const [original, moved] = [path.join(drive, 'front.jpg'), path.join(dataDir, 'away.jpg')];
  // The list is refreshed regularly. If a refresh comes before the key press, the row is missing and the attempt is repeated.
  await expect(async () => {
    // On a busy machine the alert of the previous attempt may appear late.
    if (await alert.isVisible()) return;
    if (!existsSync(original)) await rename(moved, original);
    await expect(chooser.row('front.jpg')).toHaveAttribute('aria-selected', 'true');
    await rename(original, moved);
    await kiosk.page.keyboard.press('Enter');
    await expect(alert).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await expect(clerk.button('Retake front')).toBeVisible();
  const log = await readFile(path.join(dataDir, 'log', 'kiosk.log'), 'utf8');
  expect(log).toContain('"event":"exchange.failed","code":"FILE-GONE"');
  expect(log).not.toContain('front.jpg');
});

test('10,000 entries are listed, and End selects the last', async ({ openSignedIn, dataDir }) => {
  const drive = path.join(dataDir, 'drive');
  await mkdir(drive);
  const files = Array.from({ length: 9_999 }, (_, index) =>
    path.join(drive, `${String(index)}.jpg`),
  );
  for (let start = 0; start < files.length; start += BATCH_SIZE)
    await Promise.all(files.slice(start, start + BATCH_SIZE).map((file) => writeFile(file, '')));
  await mkdir(path.join(drive, 'cards'));
  const { kiosk, clerk } = await openSignedIn({ exchangeFolders: [drive] });
  const { list } = createFileChooser(kiosk.page);
  await clerk.startRegistration();
  await clerk.button('Import front').click();
  const selectedRow = list.locator('[aria-selected="true"]');
  await expect(selectedRow).toHaveText(/cards/);
  await expect(selectedRow).toHaveAttribute('aria-setsize', '10000');
  await kiosk.page.keyboard.press('End');
  await expect(selectedRow).toHaveAttribute('aria-posinset', '10000');
  await expect(selectedRow).toBeInViewport();
  // The list is virtual: only visible rows are in the page.
  expect(await list.getByRole('option').count()).toBeLessThan(60);
});

test('locking closes the file chooser and removes file names from the page', async ({
  openSignedIn,
  dataDir,
}) => {
  const drive = path.join(dataDir, 'drive');
  await mkdir(drive);
  await cp(FRONT, path.join(drive, 'RAHIMA.jpg'));
  const { kiosk, clerk } = await openSignedIn({ exchangeFolders: [drive] });
  const chooser = createFileChooser(kiosk.page);
  await clerk.startRegistration();
  await clerk.button('Import front').click();
  await expect(chooser.row('RAHIMA.jpg')).toBeVisible();
  await clerk.lock();
  expect(await kiosk.page.content()).not.toContain('RAHIMA');
  await clerk.unlock();
  await expect(chooser.list).toBeHidden();
});
