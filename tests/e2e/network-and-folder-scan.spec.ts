/** Tests scanners without a local driver: eSCL on the network, and a watched folder of the scanner's own software. */
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { BACK, expect, FRONT, test } from './fixture.ts';
import { startEsclServer } from '#tests/support/escl-server.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { accessibleNames } from '#tests/support/accessible-names.ts';
import { setUpSane } from '#tests/support/sane.ts';

/** Renders a card on the glass, 9 mm from the left and 8 mm from the upper edge. */
const renderOnGlass = async (file: string) => {
  const { data, info } = await sharp(file)
    .resize(1_011, 638, { fit: 'fill' })
    .extend({ top: 90, left: 110, bottom: 60, right: 60, background: '#d8d8d8' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height, ppm: Buffer.alloc(0) };
};

test('one side is scanned by a network scanner, the other through the watched folder', async ({
  openSignedIn,
  dataDir,
}) => {
  const device = await startEsclServer({ card: await renderOnGlass(FRONT) });
  const folder = path.join(dataDir, 'Scans');
  await mkdir(folder);
  const sane = await setUpSane(dataDir, {});
  const env = {
    ...sane.env,
    KIOSK_ESCL: JSON.stringify([{ url: device.url, name: 'Front desk' }]),
    KIOSK_SCAN_FOLDER: folder,
  };
  try {
    const { clerk } = await openSignedIn({ env });
    await clerk.startRegistration();
    await expect(clerk.field('Scanner').locator('option:checked')).toHaveText('Front desk');
    await clerk.button('Scan front').click();
    await expect(clerk.button('Retake front')).toBeVisible();
    expect(device.openJobs()).toBe(0);

    await clerk.field('Scanner').selectOption('folder:inbox');
    // Files that were in the folder before the request are ignored; the first progress event shows that the request was made.
    const scanStarted = clerk.page.evaluate(
      () =>
        new Promise<void>(
          (resolve) =>
            void (window as unknown as { kiosk: KioskBridge }).kiosk.events.on(
              'scan-progress',
              () => resolve(),
            ),
        ),
    );
    await clerk.button('Scan back').click();
    await expect(
      clerk.page.getByRole('button', { name: accessibleNames['Cancel scan'].en }),
    ).toBeVisible();
    await scanStarted;
    await copyFile(BACK, path.join(folder, 'scan.jpg'));
    await expect(clerk.button('Retake back')).toBeVisible();
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await device.close();
  }
});

test('a missing scanner is reported with its name, and no other scanner is used', async ({
  openSignedIn,
  dataDir,
}) => {
  const device = await startEsclServer({ card: await renderOnGlass(FRONT) });
  const sane = await setUpSane(dataDir, {});
  await writeFile(
    path.join(dataDir, 'settings.json'),
    JSON.stringify({ scanner: { id: 'folder:inbox', model: 'Scans', dpi: 300 } }),
  );
  try {
    const env = {
      ...sane.env,
      KIOSK_ESCL: JSON.stringify([{ url: device.url, name: 'Front desk' }]),
    };
    const { clerk, kiosk } = await openSignedIn({ env });
    await clerk.startRegistration();
    await clerk.button('Scan front').click();
    await expect(
      kiosk.page.getByRole('alert').filter({ hasText: 'SCAN-NOT-FOUND · Scans' }),
    ).toBeVisible();
    expect(device.jobSettings).toEqual([]);
    await clerk.field('Scanner').selectOption({ label: 'Front desk' });
    await clerk.button('Scan front').click();
    await expect(clerk.button('Retake front')).toBeVisible();
  } finally {
    await device.close();
  }
});
