/** Tests the outbox: tabs and actions of registrations in each state, and their assignment to another clerk by the branch lead. */
import { findAxeViolations } from '#tests/support/axe.ts';
import { expect, test, testLanguages } from './fixture.ts';
import { accessibleNames, type AccessibleName } from '#tests/support/accessible-names.ts';
import { startFaultProxy } from '#tests/support/fault-proxy.ts';
import {
  LEAD_PIN,
  createCustomer,
  createRegistration,
  sampleCardCustomer,
  rowOf,
  waitForState,
  openOutbox,
  tabOf,
  readEnabledActions,
  fillOutbox,
} from './outbox-steps.ts';

for (const locale of testLanguages) {
  test(`every registration is listed under its tab only, with its actions (${locale})`, async ({
    openSignedIn,
    service,
  }) => {
    test.slow();
    const proxy = await startFaultProxy(service.url);
    const counter = await openSignedIn({ locale, baseUrl: proxy.url });
    const { page } = counter.kiosk;
    const references = await fillOutbox(counter, service, proxy.cut);
    await openOutbox(counter);
    await expect(tabOf(page, 'All', locale)).toContainText(locale === 'en' ? '5' : '৫');

    const cases: [AccessibleName, string, AccessibleName[]][] = [
      ['Needs you', references.refused, ['Open', 'Discard']],
      ['Needs you', references.unknown, ['Check now', 'Open']],
      ['Moving', references.queued, ['Retry', 'Open', 'Hold']],
      ['Resting', references.draft, ['Open', 'Discard']],
      ['Done', references.submitted, ['Check now', 'Open']],
    ];
    for (const [tabName, reference, actions] of cases) {
      await tabOf(page, tabName, locale).click();
      await rowOf(page, reference).click();
      await expect(page.locator('[data-reference]')).toHaveText(reference);
      expect([...(await readEnabledActions(page))].sort(), reference).toEqual(
        actions.map((name) => accessibleNames[name][locale]).sort(),
      );
      for (const [otherTab] of cases) {
        if (otherTab === tabName) continue;
        await tabOf(page, otherTab, locale).click();
        await expect(page.locator('[role="row"][data-state]').first()).toBeVisible();
        await expect(rowOf(page, reference), `${reference} is not under ${otherTab}`).toHaveCount(
          0,
        );
      }
    }
    await tabOf(page, 'All', locale).click();
    await expect(page.locator('[role="row"][data-state]')).toHaveCount(5);
    expect(await findAxeViolations(page)).toEqual([]);

    // A search for a complete NID number finds the registration, although the list shows no NID.
    await page.keyboard.press('Control+f');
    await page.keyboard.type(createCustomer(2).nid);
    await expect(page.locator('[role="row"][data-state]')).toHaveCount(1);
    await expect(rowOf(page, references.refused)).toBeVisible();
    await proxy.close().catch(() => undefined);
  });
}

test('a registration on hold is not sent when the connection is restored, and is sent after its release', async ({
  openSignedIn,
  service,
}) => {
  test.slow();
  const proxy = await startFaultProxy(service.url);
  const counter = await openSignedIn({ baseUrl: proxy.url });
  const { page } = counter.kiosk;
  await proxy.cut();
  const onHold = await createRegistration(page, await sampleCardCustomer(1));
  const otherReference = await createRegistration(page, await sampleCardCustomer(2));
  await waitForState(page, onHold, 'waiting', 'ready');
  await openOutbox(counter);
  await rowOf(page, onHold).click();
  await expect(page.locator('[data-reference]')).toHaveText(onHold);
  await counter.clerk.button('Hold').click();
  await expect(rowOf(page, onHold)).toHaveAttribute('data-state', 'on-hold');

  await proxy.restore();
  await counter.clerk.button('Retry all').click();
  await expect(rowOf(page, otherReference)).toHaveAttribute('data-state', /submitted|passed/, {
    timeout: 30_000,
  });
  await expect(rowOf(page, onHold)).toHaveAttribute('data-state', 'on-hold');
  expect(service.ledger().map((entry) => entry['mobile_number'])).toEqual([
    createCustomer(2).mobile,
  ]);

  await rowOf(page, onHold).click();
  await counter.clerk.button('Release').click();
  await expect(rowOf(page, onHold)).toHaveAttribute('data-state', /submitted|passed/, {
    timeout: 30_000,
  });
  expect(service.ledger()).toHaveLength(2);
  await proxy.close();
});

test('an unknown outcome is checked and a refused form is corrected and sent by keyboard alone', async ({
  openSignedIn,
  service,
}) => {
  test.slow();
  const counter = await openSignedIn();
  const { page } = counter.kiosk;
  service.faults.failNext('submit', 'status-400');
  const refused = await createRegistration(page, createCustomer(2));
  await waitForState(page, refused, 'refused');
  service.faults.failNext('submit', 'status-500');
  const unknown = await createRegistration(page, createCustomer(4));
  await waitForState(page, unknown, 'unknown');
  await openOutbox(counter);

  await expect(page.locator('[data-reference]')).toHaveText(unknown);
  const queryCount = service
    .requests()
    .filter((request) => request.call === 'verificationStatus').length;
  await page.keyboard.press('c');
  await expect
    .poll(
      () => service.requests().filter((request) => request.call === 'verificationStatus').length,
    )
    .toBeGreaterThan(queryCount);
  // The outcome stays unknown for the quiet period, because the form may still arrive at the service.
  await expect(rowOf(page, unknown)).toHaveAttribute('data-state', 'unknown');
  expect(service.requests().filter((request) => request.call === 'submit')).toHaveLength(2);

  await page.keyboard.press('Control+f');
  await page.keyboard.type(refused);
  await expect(page.locator('[role="row"][data-state]')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-reference]')).toHaveText(refused);
  await page.keyboard.press('Enter');
  await expect(counter.clerk.heading('Registration')).toBeVisible();
  await expect(page.getByText(refused).first()).toBeVisible();
  // The form opens at the field that the service refused.
  await counter.clerk.continue('Continue to photo');
  await counter.clerk.continue('Continue to review');
  await counter.clerk.waitForConsent();
  await counter.clerk.field('Customer consents').check({ force: true });
  await page.keyboard.press('Control+Enter');
  await expect(counter.clerk.heading('Submitted')).toBeVisible();
  expect(
    service
      .ledger()
      .map((entry) => entry['nid_no'])
      .sort(),
  ).toEqual([createCustomer(2).nid]);
});

test('a draft is discarded with a reason and stays listed as discarded without actions', async ({
  openSignedIn,
}) => {
  const counter = await openSignedIn();
  const { page } = counter.kiosk;
  const draft = await createRegistration(page, createCustomer(3), 'draft');
  await openOutbox(counter);
  await expect(page.locator('[data-reference]')).toHaveText(draft);
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: accessibleNames.Discard.en, exact: true }).click();
  await expect(dialog.getByText('Choose a reason.')).toBeVisible();
  await dialog.getByLabel(accessibleNames.Reason.en, { exact: true }).selectOption('wrong-card');
  expect(await findAxeViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: accessibleNames.Discard.en, exact: true }).click();
  await expect(rowOf(page, draft)).toHaveAttribute('data-state', 'discarded');
  await expect(page.getByRole('complementary')).toContainText('Wrong card or wrong person');
  expect(await readEnabledActions(page)).toEqual([]);
});

test('a registration of another clerk is listed and sent only after that clerk’s sign-in', async ({
  openSignedIn,
  service,
}) => {
  const proxy = await startFaultProxy(service.url);
  const counter = await openSignedIn({ baseUrl: proxy.url });
  const { page } = counter.kiosk;
  await proxy.cut();
  const queued = await createRegistration(page, createCustomer(1));
  await waitForState(page, queued, 'waiting');
  await proxy.restore();
  service.faults.failAlways('submit', 'status-503');
  await counter.clerk.signOut();
  await counter.clerk.signIn('01300000043', () => service.otpFor('01300000043') ?? '');
  await openOutbox(counter);
  await rowOf(page, queued).click();
  await expect(page.getByRole('complementary')).toContainText(
    'It is sent and checked only with that clerk’s sign-in',
  );
  expect(await readEnabledActions(page)).not.toContain('Retry');
  await proxy.close();
});

for (const locale of testLanguages) {
  test(`the branch lead assigns a registration of an absent clerk to the signed-in clerk (${locale})`, async ({
    openSignedIn,
    service,
  }) => {
    test.slow();
    const proxy = await startFaultProxy(service.url);
    const counter = await openSignedIn({ locale, baseUrl: proxy.url });
    const { page } = counter.kiosk;
    await proxy.cut();
    const queued = await createRegistration(page, await sampleCardCustomer(1));
    await waitForState(page, queued, 'waiting', 'ready');
    await proxy.restore();
    await counter.clerk.signOut();
    await counter.clerk.signIn('01300000043', () => service.otpFor('01300000043') ?? '');
    await openOutbox(counter);
    await rowOf(page, queued).click();
    await expect(page.locator('[data-reference]')).toHaveText(queued);

    await page.keyboard.press('t');
    const dialog = page.getByRole('dialog');
    const confirmButton = dialog.getByRole('button', {
      name: accessibleNames['Take over'][locale],
      exact: true,
    });
    await expect(
      dialog.getByLabel(accessibleNames['Lead PIN'][locale], { exact: true }),
    ).toBeFocused();
    await page.keyboard.type(LEAD_PIN);
    await dialog
      .getByLabel(accessibleNames['Lead PIN again'][locale], { exact: true })
      .fill(LEAD_PIN);
    expect(await findAxeViolations(page)).toEqual([]);
    await confirmButton.click();
    await expect(rowOf(page, queued)).toHaveAttribute('data-state', /submitted|passed/, {
      timeout: 30_000,
    });
    await expect(page.getByRole('complementary')).toContainText('0130•••0042');
    expect(service.ledger().map((entry) => entry.agentMobile)).toEqual(['01300000043']);
    await proxy.close();
  });
}
