/**
 * Tests the recovery from a crash or hang of the page, a helper or the main process: the saved registration is restored without an
 * action of the clerk. `resume.spec.ts` tests a killed main process; `kiosk-guard.spec.ts` displays, sleep and the end of a session;
 * `failures.spec.ts` and `policy.spec.ts` failed starts.
 */
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clerk } from '#tests/support/clerk.ts';
import { createClerk } from '#tests/support/clerk.ts';
import type { Kiosk } from '#tests/support/kiosk.ts';
import { startFaultProxy } from '#tests/support/fault-proxy.ts';
import { BACK, CUSTOMER, expect, fillRegistration, FRONT, requestsOf, test } from './fixture.ts';

const readLog = (dataDir: string): Promise<string> =>
  readFile(path.join(dataDir, 'log', 'kiosk.log'), 'utf8');

const openDetails = async (clerk: Clerk): Promise<void> => {
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await clerk.completeDetails(CUSTOMER);
};
const expectSaved = (kiosk: Kiosk) =>
  expect(kiosk.page.locator('[data-save="saved"]')).toBeVisible();

/** Expects the details in the replaced page. Polls, because there is no page while it is replaced. */
const expectDetailsRestored = async (kiosk: Kiosk): Promise<void> => {
  await expect
    .poll(async () => {
      try {
        return await createClerk(kiosk.page).field('Nominee').inputValue({ timeout: 1_000 });
      } catch {
        return null;
      }
    })
    .toBe(CUSTOMER.nominee);
};

for (const [failure, event, causeFailure] of [
  [
    'killed',
    'page.process-gone',
    (kiosk: Kiosk) =>
      kiosk.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
      ),
  ],
  [
    'hung',
    'page.unresponsive',
    async (kiosk: Kiosk) => {
      void kiosk.page
        .evaluate(() => {
          for (;;);
        })
        .catch(() => undefined);
      // Electron emits this event when input is not handled for half a minute. The stand-in does not, so the test emits it.
      await kiosk.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.emit('unresponsive'),
      );
    },
  ],
  [
    'out of memory',
    '"reason":"oom"',
    (kiosk: Kiosk) =>
      kiosk.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.emit(
          'render-process-gone',
          {},
          { reason: 'oom', exitCode: 133 },
        ),
      ),
  ],
] as const) {
  test(`a page that is ${failure} is loaded again with every field`, async ({
    openSignedIn,
    dataDir,
  }) => {
    const { kiosk, clerk } = await openSignedIn();
    await openDetails(clerk);
    await expectSaved(kiosk);
    await causeFailure(kiosk);
    await expectDetailsRestored(kiosk);
    expect(await readLog(dataDir)).toContain(event);
  });
}

/** Kills a helper process. @returns false if it is not running. */
const killHelper = (kiosk: Kiosk, name: string): Promise<boolean> =>
  kiosk.evaluate(({ app }, processName) => {
    const helper = app
      .getAppMetrics()
      .find((metric) => metric.type === 'Utility' && metric.name === processName);
    return helper !== undefined && process.kill(helper.pid, 'SIGKILL');
  }, `ekyc-${name}`);

test('each killed helper process is started again by the next request, and no value is lost', async ({
  openSignedIn,
  dataDir,
}) => {
  const { kiosk, clerk } = await openSignedIn();
  const countHelperExits = async (): Promise<number> =>
    (await readLog(dataDir)).split('"event":"helper.exited"').length - 1;

  await clerk.startRegistration();
  await clerk.dropPicture('Import front', FRONT);
  await clerk.button('Retake front').waitFor();
  expect(await killHelper(kiosk, 'imaging')).toBe(true);
  await expect.poll(countHelperExits).toBe(1);
  await clerk.dropPicture('Import back', BACK);
  await clerk.button('Retake back').waitFor();
  // Waits until the card-reading process has decoded the code of the card.
  await kiosk.page
    .locator('main[data-code]:not([data-code="reading"], [data-code="none"])')
    .waitFor();
  expect(await killHelper(kiosk, 'card-reading')).toBe(true);
  await expect.poll(countHelperExits).toBe(2);
  await clerk.dropPicture('Import back', BACK);
  await kiosk.page.locator('main[data-code="reading"]').waitFor();
  await kiosk.page
    .locator('main[data-code]:not([data-code="reading"], [data-code="none"])')
    .waitFor();

  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  expect(await killHelper(kiosk, 'store')).toBe(true);
  await expect.poll(countHelperExits).toBe(3);
  await clerk.completeDetails(CUSTOMER);
  await expectSaved(kiosk);
  // The page is crashed, so that the values can come only from the disk.
  await kiosk.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await expectDetailsRestored(kiosk);
  await expect(kiosk.page.getByRole('alert')).toHaveCount(0);
});

test('a main process that hangs is killed, the next start logs it, and the form is kept', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  const { kiosk, clerk } = await openSignedIn({ env: { KIOSK_LOCKDOWN: '1' } });
  await openDetails(clerk);
  await expectSaved(kiosk);
  const hangingCall = kiosk
    .evaluate(() => {
      for (;;);
    })
    .catch(() => 'ended');
  expect(await hangingCall).toBe('ended');
  await kiosk.close();

  const restarted = await open();
  await restarted.clerk.unlock();
  await expectDetailsRestored(restarted.kiosk);
  expect(await readLog(dataDir)).toContain('"event":"app.hung"');
  await restarted.kiosk.close();

  // The restarts allowed within ten minutes are used up, so the next hang is shown as an error.
  await writeFile(path.join(dataDir, 'hung'), '');
  await writeFile(
    path.join(dataDir, 'restarts.json'),
    JSON.stringify(Array.from({ length: 3 }, () => Date.now())),
  );
  const last = await open();
  await expect(last.kiosk.page.getByText('APP-ERROR')).toBeVisible();
});

test('an unreadable store is set aside with a notice, and the counter continues with the next number', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  const first = await openSignedIn();
  await first.clerk.startRegistration();
  await expect(first.kiosk.page.getByText('0142-3-0001').first()).toBeVisible();
  await first.kiosk.close();
  const storeFile = path.join(dataDir, 'store.sqlite');
  const bytes = await readFile(storeFile);
  // Overwrites the first page, which has the header.
  await writeFile(storeFile, bytes.fill(0x5a, 0, 4_096));
  const { kiosk, clerk } = await open();
  await clerk.unlock();
  await clerk.heading('Counter').waitFor();
  await expect(kiosk.page.getByText('STORE-DAMAGED').first()).toBeVisible();
  expect(
    (await readdir(dataDir)).filter((name) => name.startsWith('store.set-aside-')),
  ).not.toEqual([]);
  await clerk.startRegistration();
  await expect(kiosk.page.getByText('0142-3-0002').first()).toBeVisible();
});

test('a restored old copy of the data folder is reported, and a form sent since the copy needs review and is not sent again', async ({
  openSignedIn,
  open,
  service,
  dataDir,
}) => {
  const dataCopy = `${dataDir}-copy`;
  const proxy = await startFaultProxy(service.url);
  const first = await openSignedIn({ baseUrl: proxy.url });
  await fillRegistration(first.clerk);
  await proxy.cut();
  await first.clerk.consentAndSubmit();
  await first.clerk.heading('Queued').waitFor();
  await first.kiosk.close();
  await cp(dataDir, dataCopy, { recursive: true });
  try {
    await proxy.restore();
    const second = await open({ baseUrl: proxy.url });
    await second.clerk.unlock();
    await expect.poll(() => service.ledger().length).toBe(1);
    await second.kiosk.close();
    await rm(dataDir, { recursive: true });
    await cp(dataCopy, dataDir, { recursive: true });

    const { kiosk, clerk } = await open({ baseUrl: proxy.url });
    await clerk.unlock();
    await clerk.heading('Not confirmed').waitFor();
    await clerk.button('Home').click();
    await expect(kiosk.page.getByText('STORE-ROLLED-BACK').first()).toBeVisible();
    await expect(kiosk.page.getByText('AUDIT-BROKEN').first()).toBeVisible();
    await clerk.pressUntilShown('F6', 'Outbox');
    await kiosk.page.locator('[role="row"][data-state="needs-review"]').waitFor();
    expect(requestsOf(service, 'submit')).toHaveLength(1);
  } finally {
    await proxy.close();
    await rm(dataCopy, { recursive: true, force: true });
  }
});
