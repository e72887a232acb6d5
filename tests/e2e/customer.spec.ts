/** Tests Review for the customer: the page on the clerk's screen, the customer's display, and the evidence of the consent. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { consentHash } from '#main/record/consent.ts';
import type { CallOutput, KioskBridge } from '#shared/ipc/contract.ts';
import { accessibleNames } from '#tests/support/accessible-names.ts';
import type { Clerk } from '#tests/support/clerk.ts';
import type { Kiosk } from '#tests/support/kiosk.ts';
import { CLERK_MOBILE, CUSTOMER, expect, fillRegistration, test, type Counter } from './fixture.ts';
import { tap } from '#tests/support/touch-input.ts';
import { connectDisplay } from '#tests/support/second-display.ts';

type Locale = 'en' | 'bn';
type Evidence = CallOutput<'outbox.details'>['consent'];

/** Reads the stored consent and computes the hash of the valid consent text in each language. */
const readConsent = async (
  page: Page,
): Promise<{ evidence: Evidence; hashes: Record<Locale, string> }> => {
  const { evidence, consent, location } = await page.evaluate(async () => {
    const { kiosk } = window as unknown as { kiosk: KioskBridge };
    const dataOf = <T>(result: { ok: true; data: T } | { ok: false }): T => {
      if (!result.ok) throw new Error('the call failed');
      return result.data;
    };
    const [row] = dataOf(await kiosk.registration.list({ filter: 'all' }));
    const details = dataOf(await kiosk.outbox.details({ id: row?.id ?? '' }));
    const state = dataOf(await kiosk.app.state());
    return { evidence: details.consent, consent: state.consent, location: state.location };
  });
  const computeHash = (locale: Locale): string => consentHash({ consent, location }, locale);
  return { evidence, hashes: { en: computeHash('en'), bn: computeHash('bn') } };
};

const submit = async (clerk: Clerk): Promise<void> => {
  await clerk.button('Submit').click();
  await clerk.heading('Submitted').waitFor();
};

const customerScreen = (page: Page) => page.locator('dialog.customer-screen');

for (const locale of ['en', 'bn'] as const) {
  const textOf = (name: keyof typeof accessibleNames): string => accessibleNames[name][locale];

  test(`the customer reads and agrees on the clerk’s screen by the keyboard alone (${locale})`, async ({
    open,
    service,
  }) => {
    const { clerk, kiosk } = await open({ locale });
    const { page } = kiosk;
    await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    await fillRegistration(clerk);
    await clerk.waitForConsent();
    await page.keyboard.press('F7');
    const screen = customerScreen(page);
    await expect(screen.getByRole('heading', { level: 1 })).toBeFocused();
    // The customer's page covers the whole window: no status bar, no steps and no reference are visible.
    await expect(screen).not.toContainText('0142-3-');
    expect(await screen.boundingBox()).toEqual({ x: 0, y: 0, width: 1366, height: 768 });
    await expect(screen).toContainText(CUSTOMER.nominee);
    await expect(screen.locator('figure img')).toHaveCount(2);

    await page.keyboard.press('Escape');
    await expect(screen).toBeHidden();
    await expect(clerk.field('Customer consents')).not.toBeChecked();

    await page.keyboard.press('F7');
    await screen
      .getByRole('button', { name: textOf('I agree'), exact: true })
      .and(page.locator(':not([aria-disabled="true"])'))
      .waitFor();
    await page.keyboard.press('Enter');
    await expect(screen).toBeHidden();
    await expect(clerk.field('Customer consents')).toBeChecked();
    await expect(page.locator('[data-consent-by="customer-screen"]')).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await clerk.heading('Submitted').waitFor();

    const { evidence, hashes } = await readConsent(page);
    expect(evidence).toMatchObject({
      by: 'customer-screen',
      locale,
      textVersion: '1',
      textHash: hashes[locale],
    });
    // The buttons are disabled until the page has been visible for half a second.
    expect(evidence?.shownMs).toBeGreaterThanOrEqual(500);
    const folder = path.join(kiosk.dataDir, 'audit');
    const trail = (
      await Promise.all(
        (await readdir(folder)).map((name) => readFile(path.join(folder, name), 'utf8')),
      )
    ).join('');
    expect(trail).toContain(`"consentHash":"${hashes[locale]}"`);
    expect(trail).toContain('"consentBy":"customer-screen"');
    expect(trail).not.toContain(CUSTOMER.mobile);

    await clerk.pressUntilShown('F6', 'Outbox');
    await page.locator('[role="row"][data-state]').first().click();
    await expect(page.locator('[data-consent]')).toContainText(hashes[locale]);
  });

  test(`the customer reports an error by touch, then agrees in the other language (${locale})`, async ({
    open,
    service,
  }) => {
    const { clerk, kiosk } = await open({ locale });
    const { page } = kiosk;
    await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    await fillRegistration(clerk);
    await clerk.waitForConsent();
    const screen = customerScreen(page);
    const enabled = page.locator(':not([aria-disabled="true"])');
    const otherLanguage = locale === 'en' ? 'bn' : 'en';

    await tap(clerk.button('Show to customer'));
    await tap(
      screen.getByRole('button', { name: textOf('Something is wrong'), exact: true }).and(enabled),
    );
    await expect(screen).toBeHidden();
    await expect(page.locator('[data-reported]')).toBeVisible();
    await expect(clerk.field('Customer consents')).not.toBeChecked();

    await tap(clerk.button('Show to customer'));
    await tap(screen.locator(`label[lang="${otherLanguage}"]`));
    const agreeButton = screen.getByRole('button', {
      name: accessibleNames['I agree'][otherLanguage],
      exact: true,
    });
    await tap(agreeButton.and(enabled));
    await expect(clerk.field('Customer consents')).toBeChecked();
    await expect(page.locator('[data-reported]')).toBeHidden();
    await tap(clerk.button('Submit'));
    await clerk.heading('Submitted').waitFor();
    const { evidence, hashes } = await readConsent(page);
    expect(evidence).toMatchObject({
      by: 'customer-screen',
      locale: otherLanguage,
      textHash: hashes[otherLanguage],
    });
  });
}

/** Opens a signed-in counter whose second display is the customer's. */
const openWithDisplay = async (
  openSignedIn: (options?: { env?: Record<string, string> }) => Promise<Counter>,
  dataDir: string,
): Promise<{ kiosk: Kiosk; clerk: Clerk; page: Page; customer: Page }> => {
  await writeFile(
    path.join(dataDir, 'settings.json'),
    JSON.stringify({ customerDisplay: 'second' }),
  );
  const { kiosk, clerk } = await openSignedIn({ env: { KIOSK_LOCKDOWN: '1' } });
  await connectDisplay(kiosk);
  return { kiosk, clerk, page: kiosk.page, customer: await kiosk.customerPage() };
};

test('the customer’s display mirrors Review, accepts the consent by touch, and is blank otherwise', async ({
  openSignedIn,
  dataDir,
}) => {
  const { clerk, page, customer } = await openWithDisplay(openSignedIn, dataDir);
  const expectIdle = async (): Promise<void> => {
    await expect(customer.getByRole('heading', { level: 1 })).toHaveText('Example Bank');
    await expect(customer.locator('body')).not.toContainText(CUSTOMER.mobile);
    await expect(customer.locator('img')).toHaveCount(0);
  };
  await expectIdle();
  await fillRegistration(clerk);
  const agreeButton = customer
    .getByRole('button', { name: 'I agree', exact: true })
    .and(customer.locator(':not([aria-disabled="true"])'));
  await expect(customer.locator('dd').filter({ hasText: CUSTOMER.nominee })).toBeVisible();
  await expect(customer.locator('figure img')).toHaveCount(2);
  await expect
    .poll(() =>
      customer
        .locator('figure img')
        .evaluateAll((images) =>
          (images as HTMLImageElement[]).every((image) => image.naturalWidth > 0),
        ),
    )
    .toBe(true);

  await clerk.lock();
  await expectIdle();
  await clerk.unlock();
  await agreeButton.waitFor();
  // Leaves Review for another step and returns.
  await page.keyboard.press('Control+2');
  await clerk.field('NID number').waitFor();
  await expectIdle();
  await page.keyboard.press('Control+4');
  await agreeButton.waitFor();

  await tap(customer.getByRole('button', { name: 'Something is wrong', exact: true }));
  await expect(page.locator('[data-reported]')).toBeVisible();
  await expect(customer.getByText('Please tell the clerk what is wrong.')).toBeVisible();
  await tap(agreeButton);
  await expect(page.locator('[data-consent-by="customer-display"]')).toBeVisible();
  await expect(clerk.field('Customer consents')).toBeChecked();
  await expect(customer.getByText('Thank you. You have agreed.')).toBeVisible();
  await submit(clerk);
  await expectIdle();
  const { evidence, hashes } = await readConsent(page);
  expect(evidence).toMatchObject({ by: 'customer-display', locale: 'en', textHash: hashes.en });
  expect(evidence?.shownMs).toBeGreaterThanOrEqual(500);
  await clerk.button('Home').click();
  await clerk.signOut();
  await expectIdle();
});

test('the customer’s display is blank after the end of the session', async ({
  openSignedIn,
  dataDir,
  service,
}) => {
  const { clerk, page, customer } = await openWithDisplay(openSignedIn, dataDir);
  await fillRegistration(clerk);
  await expect(customer.locator('dd').filter({ hasText: CUSTOMER.nominee })).toBeVisible();
  service.endSession(CLERK_MOBILE);
  const result = await page.evaluate(async () => {
    const { kiosk } = window as unknown as { kiosk: KioskBridge };
    return kiosk.verification.status({ mobile: '01300001234' });
  });
  expect(result).toMatchObject({ ok: false, error: { code: 'SESSION-ENDED' } });
  await expect(customer.getByRole('heading', { level: 1 })).toHaveText('Example Bank');
  await expect(customer.locator('body')).not.toContainText(CUSTOMER.mobile);
});

test('the customer’s page can use only its own bridge and its own pictures', async ({
  openSignedIn,
  dataDir,
}) => {
  const { clerk, page, customer } = await openWithDisplay(openSignedIn, dataDir);
  await fillRegistration(clerk);
  await expect(customer.locator('dd').filter({ hasText: CUSTOMER.nominee })).toBeVisible();
  const globals = await customer.evaluate(() => ({
    customer: Object.keys((window as unknown as { customer: object }).customer).sort(),
    kiosk: 'kiosk' in window,
    node: 'require' in window || 'process' in window,
  }));
  expect(globals).toEqual({
    customer: ['agree', 'onView', 'report', 'view'],
    kiosk: false,
    node: false,
  });
  // Only the counter's page may load the back of the card.
  const backUrl = await page.evaluate(async () => {
    const { kiosk } = window as unknown as { kiosk: KioskBridge };
    const current = await kiosk.registration.current();
    return current.ok ? (current.data?.pictures.back?.url ?? '') : '';
  });
  const canLoad = (loadingPage: Page, url: string): Promise<boolean> =>
    loadingPage.evaluate(
      (address) =>
        new Promise<boolean>((resolve) => {
          const image = new Image();
          image.onload = () => resolve(true);
          image.onerror = () => resolve(false);
          image.src = address;
        }),
      url,
    );
  expect(await canLoad(page, backUrl)).toBe(true);
  expect(await canLoad(customer, backUrl)).toBe(false);
  const forgedAnswer = await customer.evaluate(async () => {
    const bridge = (window as unknown as { customer: Record<string, (input: unknown) => unknown> })
      .customer;
    return bridge['agree']?.({
      number: 1_000,
      locale: 'en',
      textHash: 'f'.repeat(64),
      shownMs: 1,
    });
  });
  expect(forgedAnswer).toMatchObject({ ok: false, error: { code: 'REG-STATE' } });
});
