/**
 * Tests network faults during step 1, step 2 and the status query: the screen must show the actual state, no typed value may be lost, and
 * the service may receive the form at most once.
 */
import type { Page } from 'playwright-core';
import { BACK, CUSTOMER, expect, fillRegistration, FRONT, requestsOf, test } from './fixture.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { Fault, FaultName } from '#tests/support/service/service.ts';
import type { Clerk } from '#tests/support/clerk.ts';
import { startFaultProxy, type ConnectionFault } from '#tests/support/fault-proxy.ts';

type InjectedFault = { readonly proxy: ConnectionFault } | { readonly service: Fault | FaultName };

/** Reads the states of all registrations of the counter; the error code if they cannot be read. */
const readRegistrationStates = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { kiosk } = window as unknown as { kiosk: KioskBridge };
    const result = await kiosk.registration.list({ filter: 'all' });
    return result.ok ? result.data.map(({ state }) => state) : [result.error.code];
  });

/** Presses "Check now" if it is visible: the counter also queries automatically, and the answer removes the button. */
const checkNow = async (clerk: Clerk): Promise<void> => {
  await clerk
    .button('Check now')
    .click({ timeout: 5_000 })
    .catch(() => undefined);
};

/** Much smaller than the upload of step 1 (two pictures) and of step 2 (one photo). */
const PARTIAL_UPLOAD_BYTES = 20_000;

test.describe('step 1', () => {
  const readingFaults: [name: string, fault: InjectedFault, code: string][] = [
    [
      'a connection cut during the upload',
      { proxy: { kind: 'cut-upload', afterBytes: PARTIAL_UPLOAD_BYTES } },
      'NET-CUT',
    ],
    ['a connection cut before the answer', { proxy: { kind: 'cut-answer' } }, 'NET-CUT'],
    ['a truncated answer', { service: 'truncated-json' }, 'SVC-NOT-JSON'],
    ['an answer that is not HTTP', { service: 'not-http' }, 'SVC-NOT-JSON'],
    ['HTTP 503 of a gateway', { service: 'status-503' }, 'NET-GATEWAY'],
  ];
  test('is repeated on request and keeps typed values after each fault', async ({
    openSignedIn,
    service,
  }) => {
    const proxy = await startFaultProxy(service.url);
    const { clerk, kiosk } = await openSignedIn({ baseUrl: proxy.url });
    for (const [name, fault, code] of readingFaults) {
      await test.step(name, async () => {
        const requestsBefore = requestsOf(service, 'readCard').length;
        await clerk.startRegistration();
        if ('proxy' in fault) proxy.failNext('step=1', fault.proxy);
        else service.faults.failNext('readCard', fault.service);
        await clerk.importCard(FRONT, BACK);
        await clerk.continue('Continue to details');
        await clerk.field('Nominee').fill(CUSTOMER.nominee);
        await expect(kiosk.page.getByText(code).first()).toBeVisible();
        await clerk.button('Read again').click();
        await clerk.waitForReading();
        await expect(clerk.field('Nominee')).toHaveValue(CUSTOMER.nominee);
        expect(requestsOf(service, 'readCard')).toHaveLength(requestsBefore + 2);
        await kiosk.page.keyboard.press('Control+d');
        await clerk.heading('Counter').waitFor();
      });
    }
    await proxy.close();
  });

  test('is sent when the connection is restored, after NET-REFUSED was shown', async ({
    openSignedIn,
    service,
  }) => {
    const proxy = await startFaultProxy(service.url);
    const { clerk, kiosk } = await openSignedIn({ baseUrl: proxy.url });
    await clerk.startRegistration();
    await proxy.cut();
    await clerk.importCard(FRONT, BACK);
    await clerk.continue('Continue to details');
    await expect(kiosk.page.getByText('NET-REFUSED').first()).toBeVisible();
    expect(requestsOf(service, 'readCard')).toHaveLength(0);
    await proxy.restore();
    await clerk.waitForReading();
    expect(requestsOf(service, 'readCard')).toHaveLength(1);
    await proxy.close();
  });

  for (const [name, fault] of [
    ['a late answer', { proxy: { kind: 'late-answer', ms: 3_000 } }],
    ['a duplicated answer', { service: 'answer-twice' }],
  ] as const satisfies [string, InjectedFault][]) {
    test(`is sent once and keeps values typed meanwhile with ${name}`, async ({
      openSignedIn,
      service,
    }) => {
      const proxy = await startFaultProxy(service.url);
      const { clerk } = await openSignedIn({ baseUrl: proxy.url });
      await clerk.startRegistration();
      if ('proxy' in fault) proxy.failNext('step=1', fault.proxy);
      else service.faults.failNext('readCard', fault.service);
      await clerk.importCard(FRONT, BACK);
      await clerk.continue('Continue to details');
      await clerk.field("Mother's name").fill('TYPED MEANWHILE');
      await clerk.waitForReading();
      await expect(clerk.field("Mother's name")).toHaveValue('TYPED MEANWHILE');
      expect(requestsOf(service, 'readCard')).toHaveLength(1);
      await proxy.close();
    });
  }
});

test.describe('step 2', () => {
  const formFaults: [name: string, fault: InjectedFault, savedForms: 0 | 1][] = [
    [
      'a connection cut during the upload',
      { proxy: { kind: 'cut-upload', afterBytes: PARTIAL_UPLOAD_BYTES } },
      0,
    ],
    ['a connection cut before the answer', { proxy: { kind: 'cut-answer' } }, 1],
    ['HTTP 502 of a gateway although the service has the form', { service: 'accept-then-502' }, 1],
    ['HTTP 502 of a gateway before the service has the form', { service: 'html-502' }, 0],
    ['a truncated answer', { service: 'accept-then-truncated-json' }, 1],
    ['an answer that is not HTTP', { service: 'not-http' }, 0],
  ];
  for (const [name, fault, savedForms] of formFaults) {
    test(`has an unknown outcome and is not repeated after ${name}`, async ({
      openSignedIn,
      service,
    }) => {
      const proxy = await startFaultProxy(service.url);
      const { clerk, kiosk } = await openSignedIn({ baseUrl: proxy.url });
      await fillRegistration(clerk);
      if ('proxy' in fault) proxy.failNext('step=2', fault.proxy);
      else service.faults.failNext('submit', fault.service);
      await clerk.consentAndSubmit();
      // The status query finds a form that the service has saved. Another form may still arrive, so its outcome stays unknown.
      await expect(clerk.heading(savedForms === 1 ? 'Submitted' : 'Outcome unknown')).toBeVisible();
      expect(service.ledger()).toHaveLength(savedForms);
      if (savedForms === 0) {
        await checkNow(clerk);
        await expect(clerk.heading('Outcome unknown')).toBeVisible();
      }
      expect(await readRegistrationStates(kiosk.page)).toEqual([
        savedForms === 1 ? 'submitted' : 'unknown',
      ]);
      expect(requestsOf(service, 'submit')).toHaveLength(1);
      expect(service.ledger()).toHaveLength(savedForms);
      await proxy.close();
    });
  }

  for (const [name, fault] of [
    ['a late answer', { proxy: { kind: 'late-answer', ms: 3_000 } }],
    ['a duplicated answer', { service: 'answer-twice' }],
  ] as const satisfies [string, InjectedFault][]) {
    test(`is sent once and the registration is submitted with ${name}`, async ({
      openSignedIn,
      service,
    }) => {
      const proxy = await startFaultProxy(service.url);
      const { clerk, kiosk } = await openSignedIn({ baseUrl: proxy.url });
      await fillRegistration(clerk);
      if ('proxy' in fault) proxy.failNext('step=2', fault.proxy);
      else service.faults.failNext('submit', fault.service);
      await clerk.consentAndSubmit();
      await expect(clerk.heading('Submitted')).toBeVisible();
      expect(await readRegistrationStates(kiosk.page)).toEqual(['submitted']);
      expect(requestsOf(service, 'submit')).toHaveLength(1);
      expect(service.ledger()).toHaveLength(1);
      await proxy.close();
    });
  }

  test('is not repeated when the connection was lost while the answer was awaited', async ({
    openSignedIn,
    service,
  }) => {
    const proxy = await startFaultProxy(service.url);
    const { clerk, kiosk } = await openSignedIn({ baseUrl: proxy.url });
    await fillRegistration(clerk);
    service.faults.failNext('submit', 'hang');
    await clerk.consentAndSubmit();
    await expect.poll(() => requestsOf(service, 'submit').length).toBe(1);
    await proxy.cut();
    await expect(clerk.heading('Outcome unknown')).toBeVisible();
    await proxy.restore();
    const queryCount = requestsOf(service, 'verificationStatus').length;
    await checkNow(clerk);
    await expect
      .poll(() => requestsOf(service, 'verificationStatus').length)
      .toBeGreaterThan(queryCount);
    await expect(clerk.heading('Outcome unknown')).toBeVisible();
    expect(requestsOf(service, 'submit')).toHaveLength(1);
    expect(await readRegistrationStates(kiosk.page)).toEqual(['unknown']);
    await proxy.close();
  });
});

test.describe('the status query', () => {
  test('reports the error page of a gateway without showing the counter as offline', async ({
    openSignedIn,
    service,
  }) => {
    const { clerk, kiosk } = await openSignedIn();
    service.faults.failNext('verificationStatus', 'html-502');
    await clerk.button('Verification status').click();
    await clerk.field('Mobile number').fill('01300005678');
    await clerk.button('Check status').click();
    await expect(kiosk.page.getByText(/NET-GATEWAY/)).toBeVisible();
    await expect(kiosk.page.getByText('Service reachable').first()).toBeVisible();
    await expect(kiosk.page.getByText(/Offline since/)).toHaveCount(0);
  });

  test('reports a redirect with its target', async ({ openSignedIn, service }) => {
    const { clerk, kiosk } = await openSignedIn();
    service.faults.failNext('verificationLog', {
      kind: 'redirect',
      to: 'https://sso.bank.example/login?next=/agent/',
    });
    await clerk.button('Verification log').click();
    await expect(
      kiosk.page.getByText('SVC-REDIRECT · 302 · https://sso.bank.example/login'),
    ).toBeVisible();
  });
});
