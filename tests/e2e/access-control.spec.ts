/** Tests that the bridge gives no personal value by call, event or picture before sign-in, while locked and after sign-out. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { calls } from '#shared/ipc/contract.ts';
import { callNames } from '#shared/ipc/names.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { keychainFile } from '#tests/support/kiosk.ts';
import { CLERK_MOBILE, CUSTOMER, expect, fillRegistration, test } from './fixture.ts';

const unlockedCalls = callNames.filter((name) => calls[name].needs === 'unlocked');

/** Makes every call that needs an unlocked counter with a valid input. @returns the error codes and the text of all answers. */
const callEverything = (page: Page, id: string) =>
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
      const byId =
        /^(registration\.(open|putAside|readCard|close|retry|checkNow|duplicates)|outbox\.(details|hold|release)|slip\.print)$/;
      const codes: Record<string, string> = {};
      let answers = '';
      for (const name of names) {
        const [domain = '', verb = ''] = name.split('.');
        const answer = await kiosk[domain]?.[verb]?.(
          inputs[name] ?? (byId.test(name) ? { id: registration } : undefined),
        );
        codes[name] = answer?.ok ? 'ok' : (answer?.error?.code ?? 'no such call');
        answers += JSON.stringify(answer);
      }
      answers += JSON.stringify(await kiosk['app']?.['state']?.());
      return { codes, answers };
    },
    { names: [...unlockedCalls], id, mobile: CUSTOMER.mobile },
  );

/** Collects every event that the page receives from now on. */
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
const recordedEvents = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { recordedEvents: string[] }).recordedEvents);

const currentRegistration = (page: Page) =>
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

const canLoad = (page: Page, urls: readonly string[]): Promise<boolean[]> =>
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
  const { id, urls, values } = await currentRegistration(page);
  expect(urls.length).toBeGreaterThanOrEqual(3);
  expect(values.length).toBeGreaterThan(5);
  expect(await canLoad(page, urls)).toEqual(urls.map(() => true));
  const expectNoValue = (text: string): void => {
    for (const value of [...values, CUSTOMER.mobile, CUSTOMER.nominee])
      expect(text).not.toContain(value);
  };

  await first.clerk.lock();
  await recordEvents(page);
  const locked = await callEverything(page, id);
  expect(distinctCodes(locked.codes)).toEqual(['LOCKED']);
  expectNoValue(locked.answers);
  expect(await canLoad(page, urls)).toEqual(urls.map(() => false));

  // After unlocking, the old addresses stay invalid and the screen shows its pictures under new ones.
  await first.clerk.unlock();
  expect(await canLoad(page, urls)).toEqual(urls.map(() => false));
  const unlocked = await currentRegistration(page);
  expect(unlocked.urls.some((url) => urls.includes(url))).toBe(false);
  expect(await canLoad(page, unlocked.urls)).toEqual(unlocked.urls.map(() => true));
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
  const signedOut = await callEverything(page, id);
  expect(distinctCodes(signedOut.codes)).toEqual(['LOCKED']);
  expectNoValue(signedOut.answers);
  expectNoValue((await recordedEvents(page)).join());
  await first.kiosk.close();

  const second = await open();
  await second.clerk.heading('Sign in').waitFor();
  await recordEvents(second.kiosk.page);
  const before = await callEverything(second.kiosk.page, id);
  expect(distinctCodes(before.codes)).toEqual(['SESSION-NEEDED']);
  expectNoValue(before.answers);
  expect(await canLoad(second.kiosk.page, [...urls, ...unlocked.urls])).toEqual(
    [...urls, ...unlocked.urls].map(() => false),
  );
  expectNoValue((await recordedEvents(second.kiosk.page)).join());

  // After the sign-in the registration still has all values.
  await second.clerk.requestOtp(CLERK_MOBILE);
  await second.clerk.verify(service.otpFor(CLERK_MOBILE) ?? '');
  await second.clerk.heading('Registration').waitFor();
  expect((await currentRegistration(second.kiosk.page)).values).toEqual(values);
});

test('every call that needs an unlocked counter is refused after sign-out', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await clerk.startRegistration();
  const { id } = await currentRegistration(kiosk.page);
  await kiosk.page.keyboard.press('Control+d');
  await clerk.heading('Counter').waitFor();
  await clerk.signOut();
  const { codes } = await callEverything(kiosk.page, id);
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
    distinctCodes((await callEverything(kiosk.page, '00000000-0000-4000-8000-000000000000')).codes),
  ).toEqual(['LOCKED']);
  await clerk.requestOtp(CLERK_MOBILE);
  await clerk.field('OTP').fill(service.otpFor(CLERK_MOBILE) ?? '');
  await clerk.button('Verify').click();
  await clerk.choosePin();
  await expect(clerk.heading('Counter')).toBeVisible();
});
