/** Tests the photo step: live face checks, stored warnings, and camera faults with their codes. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { Clerk } from '#tests/support/clerk.ts';
import { createVideoFile, type VideoOptions } from '#tests/support/camera-video.ts';
import {
  BACK,
  CAMERA,
  CUSTOMER,
  expect,
  FRONT,
  PHOTO,
  test as base,
  testLanguages,
} from './fixture.ts';

interface PhotoFixtures {
  /** Creates a video file for the camera; it is removed after the test. */
  readonly cameraVideo: (options: VideoOptions) => Promise<string>;
}

const test = base.extend<PhotoFixtures>({
  cameraVideo: async ({ dataDir }, use) => {
    await use((options) => createVideoFile(path.join(dataDir, 'camera.mjpeg'), options));
  },
});

/** Starts a registration on Home and continues to the photo step. */
const goToPhoto = async (clerk: Clerk): Promise<void> => {
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await clerk.completeDetails(CUSTOMER);
  await clerk.page.keyboard.press('Control+Enter');
  await clerk.button('Take photo').waitFor();
};

const readCheckStates = (page: Page): Promise<Record<string, string>> =>
  page
    .locator('[data-check]')
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((row) => [row.getAttribute('data-check'), row.getAttribute('data-state')]),
      ),
    );

const hintOf = (page: Page) => page.locator('[data-hint]');
const createCheckStates = (state: string): Record<string, string> =>
  Object.fromEntries(
    ['one-face', 'in-middle', 'large-enough', 'well-lit', 'eyes-visible'].map((check) => [
      check,
      state,
    ]),
  );

/** Creates a picture of a person too far away: the customer of the default video, scaled down in front of a wall. */
const createDistantPicture = async (): Promise<Buffer> => {
  const video = await readFile(CAMERA);
  const firstFrame = video.subarray(0, video.indexOf(Buffer.from([0xff, 0xd9])) + 2);
  const distantPerson = await sharp(firstFrame).resize({ width: 900 }).toBuffer();
  return sharp({ create: { width: 1280, height: 720, channels: 3, background: '#C2CACA' } })
    .composite([{ input: distantPerson, left: 190, top: 120 }])
    .png()
    .toBuffer();
};

for (const locale of testLanguages) {
  test(`five checks pass for a well-placed customer, and the space bar takes the photo (${locale})`, async ({
    openSignedIn,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale, camera: CAMERA });
    const { page } = kiosk;
    await goToPhoto(clerk);
    await expect(hintOf(page)).toHaveAttribute('data-hint', 'ready');
    await expect(hintOf(page)).toContainText('Good, hold still');
    await expect(hintOf(page)).toContainText('ঠিক আছে, স্থির থাকুন');
    expect(await readCheckStates(page)).toEqual(createCheckStates('ok'));
    await page.keyboard.press('Space');
    await clerk.button('Retake').waitFor();
    await expect(page.locator('[data-tone="warning"]')).toHaveCount(0);
    const size = await page
      .locator('figure > img')
      .evaluate((image: HTMLImageElement) => image.naturalHeight);
    expect(size).toBeGreaterThanOrEqual(600);
    // Space takes photos and must not continue to the next step.
    await expect(clerk.button('Continue to review')).not.toBeFocused();
    await page.keyboard.press('Control+Enter');
    await clerk.field('Customer consents').waitFor({ state: 'attached' });
  });
}

test('a customer too far away is asked to come closer, and a photo taken anyway has a warning', async ({
  openSignedIn,
  cameraVideo,
}) => {
  const { clerk, kiosk } = await openSignedIn({
    camera: await cameraVideo({ picture: await createDistantPicture() }),
  });
  const { page } = kiosk;
  await goToPhoto(clerk);
  await expect(hintOf(page)).toHaveAttribute('data-hint', 'too-small');
  await expect(hintOf(page)).toContainText('Come a little closer');
  await expect(hintOf(page)).toContainText('একটু কাছে আসুন');
  await expect
    .poll(() => readCheckStates(page))
    .toEqual({ ...createCheckStates('ok'), 'large-enough': 'warning' });
  await expect(page.getByText('You can take it now; the warning is recorded.')).toBeVisible();
  await page.keyboard.press('Space');
  await clerk.button('Retake').waitFor();
  await expect(page.locator('[data-tone="warning"]')).toContainText('Too small');
});

test('an empty chair is reported as no face', async ({ openSignedIn, cameraVideo }) => {
  const { clerk, kiosk } = await openSignedIn({ camera: await cameraVideo({}) });
  await goToPhoto(clerk);
  await expect(hintOf(kiosk.page)).toHaveAttribute('data-hint', 'no-face');
  expect(await readCheckStates(kiosk.page)).toEqual({
    ...createCheckStates('open'),
    'one-face': 'warning',
  });
});

test('two people are reported as several faces', async ({ openSignedIn, cameraVideo }) => {
  const portrait = await sharp(PHOTO).resize({ height: 720 }).toBuffer();
  const twoPeople = await sharp({
    create: { width: 1280, height: 720, channels: 3, background: '#C2CACA' },
  })
    .composite([
      { input: portrait, left: 60, top: 0 },
      { input: portrait, left: 680, top: 0 },
    ])
    .png()
    .toBuffer();
  const { clerk, kiosk } = await openSignedIn({
    camera: await cameraVideo({ picture: twoPeople }),
  });
  await goToPhoto(clerk);
  await expect(hintOf(kiosk.page)).toHaveAttribute('data-hint', 'many-faces');
});

test('the face detection worker runs under its own content security policy', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn({ camera: CAMERA });
  await goToPhoto(clerk);
  await expect(hintOf(kiosk.page)).toHaveAttribute('data-hint', 'ready');
  // The worker that located the face on the card has ended.
  await expect.poll(() => kiosk.page.workers().length).toBe(1);
  const [worker] = kiosk.page.workers();
  const accessResults = await worker?.evaluate(async () => {
    const attempt = async (work: () => unknown): Promise<string> => {
      try {
        await work();
        return 'done';
      } catch {
        return 'refused';
      }
    };
    return {
      network: await attempt(() => fetch('https://example.org/')),
      file: await attempt(() => fetch('file:///etc/hostname')),
      // In a separate task: code evaluated by the debugger may call eval.
      evaluation: await new Promise<string>((resolve) => {
        setTimeout(
          () =>
            void attempt(() =>
              (globalThis as unknown as { eval: (code: string) => unknown }).eval('1'),
            ).then(resolve),
        );
      }),
    };
  });
  expect(accessResults).toEqual({ network: 'refused', file: 'refused', evaluation: 'refused' });
  await kiosk.page.keyboard.press('Escape');
  await expect.poll(() => kiosk.page.workers().length).toBe(0);
});

test('the photo step works without face detection and shows that nothing is checked', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn({ camera: CAMERA });
  // Simulates a counter that cannot start the worker.
  await kiosk.page.evaluate(() => {
    Object.defineProperty(window, 'Worker', { value: undefined });
  });
  await goToPhoto(clerk);
  await expect(kiosk.page.getByText('Nothing is checked here. Check it yourself.')).toBeVisible();
  expect(await readCheckStates(kiosk.page)).toEqual(createCheckStates('open'));
  await clerk.takePhoto();
  await expect(kiosk.page.locator('[data-tone="warning"]')).toHaveCount(0);
});

for (const [symptom, options, code] of [
  ['black frames', { colour: '#000', noise: 2 }, 'CAM-BLACK'],
  ['a frozen frame', { colour: '#8A9', noise: 0, picture: true }, 'CAM-FROZEN'],
  ['only 480 lines', { size: { width: 640, height: 480 } }, 'CAM-SMALL'],
] as const) {
  test(`a camera that shows ${symptom} is reported as ${code}, and a photo can be imported`, async ({
    openSignedIn,
    cameraVideo,
  }) => {
    const { picture: showsPhoto, ...videoOptions } = { picture: false, ...options };
    const camera = await cameraVideo({
      ...videoOptions,
      ...(showsPhoto ? { picture: await readFile(PHOTO) } : {}),
    });
    const { clerk, kiosk } = await openSignedIn({ camera });
    await goToPhoto(clerk);
    await expect(kiosk.page.getByText(code)).toBeVisible();
    await expect(clerk.button('Take photo')).toHaveAttribute('aria-disabled', 'true');
    await kiosk.page.keyboard.press('Space');
    await clerk.importPhoto(PHOTO);
    await clerk.continue('Continue to review');
  });
}

test('a counter without a camera reports CAM-NONE and imports a file', async ({ openSignedIn }) => {
  const { clerk, kiosk } = await openSignedIn();
  await goToPhoto(clerk);
  await expect(kiosk.page.getByText('CAM-NONE')).toBeVisible();
  await clerk.importPhoto(PHOTO);
});

test('the chosen camera is stored in the settings by its name', async ({
  openSignedIn,
  dataDir,
}) => {
  const { kiosk } = await openSignedIn({ camera: CAMERA });
  const results = await kiosk.page.evaluate(async () => {
    const { kiosk: bridge } = window as unknown as { kiosk: KioskBridge };
    const chosen = await bridge.camera.choose({ camera: 'Counter webcam (046d:0825)' });
    return { chosen: chosen.ok, lease: await bridge.camera.lease({ purpose: 'card' }) };
  });
  expect(results).toEqual({
    chosen: true,
    lease: { ok: true, data: { camera: 'Counter webcam (046d:0825)' } },
  });
  const storedSettings: unknown = JSON.parse(
    await readFile(path.join(dataDir, 'settings.json'), 'utf8'),
  );
  expect(storedSettings).toMatchObject({ camera: 'Counter webcam (046d:0825)' });
});

test('the camera of the card step runs no face detection and takes its picture with the space bar', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn({ camera: CAMERA });
  await clerk.startRegistration();
  await clerk.button('Use camera for front').click();
  await expect(clerk.button('Take picture')).not.toHaveAttribute('aria-disabled', 'true');
  await expect(hintOf(kiosk.page)).toHaveCount(0);
  expect(kiosk.page.workers()).toEqual([]);
  await kiosk.page.keyboard.press('Space');
  await clerk.button('Retake front').waitFor();
});
