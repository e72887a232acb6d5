/** Tests the layout of screens with registrations in each state and with each answer of the verification, and of the training mode. */
import { createFaultProxy } from '#tests/support/fault-proxy.ts';
import { CLERK_MOBILE, expect, test } from './fixture.ts';
import { createLayoutCollector } from './layout-collector.ts';
import { fillOutbox, openOutbox, rowOf, tab } from './outbox-steps.ts';
import { signIn, skipGuide } from './trainee.ts';
import { passedAnswer } from './verification-answers.ts';

test('each state of the outbox and its dialogs have no layout fault at any size', async ({
  openSignedIn,
  service,
}) => {
  const proxy = await createFaultProxy(service.url);
  const counter = await openSignedIn({ baseUrl: proxy.url });
  const { page } = counter.kiosk;
  const { checkLayout, faults } = createLayoutCollector(page);
  const references = await fillOutbox(counter, service, proxy.cut);
  await checkLayout('counter without a connection');
  await openOutbox(counter);
  await tab(page, 'All', 'en').click();
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
    service.faults.next('verificationStatus', { kind: 'status', status: 200, body });
    await checkStatus('01300005678');
    await page.locator('[data-verdict]').waitFor();
    await checkLayout(`verification, ${body.status}`);
  }
  service.faults.next('verificationStatus', 'html-502');
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
