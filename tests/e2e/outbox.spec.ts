/** The outbox: every registration under its tab with its actions; take-over by the branch lead; the day close. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import {
  BACK,
  CLERK_MOBILE,
  expect,
  FRONT,
  PHOTO,
  samples,
  test,
  type Counter,
} from './fixture.ts';
import { names, type Name } from '#tests/support/accessible-names.ts';
import { createLine } from '#tests/support/line.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { loadSampleCards } from '#main/training/samples.ts';
import type { TestService } from '#tests/support/service/service.ts';

type Locale = 'en' | 'bn';
/** The lead PIN that is chosen when it is first needed. */
const LEAD_PIN = '246802';
interface Customer {
  readonly nid: string;
  readonly mobile: string;
  /** The value of the card; another one would be a contradiction when typed without a reading. */
  readonly dob?: string;
}
const customer = (n: number): Customer => ({ nid: `300000000${n}`, mobile: `0130000100${n}` });

/** Makes a registration by the calls that the screens make. @returns its reference. */
const take = async (
  page: Page,
  who: Customer,
  extent: 'draft' | 'submitted' = 'submitted',
): Promise<string> => {
  const [front, back, photo] = await Promise.all(
    [FRONT, BACK, PHOTO].map(async (file) => (await readFile(file)).toString('base64')),
  );
  return page.evaluate(
    async ({ nid, mobile, dob, last, pictures }) => {
      const { kiosk } = window as unknown as { kiosk: KioskBridge };
      const must = <T>(
        result: { ok: true; data: T } | { ok: false; error: { code: string } },
      ): T => {
        if (!result.ok) throw new Error(result.error.code);
        return result.data;
      };
      const { id, reference } = must(await kiosk.registration.start());
      for (const part of ['front', 'back', 'photo'] as const) {
        const bytes = Uint8Array.from(atob(pictures[part] ?? ''), (letter) => letter.charCodeAt(0));
        must(await kiosk.registration.putPicture({ id, part, bytes, origin: 'import' }));
      }
      const values = {
        nid_no: nid,
        dob: dob ?? '12/8/1991',
        applicant_name_ben: 'নমুনা উদাহরণ বেগম',
        applicant_name_eng: 'NAMUNA EXAMPLE',
        father_name: 'উদাহরণ আলী মিয়া',
        mother_name: 'নমুনা খাতুন',
        pres_address: 'নমুনা সড়ক, উদাহরণ জেলা',
        gender: 'Female',
        profession: 'Homemaker',
        nominee: 'Porikkha Mia',
        nominee_relation: 'Son',
        mobile_number: mobile,
      };
      // Read before it is typed, so that the typed values are decisions and no contradictions.
      must(await kiosk.registration.readCard({ id }));
      for (let tries = 0; tries < 1_200; tries++) {
        if (must(await kiosk.registration.current())?.reading.state !== 'sending') break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      must(await kiosk.registration.saveFields({ id, values, sameAddress: true }));
      must(await kiosk.registration.setStep({ id, step: 'review' }));
      if (last === 'draft') {
        must(await kiosk.registration.putAside({ id }));
        return reference;
      }
      const { consent } = must(await kiosk.app.state());
      must(
        await kiosk.registration.submit({
          id,
          consent: { textVersion: consent.version, locale: 'en' },
        }),
      );
      must(await kiosk.registration.close({ id }));
      return reference;
    },
    { ...who, last: extent, pictures: { front, back, photo } },
  );
};

/** Two customers with the values of the sample card: offline, other values would contradict the later reading of the service. */
const onTheCard = async (n: number): Promise<Customer> => {
  const [card] = await loadSampleCards(samples, 'smart');
  return { ...customer(n), nid: card?.nid_no ?? '', dob: card?.dob ?? '' };
};

const rowOf = (page: Page, reference: string) =>
  page.locator('[role="row"][data-state]').filter({ hasText: reference });
const inState = (page: Page, reference: string, ...states: string[]): Promise<void> =>
  expect
    .poll(async () => {
      const answer = await page.evaluate(() =>
        (window as unknown as { kiosk: KioskBridge }).kiosk.registration.list({ filter: 'all' }),
      );
      return answer.ok
        ? answer.data.find((row) => row.reference === reference)?.state
        : answer.error.code;
    })
    .toMatch(new RegExp(`^(${states.join('|')})$`));

const goTo = async ({ clerk }: Counter): Promise<void> => {
  await clerk.pressTo('F6', 'Outbox');
};
const tab = (page: Page, name: Name, locale: Locale) =>
  page.getByRole('tab', { name: new RegExp(`^${names[name][locale]}\\s*[\\d০-৯]*$`) });
/** The enabled actions of the panel. */
const offered = (page: Page): Promise<string[]> =>
  page
    .locator('[data-actions] button:not([aria-disabled="true"]) > :not(svg, kbd)')
    .allTextContents();
const serious = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).analyze()).violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);

/** One registration of each: submitted, refused, unknown, draft, and queued without a connection. */
const fillOutbox = async ({ kiosk }: Counter, service: TestService, cut: () => Promise<void>) => {
  const { page } = kiosk;
  const submitted = await take(page, customer(1));
  await inState(page, submitted, 'submitted');
  service.faults.next('submit', 'status-400');
  const refused = await take(page, customer(2));
  await inState(page, refused, 'refused');
  const draft = await take(page, customer(3), 'draft');
  service.faults.next('submit', 'status-500');
  const unknown = await take(page, customer(4));
  await inState(page, unknown, 'unknown');
  service.faults.always('verificationStatus', 'html-502');
  service.faults.always('verificationLog', 'html-502');
  await cut();
  const queued = await take(page, customer(5));
  await inState(page, queued, 'waiting', 'ready');
  return { submitted, refused, draft, unknown, queued };
};

for (const locale of ['en', 'bn'] as const) {
  test(`every registration is under its tab with its actions (${locale})`, async ({
    openSignedIn,
    service,
  }) => {
    test.slow();
    const line = await createLine(service.url);
    const counter = await openSignedIn({ locale, baseUrl: line.url });
    const { page } = counter.kiosk;
    const all = await fillOutbox(counter, service, line.cut);
    await goTo(counter);
    await expect(tab(page, 'All', locale)).toContainText(locale === 'en' ? '5' : '৫');

    const places: [Name, string, Name[]][] = [
      ['Needs you', all.refused, ['Open', 'Discard']],
      ['Needs you', all.unknown, ['Check now', 'Open']],
      ['Moving', all.queued, ['Retry', 'Open', 'Hold']],
      ['Resting', all.draft, ['Open', 'Discard']],
      ['Done', all.submitted, ['Check now', 'Open']],
    ];
    for (const [where, reference, actions] of places) {
      await tab(page, where, locale).click();
      await rowOf(page, reference).click();
      await expect(page.locator('[data-reference]')).toHaveText(reference);
      expect([...(await offered(page))].sort(), reference).toEqual(
        actions.map((name) => names[name][locale]).sort(),
      );
      for (const [elsewhere] of places) {
        if (elsewhere === where) continue;
        await tab(page, elsewhere, locale).click();
        await expect(page.locator('[role="row"][data-state]').first()).toBeVisible();
        await expect(rowOf(page, reference), `${reference} is not under ${elsewhere}`).toHaveCount(
          0,
        );
      }
    }
    await tab(page, 'All', locale).click();
    await expect(page.locator('[role="row"][data-state]')).toHaveCount(5);
    expect(await serious(page)).toEqual([]);

    // A complete NID number finds its registration, although the list shows no such text.
    await page.keyboard.press('Control+f');
    await page.keyboard.type(customer(2).nid);
    await expect(page.locator('[role="row"][data-state]')).toHaveCount(1);
    await expect(rowOf(page, all.refused)).toBeVisible();
    await line.close().catch(() => undefined);
  });
}

test('a held registration is not sent when the connection is back, and is sent after its release', async ({
  openSignedIn,
  service,
}) => {
  test.slow();
  const line = await createLine(service.url);
  const counter = await openSignedIn({ baseUrl: line.url });
  const { page } = counter.kiosk;
  await line.cut();
  const held = await take(page, await onTheCard(1));
  const other = await take(page, await onTheCard(2));
  await inState(page, held, 'waiting', 'ready');
  await goTo(counter);
  await rowOf(page, held).click();
  await expect(page.locator('[data-reference]')).toHaveText(held);
  await counter.clerk.button('Hold').click();
  await expect(rowOf(page, held)).toHaveAttribute('data-state', 'on-hold');

  await line.mend();
  await counter.clerk.button('Retry all').click();
  await expect(rowOf(page, other)).toHaveAttribute('data-state', /submitted|passed/, {
    timeout: 30_000,
  });
  await expect(rowOf(page, held)).toHaveAttribute('data-state', 'on-hold');
  expect(service.ledger().map((entry) => entry['mobile_number'])).toEqual([customer(2).mobile]);

  await rowOf(page, held).click();
  await counter.clerk.button('Release').click();
  await expect(rowOf(page, held)).toHaveAttribute('data-state', /submitted|passed/, {
    timeout: 30_000,
  });
  expect(service.ledger()).toHaveLength(2);
  await line.close();
});

test('an unknown outcome is checked and a refused form is corrected and sent by keyboard alone', async ({
  openSignedIn,
  service,
}) => {
  test.slow();
  const counter = await openSignedIn();
  const { page } = counter.kiosk;
  service.faults.next('submit', 'status-400');
  const refused = await take(page, customer(2));
  await inState(page, refused, 'refused');
  service.faults.next('submit', 'status-500');
  const unknown = await take(page, customer(4));
  await inState(page, unknown, 'unknown');
  await goTo(counter);

  await expect(page.locator('[data-reference]')).toHaveText(unknown);
  const asked = service
    .requests()
    .filter((request) => request.call === 'verificationStatus').length;
  await page.keyboard.press('c');
  await expect
    .poll(
      () => service.requests().filter((request) => request.call === 'verificationStatus').length,
    )
    .toBeGreaterThan(asked);
  // The form may still arrive at the service: the outcome stays unknown for the quiet period.
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
  await counter.clerk.consentReady();
  await counter.clerk.field('Customer consents').check({ force: true });
  await page.keyboard.press('Control+Enter');
  await expect(counter.clerk.heading('Submitted')).toBeVisible();
  expect(
    service
      .ledger()
      .map((entry) => entry['nid_no'])
      .sort(),
  ).toEqual([customer(2).nid]);
});

test('a draft is discarded with a reason and stays only as a line of the list', async ({
  openSignedIn,
}) => {
  const counter = await openSignedIn();
  const { page } = counter.kiosk;
  const draft = await take(page, customer(3), 'draft');
  await goTo(counter);
  await expect(page.locator('[data-reference]')).toHaveText(draft);
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: names.Discard.en, exact: true }).click();
  await expect(dialog.getByText('Choose a reason.')).toBeVisible();
  await dialog.getByLabel(names.Reason.en, { exact: true }).selectOption('wrong-card');
  expect(await serious(page)).toEqual([]);
  await dialog.getByRole('button', { name: names.Discard.en, exact: true }).click();
  await expect(rowOf(page, draft)).toHaveAttribute('data-state', 'discarded');
  await expect(page.getByRole('complementary')).toContainText('Wrong card or wrong person');
  expect(await offered(page)).toEqual([]);
});

for (const locale of ['en', 'bn'] as const) {
  test(`the day close balances and is printed on one sheet (${locale})`, async ({
    openSignedIn,
    service,
  }) => {
    test.slow();
    const line = await createLine(service.url);
    const counter = await openSignedIn({ locale, baseUrl: line.url });
    const { kiosk, clerk } = counter;
    const all = await fillOutbox(counter, service, line.cut);
    await clerk.button('Day close').click();
    await expect(clerk.heading('Day close')).toBeVisible();
    const number = async (part: string): Promise<number> => {
      const text = (await kiosk.page.locator(`[data-total="${part}"]`).textContent()) ?? '';
      return Number(text.replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - 0x9e6)));
    };
    await expect(kiosk.page.locator('[data-total="taken"]')).toHaveText(
      locale === 'en' ? '4' : '৪',
    );
    const parts = await Promise.all(
      ['submitted', 'waiting', 'unknown', 'needs-review', 'refused', 'on-hold', 'discarded'].map(
        number,
      ),
    );
    expect(parts).toEqual([1, 1, 1, 0, 1, 0, 0]);
    for (const reference of [all.refused, all.unknown, all.queued])
      await expect(kiosk.page.getByRole('region').getByText(reference)).toBeVisible();
    expect(await serious(kiosk.page)).toEqual([]);
    await clerk.button('Print').click();
    await expect.poll(async () => (await kiosk.printed()).length).toBe(1);
    const pdf = (await readFile((await kiosk.printed())[0] ?? '')).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    const box = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf);
    // A4 in points, as near as printers name it.
    expect(Math.abs(Number(box?.[1]) - 595.3)).toBeLessThan(1);
    expect(Math.abs(Number(box?.[2]) - 841.9)).toBeLessThan(1);
    await line.close().catch(() => undefined);
  });
}

test('a registration of another clerk is listed and sent only after that clerk’s sign-in', async ({
  openSignedIn,
  service,
}) => {
  const line = await createLine(service.url);
  const counter = await openSignedIn({ baseUrl: line.url });
  const { page } = counter.kiosk;
  await line.cut();
  const queued = await take(page, customer(1));
  await inState(page, queued, 'waiting');
  await line.mend();
  service.faults.always('submit', 'status-503');
  await counter.clerk.signOut();
  await counter.clerk.signIn('01300000043', () => service.otpFor('01300000043') ?? '');
  expect(CLERK_MOBILE).not.toBe('01300000043');
  await goTo(counter);
  await rowOf(page, queued).click();
  await expect(page.getByRole('complementary')).toContainText(
    'only that clerk’s sign-in asks or sends',
  );
  expect(await offered(page)).not.toContain('Retry');
  await line.close();
});

for (const locale of ['en', 'bn'] as const) {
  test(`the branch lead assigns a registration of an absent clerk to the signed-in clerk (${locale})`, async ({
    openSignedIn,
    service,
  }) => {
    test.slow();
    const line = await createLine(service.url);
    const counter = await openSignedIn({ locale, baseUrl: line.url });
    const { page } = counter.kiosk;
    await line.cut();
    const queued = await take(page, await onTheCard(1));
    await inState(page, queued, 'waiting', 'ready');
    await line.mend();
    await counter.clerk.signOut();
    await counter.clerk.signIn('01300000043', () => service.otpFor('01300000043') ?? '');
    await goTo(counter);
    await rowOf(page, queued).click();
    await expect(page.locator('[data-reference]')).toHaveText(queued);

    await page.keyboard.press('t');
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: names['Take over'][locale], exact: true });
    await expect(dialog.getByLabel(names['Lead PIN'][locale], { exact: true })).toBeFocused();
    await page.keyboard.type(LEAD_PIN);
    await dialog.getByLabel(names['Lead PIN again'][locale], { exact: true }).fill(LEAD_PIN);
    expect(await serious(page)).toEqual([]);
    await confirm.click();
    await expect(rowOf(page, queued)).toHaveAttribute('data-state', /submitted|passed/, {
      timeout: 30_000,
    });
    await expect(page.getByRole('complementary')).toContainText('0130•••0042');
    expect(service.ledger().map((entry) => entry.agentMobile)).toEqual(['01300000043']);
    await line.close();
  });
}
