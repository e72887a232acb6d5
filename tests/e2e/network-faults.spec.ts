/**
 * Proves, through the screens: wherever the line breaks while the card (D) or the form (E) is on its way, and whatever comes
 * back instead of an answer, the clerk is told what is known and no more, nothing typed is lost, and the form reaches the
 * service at most once.
 */
import type { Page } from 'playwright-core';
import { BACK, CUSTOMER, expect, fillRegistration, FRONT, requestsOf, test } from './fixture.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { Fault, FaultName } from '#tests/support/service/service.ts';
import type { Clerk } from '#tests/support/clerk.ts';
import { createLine, type Trouble } from '#tests/support/line.ts';

type Mishap = { readonly line: Trouble } | { readonly service: Fault | FaultName };

/** The states of everything the counter holds. */
const states = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { kiosk } = window as unknown as { kiosk: KioskBridge };
    const rows = await kiosk.registration.list({ filter: 'all' });
    return rows.ok ? rows.data.map(({ state }) => state) : [rows.error.code];
  });

/** The counter asks by itself as well, and the button goes when the answer is there. */
const ask = async (clerk: Clerk): Promise<void> => {
  await clerk
    .button('Check now')
    .click({ timeout: 5_000 })
    .catch(() => undefined);
};

/** Far below the size of the two pictures, and of the one photo. */
const SOME_BYTES = 20_000;

test.describe('while the card is on its way', () => {
  const told: [name: string, mishap: Mishap, code: string][] = [
    [
      'the line breaks during the upload',
      { line: { kind: 'cut-upload', afterBytes: SOME_BYTES } },
      'NET-CUT',
    ],
    ['the line breaks before the answer', { line: { kind: 'cut-answer' } }, 'NET-CUT'],
    ['half an answer comes', { service: 'truncated-json' }, 'SVC-NOT-JSON'],
    ['something that is not HTTP comes', { service: 'not-http' }, 'SVC-NOT-JSON'],
    ['a gateway says 503', { service: 'status-503' }, 'NET-GATEWAY'],
  ];
  for (const [name, mishap, code] of told) {
    test(`${name}: said so, and read on request with nothing typed lost`, async ({
      openSignedIn,
      service,
    }) => {
      const line = await createLine(service.url);
      const { clerk, kiosk } = await openSignedIn({ baseUrl: line.url });
      await clerk.startRegistration();
      if ('line' in mishap) line.next('step=1', mishap.line);
      else service.faults.next('readCard', mishap.service);
      await clerk.importCard(FRONT, BACK);
      await clerk.continue('Continue to details');
      await clerk.field('Nominee').fill(CUSTOMER.nominee);
      await expect(kiosk.page.getByText(code).first()).toBeVisible();
      await clerk.button('Read again').click();
      await clerk.waitForReading();
      await expect(clerk.field('Nominee')).toHaveValue(CUSTOMER.nominee);
      expect(requestsOf(service, 'readCard')).toHaveLength(2);
      await line.close();
    });
  }

  test('the line is down: said so, and read by itself when it is back', async ({
    openSignedIn,
    service,
  }) => {
    const line = await createLine(service.url);
    const { clerk, kiosk } = await openSignedIn({ baseUrl: line.url });
    await clerk.startRegistration();
    await line.cut();
    await clerk.importCard(FRONT, BACK);
    await clerk.continue('Continue to details');
    await expect(kiosk.page.getByText('NET-REFUSED').first()).toBeVisible();
    expect(requestsOf(service, 'readCard')).toHaveLength(0);
    await line.mend();
    await clerk.waitForReading();
    expect(requestsOf(service, 'readCard')).toHaveLength(1);
    await line.close();
  });

  for (const [name, mishap] of [
    ['late', { line: { kind: 'late-answer', ms: 3_000 } }],
    ['twice', { service: 'answer-twice' }],
  ] as const satisfies [string, Mishap][]) {
    test(`the answer comes ${name}: read once, and what was typed meanwhile stays`, async ({
      openSignedIn,
      service,
    }) => {
      const line = await createLine(service.url);
      const { clerk } = await openSignedIn({ baseUrl: line.url });
      await clerk.startRegistration();
      if ('line' in mishap) line.next('step=1', mishap.line);
      else service.faults.next('readCard', mishap.service);
      await clerk.importCard(FRONT, BACK);
      await clerk.continue('Continue to details');
      await clerk.field("Mother's name").fill('TYPED MEANWHILE');
      await clerk.waitForReading();
      await expect(clerk.field("Mother's name")).toHaveValue('TYPED MEANWHILE');
      expect(requestsOf(service, 'readCard')).toHaveLength(1);
      await line.close();
    });
  }
});

test.describe('while the form is on its way', () => {
  const doubtful: [name: string, mishap: Mishap, accepted: 0 | 1][] = [
    [
      'the line breaks during the upload',
      { line: { kind: 'cut-upload', afterBytes: SOME_BYTES } },
      0,
    ],
    ['the line breaks before the answer', { line: { kind: 'cut-answer' } }, 1],
    ['a gateway says 502 and the service has it', { service: 'accept-then-502' }, 1],
    ['a gateway says 502 and the service has it not', { service: 'html-502' }, 0],
    ['half an answer comes', { service: 'accept-then-truncated-json' }, 1],
    ['something that is not HTTP comes', { service: 'not-http' }, 0],
  ];
  for (const [name, mishap, accepted] of doubtful) {
    test(`${name}: unknown, asked about, never sent again`, async ({ openSignedIn, service }) => {
      const line = await createLine(service.url);
      const { clerk, kiosk } = await openSignedIn({ baseUrl: line.url });
      await fillRegistration(clerk);
      if ('line' in mishap) line.next('step=2', mishap.line);
      else service.faults.next('submit', mishap.service);
      await clerk.consentAndSubmit();
      // What the service has is found at once; what it seems not to have may still come, and stays unknown.
      await expect(clerk.heading(accepted === 1 ? 'Submitted' : 'Outcome unknown')).toBeVisible();
      expect(service.ledger()).toHaveLength(accepted);
      if (accepted === 0) {
        await ask(clerk);
        await expect(clerk.heading('Outcome unknown')).toBeVisible();
      }
      expect(await states(kiosk.page)).toEqual([accepted === 1 ? 'submitted' : 'unknown']);
      expect(requestsOf(service, 'submit')).toHaveLength(1);
      expect(service.ledger()).toHaveLength(accepted);
      await line.close();
    });
  }

  for (const [name, mishap] of [
    ['late', { line: { kind: 'late-answer', ms: 3_000 } }],
    ['twice', { service: 'answer-twice' }],
  ] as const satisfies [string, Mishap][]) {
    test(`the answer comes ${name}: submitted, once`, async ({ openSignedIn, service }) => {
      const line = await createLine(service.url);
      const { clerk, kiosk } = await openSignedIn({ baseUrl: line.url });
      await fillRegistration(clerk);
      if ('line' in mishap) line.next('step=2', mishap.line);
      else service.faults.next('submit', mishap.service);
      await clerk.consentAndSubmit();
      await expect(clerk.heading('Submitted')).toBeVisible();
      expect(await states(kiosk.page)).toEqual(['submitted']);
      expect(requestsOf(service, 'submit')).toHaveLength(1);
      expect(service.ledger()).toHaveLength(1);
      await line.close();
    });
  }

  test('the line breaks while the answer is awaited and stays down: nothing is sent when it is back', async ({
    openSignedIn,
    service,
  }) => {
    const line = await createLine(service.url);
    const { clerk, kiosk } = await openSignedIn({ baseUrl: line.url });
    await fillRegistration(clerk);
    service.faults.next('submit', 'hang');
    await clerk.consentAndSubmit();
    await expect.poll(() => requestsOf(service, 'submit').length).toBe(1);
    await line.cut();
    await expect(clerk.heading('Outcome unknown')).toBeVisible();
    await line.mend();
    const asked = requestsOf(service, 'verificationStatus').length;
    await ask(clerk);
    await expect
      .poll(() => requestsOf(service, 'verificationStatus').length)
      .toBeGreaterThan(asked);
    await expect(clerk.heading('Outcome unknown')).toBeVisible();
    expect(requestsOf(service, 'submit')).toHaveLength(1);
    expect(await states(kiosk.page)).toEqual(['unknown']);
    await line.close();
  });
});

test.describe('while the status is asked for', () => {
  test('one page of a gateway is told as such, and the line is not called offline', async ({
    openSignedIn,
    service,
  }) => {
    const { clerk, kiosk } = await openSignedIn();
    service.faults.next('verificationStatus', 'html-502');
    await clerk.button('Verification status').click();
    await clerk.field('Mobile number').fill('01300005678');
    await clerk.button('Check status').click();
    await expect(kiosk.page.getByText(/NET-GATEWAY/)).toBeVisible();
    await expect(kiosk.page.getByText('Service reachable').first()).toBeVisible();
    await expect(kiosk.page.getByText(/Offline since/)).toHaveCount(0);
  });

  test('a redirect is told with where it leads', async ({ openSignedIn, service }) => {
    const { clerk, kiosk } = await openSignedIn();
    service.faults.next('verificationLog', {
      kind: 'redirect',
      to: 'https://sso.bank.example/login?next=/agent/',
    });
    await clerk.button('Verification log').click();
    await expect(
      kiosk.page.getByText('SVC-REDIRECT · 302 · https://sso.bank.example/login'),
    ).toBeVisible();
  });
});
