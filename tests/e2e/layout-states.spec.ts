/**
 * Tests the layout of screens with registrations in each state, with each outcome and problem, with each answer of the verification, and
 * of the training mode.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { startFaultProxy } from '#tests/support/fault-proxy.ts';
import {
  BACK,
  CLERK_MOBILE,
  CUSTOMER,
  expect,
  fillRegistration,
  FRONT,
  PHOTO,
  test,
} from './fixture.ts';
import { createLayoutCollector } from './layout-collector.ts';
import { fillOutbox, openOutbox, rowOf, tabOf } from './outbox-steps.ts';
import { signIn, skipGuide } from './trainee.ts';
import { passedAnswer } from './verification-answers.ts';

test('each state of the outbox and its dialogs have no layout fault at any size', async ({
  openSignedIn,
  service,
}) => {
  const proxy = await startFaultProxy(service.url);
  const counter = await openSignedIn({ baseUrl: proxy.url });
  const { page } = counter.kiosk;
  const { checkLayout, faults } = createLayoutCollector(page);
  const references = await fillOutbox(counter, service, proxy.cut);
  await checkLayout('counter without a connection');
  await openOutbox(counter);
  await tabOf(page, 'All', 'en').click();
  for (const state of ['refused', 'unknown', 'queued', 'draft', 'submitted'] as const) {
    await rowOf(page, references[state]).click();
    await expect(page.locator('[data-reference]')).toHaveText(references[state]);
    await checkLayout(`outbox, ${state}`);
  }
  await rowOf(page, references.draft).click();
  await expect(page.locator('[data-reference]')).toHaveText(references.draft);
  await page.keyboard.press('Delete');
  await page.getByRole('dialog').waitFor();
  await checkLayout('outbox, discard?');
  await page.keyboard.press('Escape');
  await proxy.close().catch(() => undefined);
  expect(faults).toEqual([]);
});

test('each outcome on the last screen has no layout fault at any size', async ({
  openSignedIn,
  service,
}) => {
  const proxy = await startFaultProxy(service.url);
  const { clerk, kiosk } = await openSignedIn({ baseUrl: proxy.url });
  const { page } = kiosk;
  const { checkLayout, faults } = createLayoutCollector(page);
  await fillRegistration(clerk);
  service.faults.failNext('submit', {
    kind: 'status',
    status: 400,
    body: { status: 'error', message: { nominee: ['This field may not be blank.'] } },
  });
  await clerk.consentAndSubmit();
  await page.locator('[data-outcome="refused"]').waitFor();
  await checkLayout('done, refused');
  await clerk.button('Correct').click();
  await clerk.field('Nominee').waitFor();
  await checkLayout('details, refused fields');
  await clerk.field('Nominee').fill('Porikkha Mia');
  await clerk.continue('Continue to photo');
  await clerk.continue('Continue to review');
  await proxy.cut();
  await clerk.consentAndSubmit();
  await page.locator('[data-outcome="queued"]').waitFor();
  await checkLayout('done, queued');
  await proxy.restore();
  await clerk.heading('Submitted').waitFor();
  await clerk.button('Next customer').click();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await clerk.completeDetails(CUSTOMER);
  await page.locator('[data-duplicate], [data-tone="warning"]').first().waitFor();
  await checkLayout('details, duplicate');
  await clerk.field('Customer mobile').fill('01300004321');
  await clerk.continue('Continue to photo');
  await expect(page.getByText('CAM-NONE')).toBeVisible();
  await checkLayout('photo, no camera');
  await clerk.importPhoto(PHOTO);
  await clerk.continue('Continue to review');
  await clerk.waitForConsent();
  await checkLayout('review, duplicate');
  service.faults.failAlways('submit', { kind: 'drop' });
  await clerk.consentAndSubmit();
  await page.locator('[data-outcome="unknown"]').waitFor();
  await checkLayout('done, unknown');
  await proxy.close().catch(() => undefined);
  expect(faults).toEqual([]);
});

test('the faults of a card’s picture have no layout fault at any size', async ({
  openSignedIn,
  dataDir,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  const { checkLayout, faults } = createLayoutCollector(page);
  await clerk.startRegistration();
  const blurred = path.join(dataDir, 'blurred.jpg');
  await writeFile(
    blurred,
    await sharp(await readFile(FRONT))
      .blur(9)
      .jpeg()
      .toBuffer(),
  );
  const blank = path.join(dataDir, 'blank.jpg');
  await writeFile(
    blank,
    await sharp({ create: { width: 1_400, height: 1_000, channels: 3, background: '#fafafa' } })
      .jpeg()
      .toBuffer(),
  );
  await clerk.dropPicture('Import front', blurred);
  await clerk.button('Retake front').waitFor();
  await clerk.dropPicture('Import back', FRONT);
  await clerk.button('Retake back').waitFor();
  await checkLayout('card, blurred front and front as back');
  await clerk.button('Retake front').click();
  await clerk.dropPicture('Import front', blank);
  await page.getByRole('alert').first().waitFor();
  await checkLayout('card, blank picture');
  expect(faults).toEqual([]);
});

test('a session that ends in a registration has no layout fault at any size', async ({
  openSignedIn,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  const { checkLayout, faults } = createLayoutCollector(page);
  await clerk.startRegistration();
  service.faults.failNext('readCard', 'unauthorised');
  await clerk.importCard(FRONT, BACK);
  await page.getByRole('dialog').waitFor();
  await checkLayout('session ended in a registration');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await checkLayout('sign-in postponed');
  expect(faults).toEqual([]);
});

test('the notice of a damaged store has no layout fault at any size', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  const first = await openSignedIn();
  await first.clerk.startRegistration();
  await first.kiosk.page.getByText('0142-3-0001').first().waitFor();
  await first.kiosk.close();
  const file = path.join(dataDir, 'store.sqlite');
  await writeFile(file, (await readFile(file)).fill(0x5a, 0, 4_096));
  const { kiosk, clerk } = await open();
  await clerk.unlock();
  await clerk.heading('Counter').waitFor();
  await kiosk.page.getByText('STORE-DAMAGED').first().waitFor();
  const { checkLayout, faults } = createLayoutCollector(kiosk.page);
  await checkLayout('counter with a damaged store');
  expect(faults).toEqual([]);
});

test('each answer of the verification has no layout fault at any size', async ({
  openSignedIn,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  const { checkLayout, faults } = createLayoutCollector(page);
  await clerk.button('Verification status').click();
  const checkStatus = async (mobile: string): Promise<void> => {
    await clerk.field('Mobile number').fill(mobile);
    await clerk.button('Check status').click();
  };
  for (const body of [passedAnswer, { status: 'invalid' }, { status: 'ec_requested' }]) {
    service.faults.failNext('verificationStatus', { kind: 'status', status: 200, body });
    await checkStatus('01300005678');
    await page.locator('[data-verdict]').waitFor();
    await checkLayout(`verification, ${body.status}`);
  }
  service.faults.failNext('verificationStatus', 'html-502');
  await checkStatus('01300005679');
  await page.getByRole('alert').waitFor();
  await checkLayout('verification, service fault');
  service.endSession(CLERK_MOBILE);
  await checkStatus('01300005678');
  await clerk.heading('Sign in').waitFor();
  await checkLayout('sign in after the session ended');
  expect(faults).toEqual([]);
});

test('the training mode has no layout fault at any size', async ({ open }) => {
  const counter = await open({ env: { KIOSK_TRAINING: '1' } });
  const { clerk, kiosk } = counter;
  const { page } = kiosk;
  const { checkLayout, faults } = createLayoutCollector(page);
  await clerk.heading('Sign in').waitFor();
  await checkLayout('training, first coach mark');
  await signIn(counter);
  await checkLayout('training, coach mark of Home');
  await skipGuide(counter);
  for (const [key, panel] of [
    ['F10', 'customers'],
    ['Shift+F10', 'faults'],
  ] as const) {
    await page.keyboard.press(key);
    await page.locator('[data-training-panel]').waitFor();
    await checkLayout(`training, ${panel}`);
    await page.keyboard.press('Escape');
    await page.locator('[data-training-panel]').waitFor({ state: 'hidden' });
  }
  expect(faults).toEqual([]);
});
