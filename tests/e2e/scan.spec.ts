/** Tests flatbed scans with the real SANE library and its test backends. */
import { readFile } from 'node:fs/promises';
import { errors as bnErrors } from '#renderer/i18n/bn/errors.ts';
import { errors as enErrors } from '#renderer/i18n/en/errors.ts';
import { BACK, expect, FRONT, test, testLanguages } from './fixture.ts';
import { readPicture } from '#tests/support/open-registration.ts';
import { writeSkewedScan } from '#tests/support/skewed-scan.ts';
import { setUpSane } from '#tests/support/sane.ts';
import { accessibleNames } from '#tests/support/accessible-names.ts';

const texts = { en: enErrors, bn: bnErrors } as const;
/** Options with which SANE's test backend scans slowly enough to be interrupted: small buffers with delays of 0.1 s. */
const SLOW_SCAN_OPTIONS = [
  '--read-limit=yes',
  '--read-limit-size=4096',
  '--read-delay=yes',
  '--read-delay-duration=100000',
];

/** @returns the ids of the app's scanimage processes that scan, without those that list the scanners. */
const findScanProcesses = async (appPid: number): Promise<number[]> => {
  const children = await readFile(
    `/proc/${String(appPid)}/task/${String(appPid)}/children`,
    'utf8',
  );
  const pids: number[] = [];
  for (const pid of children.trim().split(' ').filter(Boolean)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const args = command.split('\0');
    if (args[0]?.endsWith('scanimage') && args.some((arg) => arg.startsWith('--read-limit')))
      pids.push(Number(pid));
  }
  return pids;
};

test.describe('scanning @device', () => {
  test('delivers both sides cropped, and the service reads them', async ({
    openSignedIn,
    dataDir,
    service,
  }) => {
    const [front, back] = [
      await writeSkewedScan(FRONT, dataDir, { turnDeg: 4 }),
      await writeSkewedScan(BACK, dataDir, { turnDeg: -8 }),
    ];
    const sane = await setUpSane(dataDir, { first: front, second: back });
    const { clerk, kiosk } = await openSignedIn({ env: sane.env });
    await clerk.startRegistration();
    await clerk.field('Scanner').selectOption('sane:pnm:0');
    await clerk.button('Scan front').click();
    await expect(clerk.button('Retake front')).toBeVisible();
    await clerk.field('Scanner').selectOption('sane:pnm:1');
    await clerk.button('Scan back').click();
    await expect(clerk.button('Retake back')).toBeVisible();
    // Each card was cropped from a wider scan.
    for (const side of ['front', 'back'] as const) {
      const picture = await readPicture(kiosk.page, side);
      expect(picture).toMatchObject({
        origin: 'scanner',
        failedChecks: [],
        crop: { foundBy: 'size' },
      });
      expect(picture?.widthPx).toBeLessThan(picture?.crop?.widthPx ?? 0);
    }
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await expect(kiosk.page.getByText('Service = MRZ').first()).toBeVisible();
    expect(service.requests().filter((request) => request.call === 'readCard')).toHaveLength(1);
  });

  for (const locale of testLanguages) {
    test(`shows a separate message for each fault (${locale})`, async ({
      openSignedIn,
      dataDir,
    }) => {
      const sane = await setUpSane(
        dataDir,
        { first: FRONT, second: BACK },
        {
          'pnm:0': ['--status=no', '--status-coveropen=yes'],
          'pnm:1': ['--status=no', '--status-jammed=yes'],
          'test:0': ['--read-return-value=SANE_STATUS_DEVICE_BUSY'],
          'test:1': ['--read-return-value=SANE_STATUS_IO_ERROR'],
        },
      );
      const { clerk, kiosk } = await openSignedIn({ env: sane.env, locale });
      await clerk.startRegistration();
      await clerk.dropPicture('Import front', FRONT);
      await expect(clerk.button('Retake front')).toBeVisible();
      const messages = new Set<string>();
      for (const [device, code] of [
        ['pnm:0', 'SCAN-COVER-OPEN'],
        ['pnm:1', 'SCAN-JAMMED'],
        ['test:0', 'SCAN-BUSY'],
        ['test:1', 'SCAN-IO'],
      ] as const) {
        await clerk.field('Scanner').selectOption(`sane:${device}`);
        await clerk.button('Scan back').click();
        const message = kiosk.page.getByRole('alert').filter({ hasText: code });
        await expect(message).toBeVisible();
        messages.add((await message.textContent()) ?? '');
      }
      expect(messages.size).toBe(4);
      // The earlier picture is kept.
      await expect(clerk.button('Retake front')).toBeVisible();
    });
  }

  test('reports a missing scanner and leaves import available', async ({
    openSignedIn,
    dataDir,
  }) => {
    const sane = await setUpSane(dataDir, {});
    const { clerk, kiosk } = await openSignedIn({ env: sane.env });
    await clerk.startRegistration();
    await clerk.button('Scan front').click();
    await expect(kiosk.page.getByRole('alert').filter({ hasText: 'SCAN-NOT-FOUND' })).toBeVisible();
    await clerk.dropPicture('Import front', FRONT);
    await expect(clerk.button('Retake front')).toBeVisible();
  });

  test('can be cancelled', async ({ openSignedIn, dataDir }) => {
    const sane = await setUpSane(
      dataDir,
      { first: FRONT },
      {
        'test:0': SLOW_SCAN_OPTIONS,
      },
    );
    const { clerk, kiosk } = await openSignedIn({ env: sane.env });
    await clerk.startRegistration();
    await clerk.field('Scanner').selectOption('sane:test:0');
    await clerk.button('Scan front').click();
    await kiosk.page.getByRole('button', { name: accessibleNames['Cancel scan'].en }).click();
    await expect(clerk.button('Scan front')).toBeEnabled();
  });

  for (const locale of testLanguages) {
    test(`shows cause and remedy when scanimage is killed, and the next scan works (${locale})`, async ({
      openSignedIn,
      dataDir,
    }) => {
      const sane = await setUpSane(
        dataDir,
        { first: FRONT },
        {
          'test:0': SLOW_SCAN_OPTIONS,
        },
      );
      const { clerk, kiosk } = await openSignedIn({ env: sane.env, locale });
      await clerk.startRegistration();
      await clerk.field('Scanner').selectOption('sane:test:0');
      await clerk.button('Scan front').click();
      await clerk.button('Cancel scan').waitFor();
      const appPid = await kiosk.evaluate(() => process.pid);
      await expect.poll(() => findScanProcesses(appPid)).toHaveLength(1);
      for (const pid of await findScanProcesses(appPid)) process.kill(pid, 'SIGKILL');
      const alert = kiosk.page.getByRole('alert').filter({ hasText: 'SCAN-DRIVER' });
      await expect(alert).toContainText(texts[locale]['SCAN-DRIVER'].cause);
      await expect(alert).toContainText(texts[locale]['SCAN-DRIVER'].remedy);
      expect(await findScanProcesses(appPid)).toEqual([]);

      await clerk.field('Scanner').selectOption('sane:pnm:0');
      await clerk.button('Scan front').click();
      await expect(clerk.button('Retake front')).toBeVisible();
      await expect(alert).toBeHidden();
    });
  }
});
