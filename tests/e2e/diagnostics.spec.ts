/** Tests device diagnostics with a blank sheet through the real SANE library, and with a camera that plays a video file. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { CAMERA, expect, test } from './fixture.ts';
import { createVideoFile } from '#tests/support/camera-video.ts';
import { setUpSane } from '#tests/support/sane.ts';

/** Pixels per millimetre at 300 dpi. */
const PX_PER_MM = 300 / 25.4;

/** Writes a scan of white paper at 300 dpi with dirt drawn as SVG elements. @returns its path. */
const createSheet = async (folder: string, name: string, dirt: string): Promise<string> => {
  const [width, height] = [Math.round(110 * PX_PER_MM), Math.round(80 * PX_PER_MM)];
  const svg = `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="#f2f2f2"/>${dirt}</svg>`;
  const file = path.join(folder, name);
  await writeFile(file, await sharp(Buffer.from(svg)).flatten().png().toBuffer());
  return file;
};

test.describe('the scanner @device', () => {
  test('reports specks and a streak on a dirty sheet and nothing on a clean one', async ({
    openSignedIn,
    dataDir,
  }) => {
    const speck = (x: number, y: number): string =>
      `<circle cx="${x * PX_PER_MM}" cy="${y * PX_PER_MM}" r="${0.4 * PX_PER_MM}" fill="#777"/>`;
    const streak = `<rect x="${70 * PX_PER_MM}" width="${0.5 * PX_PER_MM}" height="100%" fill="#ccc"/>`;
    const sane = await setUpSane(dataDir, {
      first: await createSheet(dataDir, 'clean.png', ''),
      second: await createSheet(
        dataDir,
        'dirty.png',
        speck(20, 20) + speck(40, 60) + speck(90, 30) + streak,
      ),
    });
    const { clerk, kiosk } = await openSignedIn({ env: sane.env });
    const findingOf = (key: string) => kiosk.page.locator(`[data-finding="${key}"]`);
    const scanBlankSheetWith = async (scanner: string): Promise<void> => {
      await clerk.startRegistration();
      await clerk.field('Scanner').selectOption(scanner);
      await clerk.button('Put aside').click();
      await clerk.heading('Counter').waitFor();
      await clerk.pressUntilShown('F8', 'Diagnostics');
      await clerk.button('Scan blank sheet').click();
    };
    await scanBlankSheetWith('sane:pnm:0');
    await expect(findingOf('specks')).toHaveText('No dust');
    await expect(findingOf('streaks')).toHaveText('No streaks');
    await expect(findingOf('light')).toHaveText('Light even');
    await kiosk.page.keyboard.press('Escape');
    await scanBlankSheetWith('sane:pnm:1');
    await expect(findingOf('specks')).toContainText('3 specks of dust');
    await expect(findingOf('streaks')).toContainText('1 streak');
    await expect(findingOf('streaks')).toContainText(/At (70|71) mm/);
  });

  test('reports an open cover', async ({ openSignedIn, dataDir }) => {
    const sane = await setUpSane(
      dataDir,
      { first: await createSheet(dataDir, 'clean.png', '') },
      { 'pnm:0': ['--status=no', '--status-coveropen=yes'] },
    );
    const { clerk, kiosk } = await openSignedIn({ env: sane.env });
    await clerk.startRegistration();
    await clerk.field('Scanner').selectOption('sane:pnm:0');
    await clerk.button('Put aside').click();
    await clerk.heading('Counter').waitFor();
    await clerk.pressUntilShown('F8', 'Diagnostics');
    await clerk.button('Scan blank sheet').click();
    await expect(
      kiosk.page.getByRole('alert').filter({ hasText: 'SCAN-COVER-OPEN' }),
    ).toBeVisible();
  });
});

test('a camera with usable frames is reported as good, with its resolution', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn({ camera: CAMERA });
  await clerk.button('Diagnostics').click();
  const verdict = kiosk.page.locator('[data-verdict]');
  await expect(verdict).toHaveAttribute('data-verdict', 'good');
  await expect(kiosk.page.getByText(/^\d+ × \d+$/)).toBeVisible();
});

test('a camera with black frames is reported', async ({ openSignedIn, dataDir }) => {
  const { clerk, kiosk } = await openSignedIn({
    camera: await createVideoFile(path.join(dataDir, 'black.mjpeg'), { colour: '#000', noise: 2 }),
  });
  await clerk.button('Diagnostics').click();
  await expect(kiosk.page.locator('[data-verdict="black"]')).toBeVisible();
});
