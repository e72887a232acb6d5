/** Tests verification status and log: verdicts, compared values, filters and pages. */
import {
  createTestService,
  type TestServiceOptions,
  type TestService,
} from '#tests/support/service/service.ts';
import type { Clerk } from '#tests/support/clerk.ts';
import { groupMobile } from '#shared/domain/mobile.ts';
import {
  CLERK_MOBILE,
  CUSTOMER,
  expect,
  fillRegistration,
  requestsOf,
  test,
  testLanguages,
} from './fixture.ts';
import { accessibleNames, type AccessibleName } from '#tests/support/accessible-names.ts';
import { registerCustomers } from '#tests/support/register-customers.ts';
import { passedAnswer } from './verification-answers.ts';

test('the status screen shows values, scores, differences, photos and unknown fields of the answer', async ({
  openSignedIn,
  service,
}) => {
  service.faults.failNext('verificationStatus', {
    kind: 'status',
    status: 200,
    body: passedAnswer,
  });
  const { clerk, kiosk } = await openSignedIn();
  await clerk.button('Verification status').click();
  await clerk.field('Mobile number').fill('01300005678');
  await clerk.button('Check status').click();
  await expect(kiosk.page.locator('[data-verdict="passed"]')).toBeVisible();
  const row = (name: string) => kiosk.page.getByRole('row').filter({ hasText: name });
  await expect(row('NID number')).toContainText('0123456789012');
  await expect(row("Father's name")).toContainText('61');
  await expect(row("Father's name").locator('mark').first()).toBeVisible();
  await expect(row("Mother's name").locator('mark')).toHaveCount(0);
  await expect(row('Blood group')).toContainText('No score');
  await kiosk.page.getByText('Other', { exact: true }).click();
  await expect(kiosk.page.getByText('a value without a name here')).toBeVisible();
});

const verdicts: [serviceStatus: string, verdict: string][] = [
  ['passed', 'passed'],
  ['failed', 'verification-failed'],
  ['pending', 'pending'],
  ['invalid', 'invalid'],
  ['ec_requested', 'other'],
];

for (const locale of testLanguages) {
  test(`every verdict has a text, and an unknown status is shown as received (${locale})`, async ({
    openSignedIn,
    service,
  }) => {
    const { clerk, kiosk } = await openSignedIn({ locale });
    await clerk.button('Verification status').click();
    const verdictTexts = new Set<string>();
    for (const [serviceStatus, verdict] of verdicts) {
      service.faults.failNext('verificationStatus', {
        kind: 'status',
        status: 200,
        body: { status: serviceStatus },
      });
      await clerk.field('Mobile number').fill('01300005678');
      await clerk.button('Check status').click();
      const verdictPanel = kiosk.page.locator(`[data-verdict="${verdict}"]`);
      await expect(verdictPanel).toBeVisible();
      verdictTexts.add((await verdictPanel.textContent()) ?? '');
      if (verdict === 'other') await expect(verdictPanel).toContainText(serviceStatus);
    }
    expect(verdictTexts.size).toBe(verdicts.length);
  });
}

test('the reference on a slip finds the customer, and an unknown reference is refused with REG-REFERENCE', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await fillRegistration(clerk);
  await clerk.consentAndSubmit();
  await clerk.heading('Submitted').waitFor();
  const reference = (await kiosk.page.locator('.is-reference dd').textContent()) ?? '';
  await clerk.pressUntilShown('F3', 'Verification status');
  await clerk.field('Mobile number').fill(reference.replace(/.$/, '9'));
  await clerk.button('Check status').click();
  await expect(kiosk.page.getByRole('alert')).toContainText('REG-REFERENCE');
  await clerk.field('Mobile number').fill(reference);
  await clerk.button('Check status').click();
  await expect(kiosk.page.locator('[data-verdict="pending"]')).toBeVisible();
  await expect(clerk.field('Mobile number')).toHaveValue(groupMobile(CUSTOMER.mobile));
});

test('the log has four filters, and a row opens the status', async ({ openSignedIn, service }) => {
  await registerCustomers(service, 25);
  const { clerk, kiosk } = await openSignedIn();
  await clerk.button('Verification log').click();
  const rows = kiosk.page.getByRole('row').filter({ hasText: '0130' });
  for (const [tab, count] of [
    ['Passed', 5],
    ['Failed', 5],
    ['Pending', 15],
    ['All', 25],
  ] as [AccessibleName, number][]) {
    await kiosk.page.getByRole('tab', { name: accessibleNames[tab].en, exact: true }).click();
    await expect(rows).toHaveCount(count);
  }
  await rows.first().click();
  await expect(clerk.heading('Verification status')).toBeVisible();
  await expect(kiosk.page.locator('[data-verdict]')).toBeVisible();
});

test('an HTML answer to the log query is reported and can be repeated', async ({
  openSignedIn,
  service,
}) => {
  service.faults.failNext('verificationLog', 'html-200');
  const { clerk, kiosk } = await openSignedIn();
  await clerk.button('Verification log').click();
  await expect(kiosk.page.getByText('SVC-NOT-JSON')).toBeVisible();
  await kiosk.page.getByRole('button', { name: 'Try again' }).click();
  await expect(kiosk.page.getByText('SVC-NOT-JSON')).toBeHidden();
  expect(requestsOf(service, 'verificationLog')).toHaveLength(2);
});

test('a partly loaded log is shown as incomplete, and more lines are loaded on request', async ({
  open,
}) => {
  const pagedService = await createTestService({ pageLimit: 1 });
  await registerCustomers(pagedService, 12);
  const { clerk, kiosk } = await open({ baseUrl: pagedService.url });
  await clerk.signIn(CLERK_MOBILE, () => pagedService.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verification log').click();
  await expect(
    kiosk.page.getByText('10 shown of 10 loaded so far; this is not the whole log'),
  ).toBeVisible();
  await kiosk.page.getByRole('button', { name: accessibleNames['Load more'].en }).click();
  await expect(kiosk.page.getByText('Whole log: 12 lines')).toBeVisible();
  await pagedService.close();
});

test.describe('with the dialect of the live service', () => {
  let liveService: TestService;
  const startLiveService = async (options: TestServiceOptions = {}): Promise<TestService> =>
    (liveService = await createTestService({ dialect: 'live', ...options }));
  test.afterEach(() => liveService.close());

  const checkStatus = async (clerk: Clerk, mobile: string): Promise<void> => {
    await clerk.field('Mobile number').fill(mobile);
    await clerk.button('Check status').click();
  };

  test('the status shows values, scores, flags, the photo and the customer', async ({ open }) => {
    const service = await startLiveService();
    await registerCustomers(service, 2, { sameMobile: true });
    const { clerk, kiosk } = await open({ baseUrl: service.url });
    await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    await clerk.button('Verification status').click();

    await checkStatus(clerk, '01300009999');
    await expect(kiosk.page.locator('[data-verdict="not-found"]')).toContainText('Not found');

    await checkStatus(clerk, '01300001000');
    const verdict = kiosk.page.locator('[data-verdict="passed"]');
    await expect(verdict).toContainText('NAMUNA EXAMPLE 1');
    await expect(verdict).toContainText('010 000 0000');
    const row = (name: string) => kiosk.page.getByRole('row').filter({ hasText: name });
    await expect(row("Father's name")).toContainText('100');
    await expect(kiosk.page.getByText('Matches EC').first()).toBeVisible();
    const picture = kiosk.page.getByRole('img', { name: 'At the counter' });
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
    expect(await kiosk.page.locator('main').innerText()).not.toContain('base64');

    // Opens the second customer of this mobile number from the log, while the service answers with the first.
    await kiosk.page.keyboard.press('Escape');
    await clerk.button('Verification log').click();
    await kiosk.page.getByRole('row').filter({ hasText: 'NAMUNA EXAMPLE 2' }).click();
    await expect(
      kiosk.page.getByText('another customer with the same mobile number'),
    ).toBeVisible();
  });

  test('the log shows all 45 customers from pages of ten, newest first, and states that it is complete', async ({
    open,
  }) => {
    const service = await startLiveService({ pageLimit: 10 });
    await registerCustomers(service, 45);
    const { clerk, kiosk } = await open({ baseUrl: service.url });
    await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    await clerk.button('Verification log').click();
    await expect(kiosk.page.getByText('Whole log: 45 lines')).toBeVisible();
    await expect(kiosk.page.getByRole('row').filter({ hasText: 'NAMUNA' })).toHaveCount(45);
    await expect(kiosk.page.getByRole('row').filter({ hasText: 'NAMUNA' }).first()).toContainText(
      'NAMUNA EXAMPLE 45',
    );
  });

  test('the log renders only the visible part of 50,000 lines, newest first, in Bangladesh time', async ({
    open,
  }) => {
    const service = await startLiveService();
    const lineCount = 50_000;
    const body = Array.from({ length: lineCount }, (_, index) => ({
      mobile_number: `013${String(index).padStart(8, '0')}`,
      customer_name_eng: `NAMUNA EXAMPLE ${index + 1}`,
      nid_no: `0${String(index).padStart(9, '0')}`,
      submitted_on: new Date(
        Date.UTC(2026, 10, 28, 19, 30) - (lineCount - 1 - index) * 60_000,
      ).toISOString(),
      status: 'pending',
    }));
    service.faults.failAlways('verificationLog', { kind: 'status', status: 200, body });
    const { clerk, kiosk } = await open({ baseUrl: service.url });
    await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    const startedAt = Date.now();
    await clerk.button('Verification log').click();
    await expect(kiosk.page.getByText('Whole log: 50,000 lines')).toBeVisible();
    process.stdout.write(`50,000 lines shown after ${Date.now() - startedAt} ms\n`);
    const rows = kiosk.page.locator('[data-index]');
    await expect(rows.first()).toContainText('29 Nov 2026, 01:30');
    expect(await rows.count()).toBeLessThan(120);
    await kiosk.page.locator('[data-log]').evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await expect(kiosk.page.locator(`[data-index="${lineCount - 1}"]`)).toContainText(
      'NAMUNA EXAMPLE 1',
    );
    expect(
      service
        .requests()
        .filter(
          ({ call, replyStatus: answered }) => call === 'verificationLog' && answered === 200,
        ),
    ).toHaveLength(1);
    await kiosk.page.getByRole('searchbox').fill('EXAMPLE 777');
    await expect(kiosk.page.getByText(/of all 50,000/)).toBeVisible();
  });
});
