/** Tests the guard of an installed kiosk: ending it needs the lead PIN, and it handles idle time, sleep, displays and the end of the session. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { Kiosk, KioskOptions } from '#tests/support/kiosk.ts';
import type { Clerk } from '#tests/support/clerk.ts';
import { BACK, expect, FRONT, test } from './fixture.ts';

const LEAD_PIN = '246802';
const WRONG_PIN = '864208';
/** Enables the lockdown of an installed app; a development run can be ended as any other program. */
const lockdownOptions: KioskOptions = { env: { KIOSK_LOCKDOWN: '1' } };

const readLog = (dataDir: string): Promise<string> =>
  readFile(path.join(dataDir, 'log', 'kiosk.log'), 'utf8');
const readAuditLines = async (dataDir: string): Promise<string[]> => {
  const folder = path.join(dataDir, 'audit');
  const texts = (await readdir(folder)).map((name) => readFile(path.join(folder, name), 'utf8'));
  return (await Promise.all(texts)).join('').split('\n');
};

/** Tries to end the app as a person at the screen can: closes the windows as Alt+F4 does, and requests to quit. */
const tryToEnd = (kiosk: Kiosk): Promise<void> =>
  kiosk.evaluate(({ app, BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close();
    app.quit();
  });
/** Whether the app still runs after 50 ms, since a request to quit is handled asynchronously. */
const isStillRunning = async (kiosk: Kiosk): Promise<boolean> => {
  await kiosk.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  return kiosk.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().every((window) => !window.isDestroyed()),
  );
};
const openDetails = async (clerk: Clerk): Promise<void> => {
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
};
const hasEnded = (kiosk: Kiosk): Promise<boolean> =>
  kiosk
    .evaluate(() => true)
    .then(
      () => false,
      () => true,
    );

test('the kiosk ends only with the lead PIN, also while it is locked, and every attempt is audited', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  const { kiosk, clerk } = await openSignedIn(lockdownOptions);
  await tryToEnd(kiosk);
  expect(await isStillRunning(kiosk)).toBe(true);
  expect(await readLog(dataDir)).toContain('"event":"app.exit-refused"');

  const dialog = kiosk.page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Leave the kiosk', exact: true });
  await clerk.button('Leave the kiosk').click();
  await clerk.field('Lead PIN').fill(LEAD_PIN);
  await clerk.field('Lead PIN again').fill(LEAD_PIN);
  // Esc cancels: no PIN is chosen and the app does not end.
  await kiosk.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await clerk.button('Leave the kiosk').click();
  await clerk.field('Lead PIN').fill(LEAD_PIN);
  await clerk.field('Lead PIN again').fill(LEAD_PIN);
  await confirm.click();
  await expect.poll(() => hasEnded(kiosk)).toBe(true);
  await kiosk.close();

  const restarted = await open(lockdownOptions);
  await restarted.clerk.heading('Locked').waitFor();
  // The branch lead can also end the kiosk of a locked counter.
  await restarted.clerk.button('Leave the kiosk').click();
  await restarted.clerk.field('Lead PIN').fill(WRONG_PIN);
  await restarted.kiosk.page
    .getByRole('dialog', { name: 'Leave the kiosk?' })
    .getByRole('button', { name: 'Leave the kiosk', exact: true })
    .click();
  await expect(restarted.kiosk.page.getByText('Wrong lead PIN. After 4 more')).toBeVisible();
  await tryToEnd(restarted.kiosk);
  expect(await isStillRunning(restarted.kiosk)).toBe(true);
  await restarted.clerk.field('Lead PIN').fill(LEAD_PIN);
  await restarted.kiosk.page.keyboard.press('Enter');
  await expect.poll(() => hasEnded(restarted.kiosk)).toBe(true);
  await restarted.kiosk.close();

  const exitEntries = (await readAuditLines(dataDir)).filter((line) =>
    line.includes('"kiosk.left"'),
  );
  expect(exitEntries.map((line) => line.includes('LEAD-PIN-WRONG'))).toEqual([false, true, false]);
});

for (const usesShellLauncher of [false, true])
  test(`a restart for changed settings ends the counter and ${usesShellLauncher ? 'leaves the new start to Shell Launcher' : 'starts it again'}`, async ({
    openSignedIn,
    dataDir,
  }) => {
    const policyFile = path.join(dataDir, 'policy.json');
    await writeFile(policyFile, JSON.stringify({ settings: { shellLauncher: usesShellLauncher } }));
    const { kiosk } = await openSignedIn({
      env: { ...lockdownOptions.env, KIOSK_POLICY_FILE: policyFile },
    });
    await kiosk.page.evaluate(
      () => void (window as unknown as { kiosk: KioskBridge }).kiosk.settings.restart(),
    );
    await expect.poll(() => hasEnded(kiosk)).toBe(true);
    expect(kiosk.logs().includes('stand-in: relaunch')).toBe(!usesShellLauncher);
    expect(await readLog(dataDir)).not.toContain('app.exit-refused');
    await kiosk.close();
  });

test('the counter locks when the machine goes to sleep, and the last keystroke is saved', async ({
  openSignedIn,
  open,
}) => {
  const { kiosk, clerk } = await openSignedIn(lockdownOptions);
  await openDetails(clerk);
  await clerk.field('Nominee').fill('typed at the very end');
  await kiosk.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'));
  await clerk.heading('Locked').waitFor();
  await expect(
    kiosk.page.getByText('The computer was asleep, or its screen was locked.'),
  ).toBeVisible();
  await kiosk.kill();
  const restarted = await open(lockdownOptions);
  await restarted.clerk.unlock();
  await expect(restarted.clerk.field('Nominee')).toHaveValue('typed at the very end');
  await restarted.kiosk.kill();
});

test('a development run has no button "Leave the kiosk" and ends on request', async ({
  openSignedIn,
}) => {
  const { kiosk, clerk } = await openSignedIn();
  await expect(clerk.button('Leave the kiosk')).toHaveCount(0);
  await kiosk.evaluate(({ app }) => app.quit());
  await expect.poll(() => hasEnded(kiosk)).toBe(true);
});

test('the end of the operating system’s session saves, locks and ends the app without a PIN', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  const { kiosk, clerk } = await openSignedIn(lockdownOptions);
  await openDetails(clerk);
  await clerk.field('Nominee').fill('typed before the shutdown');
  await kiosk.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.emit('query-session-end', { preventDefault: () => undefined });
    window?.emit('session-end', {});
  });
  await expect.poll(() => hasEnded(kiosk)).toBe(true);
  expect(await readLog(dataDir)).toContain('"event":"machine.session-ending"');
  expect((await readAuditLines(dataDir)).join()).toMatch(/"counter.locked".*"reason":"system"/);
  await kiosk.close();
  const restarted = await open(lockdownOptions);
  await restarted.clerk.unlock();
  await expect(restarted.clerk.field('Nominee')).toHaveValue('typed before the shutdown');
  await restarted.kiosk.kill();
});

test('an idle counter warns before it locks; any key keeps it open and does nothing else', async ({
  openSignedIn,
}) => {
  const { kiosk, clerk } = await openSignedIn({ env: { KIOSK_IDLE_LOCK_SECONDS: '30' } });
  const warning = kiosk.page.getByRole('dialog', { name: /^Locking in \d+ seconds?$/ });
  await expect(warning).toBeVisible();
  await expect(clerk.heading('Locked')).toBeHidden();
  // F2 begins a registration, unless the warning is open.
  await kiosk.page.keyboard.press('F2');
  await expect(warning).toBeHidden();
  await expect(clerk.heading('Counter')).toBeVisible();
  await expect(clerk.button('New registration')).toBeFocused();

  await kiosk.evaluate(({ clipboard }) => clipboard.writeText('01300001234'));
  await expect(warning).toBeVisible();
  await expect(clerk.heading('Locked')).toBeVisible();
  await expect(warning).toBeHidden();
  expect(await kiosk.evaluate(({ clipboard }) => clipboard.readText())).toBe('');
});

test('other displays are black, and the kiosk moves to the new primary display when its own is removed', async ({
  openSignedIn,
}) => {
  const { kiosk, clerk } = await openSignedIn(lockdownOptions);
  const emitDisplayChange = (event: string, displayLefts: readonly number[]): Promise<void> =>
    kiosk.evaluate(
      ({ screen }, { name, lefts }) => {
        const display = screen.getPrimaryDisplay();
        const displays = lefts.map((x, id) => ({
          ...display,
          id: id + x,
          bounds: { x, y: 0, width: 1366, height: 768 },
        }));
        screen.getAllDisplays = () => displays;
        screen.getPrimaryDisplay = () => displays[0] as never;
        screen.emit(name, {}, displays.at(-1));
      },
      { name: event, lefts: displayLefts },
    );
  const readWindows = (): Promise<{ x: number; isKiosk: boolean; url: string }[]> =>
    kiosk.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => ({
        x: window.getBounds().x,
        isKiosk: window.isKiosk() && window.isVisible(),
        url: window.webContents.getURL(),
      })),
    );
  const pageUrl = 'app://kiosk/index.html';
  expect(await readWindows()).toEqual([{ x: 0, isKiosk: true, url: pageUrl }]);
  await emitDisplayChange('display-added', [0, 1366]);
  expect(await readWindows()).toEqual([
    { x: 0, isKiosk: true, url: pageUrl },
    { x: 1366, isKiosk: true, url: '' },
  ]);
  // The black window cannot be closed either.
  await tryToEnd(kiosk);
  expect(await isStillRunning(kiosk)).toBe(true);
  expect(await readWindows()).toHaveLength(2);
  await emitDisplayChange('display-removed', [1366]);
  expect(await readWindows()).toEqual([{ x: 1366, isKiosk: true, url: pageUrl }]);
  await expect(clerk.heading('Counter')).toBeVisible();
  await kiosk.kill();
});

test('a file that is dropped outside a drop zone is refused, and the page stays', async ({
  openSignedIn,
}) => {
  const { kiosk, clerk } = await openSignedIn();
  // Checks defaultPrevented only, because a DataTransfer created by a script does not keep a dropEffect.
  const dropFile = (selector: string): Promise<boolean[]> =>
    kiosk.page.evaluate((target) => {
      const files = new DataTransfer();
      files.items.add(new File(['<h1>not ours</h1>'], 'page.html', { type: 'text/html' }));
      return ['dragover', 'drop'].map((kind) => {
        const event = new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true });
        document.querySelector(target)?.dispatchEvent(event);
        return event.defaultPrevented;
      });
    }, selector);
  expect(await dropFile('main')).toEqual([true, true]);
  await expect(clerk.heading('Counter')).toBeVisible();
  await clerk.startRegistration();
  await kiosk.page.locator('section.card-panel').first().waitFor();
  // A drop zone accepts the file and reports that it is no picture.
  expect(await dropFile('section.card-panel')).toEqual([true, true]);
  await expect(kiosk.page.getByText('IMG-NOT-IMAGE')).toBeVisible();
});
