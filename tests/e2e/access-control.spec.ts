/** Tests that the bridge gives no personal value by call, event or picture before sign-in, while locked and after sign-out. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { calls } from '#shared/ipc/contract.ts';
import { callNames } from '#shared/ipc/names.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { keychainFile } from '#tests/support/kiosk.ts';
import { CLERK_MOBILE, CUSTOMER, expect, fillRegistration, test } from './fixture.ts';

const unlockedCalls = callNames.filter((name) => calls[name].needs === 'unlocked');

/** Makes every call that needs an unlocked counter, with a valid input. @returns the error codes by call, and all results as text. */
const makeUnlockedCalls = (page: Page, id: string) =>
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
        'registration.discard': { id: registration, reason: 'not requested' },
      };
      const callsWithId =
        /^(registration\.(open|putAside|readCard|close|retry|checkNow|duplicates)|outbox\.(details|hold|release)|slip\.print)$/;
      const codes: Record<string, string> = {};
      let results = '';
      for (const name of names) {
        const [domain = '', verb = ''] = name.split('.');
        const result = await kiosk[domain]?.[verb]?.(
          inputs[name] ?? (callsWithId.test(name) ? { id: registration } : undefined),
        );
        codes[name] = result?.ok ? 'ok' : (result?.error?.code ?? 'no such call');
        results += JSON.stringify(result);
      }
      results += JSON.stringify(await kiosk['app']?.['state']?.());
      return { codes, results };
    },
    { names: [...unlockedCalls], id, mobile: CUSTOMER.mobile },
  );

/** Records every event that the page receives from now on. */
const recordEvents = (page: Page) =>
  page.evaluate(() => {
    const recordedEvents: string[] = [];
    Object.assign(window, { recordedEvents });
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
      events.on(name, (payload) => void recordedEvents.push(`${name} ${JSON.stringify(payload)}`));
    }
  });
const readRecordedEvents = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { recordedEvents: string[] }).recordedEvents);

const readCurrentRegistration = (page: Page) =>
  page.evaluate(async () => {
    const result = await (window as unknown as { kiosk: KioskBridge }).kiosk.registration.current();
    if (!result.ok || !result.data) throw new Error('nothing is open');
    const { id, pictures, fields } = result.data;
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

/** @returns for each picture whether the page can load it. */
const canLoadEach = (page: Page, urls: readonly string[]): Promise<boolean[]> =>
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

const distinctCodes = (codes: Record<string, string>): string[] => [
  ...new Set(Object.values(codes)),
];

test('the page receives no value of a customer before sign-in, while locked, after sign-out and after a restart', async ({
  openSignedIn,
  open,
  service,
}) => {
  const first = await openSignedIn();
  await fillRegistration(first.clerk);
  const { page } = first.kiosk;
  const { id, urls, values } = await readCurrentRegistration(page);
  expect(urls.length).toBeGreaterThanOrEqual(3);
  expect(values.length).toBeGreaterThan(5);
  expect(await canLoadEach(page, urls)).toEqual(urls.map(() => true));
  const expectNoValue = (text: string): void => {
    for (const value of [...values, CUSTOMER.mobile, CUSTOMER.nominee])
      expect(text).not.toContain(value);
  };

  await first.clerk.lock();
  await recordEvents(page);
  const locked = await makeUnlockedCalls(page, id);
  expect(distinctCodes(locked.codes)).toEqual(['LOCKED']);
  expectNoValue(locked.results);
  expect(await canLoadEach(page, urls)).toEqual(urls.map(() => false));

  // After unlocking, the old addresses stay invalid and the screen shows its pictures under new ones.
  await first.clerk.unlock();
  expect(await canLoadEach(page, urls)).toEqual(urls.map(() => false));
  const unlocked = await readCurrentRegistration(page);
  expect(unlocked.urls.some((url) => urls.includes(url))).toBe(false);
  expect(await canLoadEach(page, unlocked.urls)).toEqual(unlocked.urls.map(() => true));
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
  await page.evaluate(
    () => void ((window as unknown as { recordedEvents: string[] }).recordedEvents.length = 0),
  );
  await page.evaluate(() => (window as unknown as { kiosk: KioskBridge }).kiosk.session.signOut());
  const signedOut = await makeUnlockedCalls(page, id);
  expect(distinctCodes(signedOut.codes)).toEqual(['LOCKED']);
  expectNoValue(signedOut.results);
  expectNoValue((await readRecordedEvents(page)).join());
  await first.kiosk.close();

  const second = await open();
  await second.clerk.heading('Sign in').waitFor();
  await recordEvents(second.kiosk.page);
  const beforeSignIn = await makeUnlockedCalls(second.kiosk.page, id);
  expect(distinctCodes(beforeSignIn.codes)).toEqual(['SESSION-NEEDED']);
  expectNoValue(beforeSignIn.results);
  expect(await canLoadEach(second.kiosk.page, [...urls, ...unlocked.urls])).toEqual(
    [...urls, ...unlocked.urls].map(() => false),
  );
  expectNoValue((await readRecordedEvents(second.kiosk.page)).join());

  // After the sign-in the registration still has all values.
  await second.clerk.requestOtp(CLERK_MOBILE);
  await second.clerk.verify(service.otpFor(CLERK_MOBILE) ?? '');
  await second.clerk.heading('Registration').waitFor();
  expect((await readCurrentRegistration(second.kiosk.page)).values).toEqual(values);
});

test('every call that needs an unlocked counter is refused after sign-out', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await clerk.startRegistration();
  const { id } = await readCurrentRegistration(kiosk.page);
  await kiosk.page.keyboard.press('Control+d');
  await clerk.heading('Counter').waitFor();
  await clerk.signOut();
  const { codes } = await makeUnlockedCalls(kiosk.page, id);
  expect(distinctCodes(codes)).toEqual(['SESSION-NEEDED']);
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
  const remaining = items.filter(
    ([, secret]) => !Buffer.from(secret, 'base64').includes('"tries"'),
  );
  expect(remaining).toHaveLength(items.length - 1);
  await writeFile(file, JSON.stringify(Object.fromEntries(remaining)));

  const { clerk, kiosk } = await open();
  await clerk.heading('Locked').waitFor();
  await expect(clerk.field('PIN')).toHaveCount(0);
  expect(
    distinctCodes(
      (await makeUnlockedCalls(kiosk.page, '00000000-0000-4000-8000-000000000000')).codes,
    ),
  ).toEqual(['LOCKED']);
  await clerk.requestOtp(CLERK_MOBILE);
  await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verify').click();
  await clerk.choosePin();
  await expect(clerk.heading('Counter')).toBeVisible();
});
