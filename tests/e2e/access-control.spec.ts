/** Access control of the bridge before sign-in, while locked and after sign-out: no personal value by call, event or picture. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { calls } from '#shared/ipc/contract.ts';
import { callNames } from '#shared/ipc/names.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { keychainFile } from '#tests/support/kiosk.ts';
import { CLERK_MOBILE, CUSTOMER, expect, fillRegistration, test } from './fixture.ts';

const closed = callNames.filter((name) => calls[name].needs === 'unlocked');

/** Makes every call that needs an unlocked counter, with a valid input. @returns the codes and everything that was answered. */
const sweep = (page: Page, id: string) =>
  page.evaluate(
    async ({ names, id: registration, mobile }) => {
      const { kiosk } = window as unknown as {
        kiosk: Record<
          string,
          Record<string, (input?: unknown) => Promise<{ ok: boolean; error?: { code: string } }>>
        >;
      };
      const inputs: Record<string, unknown> = {
        'registration.list': { filter: 'all' },
        'outbox.page': { filter: 'all', state: null, search: '', offset: 0, limit: 50 },
        'day.summary': { day: null },
        'verification.status': { mobile },
        'verification.log': { filter: 'all', page: 1 },
        'registration.discard': { id: registration, reason: 'nobody asked for it' },
      };
      const byId =
        /^(registration\.(open|putAside|readCard|close|retry|checkNow|duplicates)|outbox\.(details|hold|release)|slip\.print)$/;
      const found: Record<string, string> = {};
      let answers = '';
      for (const name of names) {
        const [domain = '', verb = ''] = name.split('.');
        const answer = await kiosk[domain]?.[verb]?.(
          inputs[name] ?? (byId.test(name) ? { id: registration } : undefined),
        );
        found[name] = answer?.ok ? 'ok' : (answer?.error?.code ?? 'no such call');
        answers += JSON.stringify(answer);
      }
      answers += JSON.stringify(await kiosk['app']?.['state']?.());
      return { codes: found, answers };
    },
    { names: [...closed], id, mobile: CUSTOMER.mobile },
  );

/** Collects every event that the page is sent from now on. */
const listen = (page: Page) =>
  page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const { events } = (window as unknown as { kiosk: KioskBridge }).kiosk;
    for (const name of [
      'session',
      'lock',
      'service',
      'registration',
      'counts',
      'scan-progress',
      'training',
      'disk',
      'store-notice',
      'audit-notice',
    ] as const) {
      events.on(name, (payload) => void heard.push(`${name} ${JSON.stringify(payload)}`));
    }
  });
const heard = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { heard: string[] }).heard);

const current = (page: Page) =>
  page.evaluate(async () => {
    const answer = await (window as unknown as { kiosk: KioskBridge }).kiosk.registration.current();
    if (!answer.ok || !answer.data) throw new Error('nothing is open');
    const { id, pictures, fields } = answer.data;
    return {
      id,
      urls: [
        pictures.front?.url,
        pictures.back?.url,
        pictures.photo?.url,
        pictures.front?.crop?.url,
      ].filter((url) => url !== undefined),
      // Values chosen from a list are left out, because the page has the list itself.
      values: Object.entries(fields)
        .filter(([name]) => !/^(gender|profession|nominee_relation)$/.test(name))
        .map(([, { value }]) => value)
        .filter((value) => value.length > 5),
    };
  });

const loads = (page: Page, urls: readonly string[]): Promise<boolean[]> =>
  page.evaluate(
    (addresses) =>
      Promise.all(
        addresses.map(
          (address) =>
            new Promise<boolean>((resolve) => {
              const image = new Image();
              image.onload = () => resolve(true);
              image.onerror = () => resolve(false);
              image.src = `${address}?again=${String(Math.random())}`;
            }),
        ),
      ),
    [...urls],
  );

const all = (codes: Record<string, string>): string[] => [...new Set(Object.values(codes))];

test('the page receives no value of a customer before sign-in, while locked, after sign-out and after a restart', async ({
  openSignedIn,
  open,
  service,
}) => {
  const first = await openSignedIn();
  await fillRegistration(first.clerk);
  const { page } = first.kiosk;
  const { id, urls, values } = await current(page);
  expect(urls.length).toBeGreaterThanOrEqual(3);
  expect(values.length).toBeGreaterThan(5);
  expect(await loads(page, urls)).toEqual(urls.map(() => true));
  const holdsNothing = (text: string): void => {
    for (const value of [...values, CUSTOMER.mobile, CUSTOMER.nominee])
      expect(text).not.toContain(value);
  };

  await first.clerk.lock();
  await listen(page);
  const locked = await sweep(page, id);
  expect(all(locked.codes)).toEqual(['LOCKED']);
  holdsNothing(locked.answers);
  expect(await loads(page, urls)).toEqual(urls.map(() => false));

  // Unlocked again: the old addresses stay invalid, and the screen shows its pictures under new ones.
  await first.clerk.unlock();
  expect(await loads(page, urls)).toEqual(urls.map(() => false));
  const again = await current(page);
  expect(again.urls.some((url) => urls.includes(url))).toBe(false);
  expect(await loads(page, again.urls)).toEqual(again.urls.map(() => true));
  await expect
    .poll(() =>
      page.evaluate(() =>
        [...document.images]
          .filter((image) => image.checkVisibility())
          .every((image) => image.complete && image.naturalWidth > 0),
      ),
    )
    .toBe(true);

  await first.clerk.lock();
  await page.evaluate(() => void ((window as unknown as { heard: string[] }).heard.length = 0));
  await page.evaluate(() => (window as unknown as { kiosk: KioskBridge }).kiosk.session.signOut());
  const signedOut = await sweep(page, id);
  expect(all(signedOut.codes)).toEqual(['LOCKED']);
  holdsNothing(signedOut.answers);
  holdsNothing((await heard(page)).join());
  await first.kiosk.close();

  const second = await open();
  await second.clerk.heading('Sign in').waitFor();
  await listen(second.kiosk.page);
  const before = await sweep(second.kiosk.page, id);
  expect(all(before.codes)).toEqual(['SESSION-NEEDED']);
  holdsNothing(before.answers);
  expect(await loads(second.kiosk.page, [...urls, ...again.urls])).toEqual(
    [...urls, ...again.urls].map(() => false),
  );
  holdsNothing((await heard(second.kiosk.page)).join());

  // The registration is complete.
  await second.clerk.requestOtp(CLERK_MOBILE);
  await second.clerk.verify(service.otpFor(CLERK_MOBILE) ?? '');
  await second.clerk.heading('Registration').waitFor();
  expect((await current(second.kiosk.page)).values).toEqual(values);
});

test('every call that needs an unlocked counter is refused after sign-out', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await clerk.startRegistration();
  const { id } = await current(kiosk.page);
  await kiosk.page.keyboard.press('Control+d');
  await clerk.heading('Counter').waitFor();
  await clerk.signOut();
  const { codes } = await sweep(kiosk.page, id);
  expect(all(codes)).toEqual(['SESSION-NEEDED']);
});

test('the next start asks for an OTP when the PIN item is missing from the keychain', async ({
  openSignedIn,
  open,
  service,
  dataDir,
}) => {
  const first = await openSignedIn();
  await first.kiosk.close();
  const file = keychainFile(dataDir);
  const items = Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, string>);
  const kept = items.filter(([, secret]) => !Buffer.from(secret, 'base64').includes('"tries"'));
  expect(kept).toHaveLength(items.length - 1);
  await writeFile(file, JSON.stringify(Object.fromEntries(kept)));

  const { clerk, kiosk } = await open();
  await clerk.heading('Locked').waitFor();
  await expect(clerk.field('PIN')).toHaveCount(0);
  expect(all((await sweep(kiosk.page, '00000000-0000-4000-8000-000000000000')).codes)).toEqual([
    'LOCKED',
  ]);
  await clerk.requestOtp(CLERK_MOBILE);
  await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verify').click();
  await clerk.choosePin();
  await expect(clerk.heading('Counter')).toBeVisible();
});
