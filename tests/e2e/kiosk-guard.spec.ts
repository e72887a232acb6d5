/** Protection of a counter: it closes only with the lead PIN, warns before it locks, and follows displays, sleep and the end of the session. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { Kiosk, KioskOptions } from '#tests/support/kiosk.ts';
import type { Clerk } from '#tests/support/clerk.ts';
import { BACK, expect, FRONT, test } from './fixture.ts';

const LEAD_PIN = '246802';
const WRONG_PIN = '864208';
/** As an installed app is: without it a run of development ends as any other program. */
const counter: KioskOptions = { env: { KIOSK_LOCKDOWN: '1' } };

const logOf = (dataDir: string): Promise<string> =>
  readFile(path.join(dataDir, 'log', 'kiosk.log'), 'utf8');
const auditOf = async (dataDir: string): Promise<string[]> => {
  const folder = path.join(dataDir, 'audit');
  const texts = (await readdir(folder)).map((name) => readFile(path.join(folder, name), 'utf8'));
  return (await Promise.all(texts)).join('').split('\n');
};

/** Every way to end it that somebody at the screen has: the window's button or Alt+F4, and a program that asks it to quit. */
const tryToEnd = (kiosk: Kiosk): Promise<void> =>
  kiosk.evaluate(({ app, BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close();
    app.quit();
  });
/** Whether the app has answered since: a request to quit is taken up in the next turn. */
const stillRuns = async (kiosk: Kiosk): Promise<boolean> => {
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

test('the kiosk closes only with the lead PIN, also over the lock, and every attempt is audited', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  const { kiosk, clerk } = await openSignedIn(counter);
  await tryToEnd(kiosk);
  expect(await stillRuns(kiosk)).toBe(true);
  expect(await logOf(dataDir)).toContain('"event":"app.exit-refused"');

  const dialog = kiosk.page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Leave the kiosk', exact: true });
  await clerk.button('Leave the kiosk').click();
  await clerk.field('Lead PIN').fill(LEAD_PIN);
  await clerk.field('Lead PIN again').fill(LEAD_PIN);
  // Esc is the way back: nothing was chosen and nothing ends.
  await kiosk.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await clerk.button('Leave the kiosk').click();
  await clerk.field('Lead PIN').fill(LEAD_PIN);
  await clerk.field('Lead PIN again').fill(LEAD_PIN);
  await confirm.click();
  await expect.poll(() => hasEnded(kiosk)).toBe(true);
  await kiosk.close();

  const again = await open(counter);
  await again.clerk.heading('Locked').waitFor();
  // The lead may also come to a counter that its clerk has locked.
  await again.clerk.button('Leave the kiosk').click();
  await again.clerk.field('Lead PIN').fill(WRONG_PIN);
  await again.kiosk.page
    .getByRole('dialog', { name: 'Leave the kiosk?' })
    .getByRole('button', { name: 'Leave the kiosk', exact: true })
    .click();
  await expect(again.kiosk.page.getByText('Wrong lead PIN. After 4 more')).toBeVisible();
  await tryToEnd(again.kiosk);
  expect(await stillRuns(again.kiosk)).toBe(true);
  await again.clerk.field('Lead PIN').fill(LEAD_PIN);
  await again.kiosk.page.keyboard.press('Enter');
  await expect.poll(() => hasEnded(again.kiosk)).toBe(true);
  await again.kiosk.close();

  const left = (await auditOf(dataDir)).filter((line) => line.includes('"kiosk.left"'));
  expect(left.map((line) => line.includes('LEAD-PIN-WRONG'))).toEqual([false, true, false]);
});

for (const shellLauncher of [false, true])
  test(`a restart for changed settings ends the counter and ${shellLauncher ? 'leaves the new start to Shell Launcher' : 'starts it again'}`, async ({
    openSignedIn,
    dataDir,
  }) => {
    const policyFile = path.join(dataDir, 'policy.json');
    await writeFile(policyFile, JSON.stringify({ settings: { shellLauncher } }));
    const { kiosk } = await openSignedIn({
      env: { ...counter.env, KIOSK_POLICY_FILE: policyFile },
    });
    await kiosk.page.evaluate(
      () => void (window as unknown as { kiosk: KioskBridge }).kiosk.settings.restart(),
    );
    await expect.poll(() => hasEnded(kiosk)).toBe(true);
    expect(kiosk.logs().includes('stand-in: relaunch')).toBe(!shellLauncher);
    expect(await logOf(dataDir)).not.toContain('app.exit-refused');
    await kiosk.close();
  });

test('a machine that goes to sleep locks the counter, and the last keystroke is saved', async ({
  openSignedIn,
  open,
}) => {
  const { kiosk, clerk } = await openSignedIn(counter);
  await openDetails(clerk);
  await clerk.field('Nominee').fill('typed at the very end');
  await kiosk.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'));
  await clerk.heading('Locked').waitFor();
  await expect(kiosk.page.getByText('The computer slept, or its screen was locked.')).toBeVisible();
  await kiosk.kill();
  const again = await open(counter);
  await again.clerk.unlock();
  await expect(again.clerk.field('Nominee')).toHaveValue('typed at the very end');
  await again.kiosk.kill();
});

test('a development run has no such control and ends on request', async ({ openSignedIn }) => {
  const { kiosk, clerk } = await openSignedIn();
  await expect(clerk.button('Leave the kiosk')).toHaveCount(0);
  await kiosk.evaluate(({ app }) => app.quit());
  await expect.poll(() => hasEnded(kiosk)).toBe(true);
});

test('the end of the session saves, locks and ends the counter without a PIN', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  const { kiosk, clerk } = await openSignedIn(counter);
  await openDetails(clerk);
  await clerk.field('Nominee').fill('typed before the shutdown');
  await kiosk.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.emit('query-session-end', { preventDefault: () => undefined });
    window?.emit('session-end', {});
  });
  await expect.poll(() => hasEnded(kiosk)).toBe(true);
  expect(await logOf(dataDir)).toContain('"event":"machine.session-ending"');
  expect((await auditOf(dataDir)).join()).toMatch(/"counter.locked".*"reason":"system"/);
  await kiosk.close();
  const again = await open(counter);
  await again.clerk.unlock();
  await expect(again.clerk.field('Nominee')).toHaveValue('typed before the shutdown');
  await again.kiosk.kill();
});

test('an idle counter warns before it locks; any key keeps it open and does nothing else', async ({
  openSignedIn,
}) => {
  const { kiosk, clerk } = await openSignedIn({ env: { KIOSK_IDLE_LOCK_SECONDS: '30' } });
  const warning = kiosk.page.getByRole('dialog', { name: /^Locking in \d+ seconds?$/ });
  await expect(warning).toBeVisible();
  await expect(clerk.heading('Locked')).toBeHidden();
  // F2 would begin a registration.
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
  const { kiosk, clerk } = await openSignedIn(counter);
  const change = (event: string, places: readonly number[]): Promise<void> =>
    kiosk.evaluate(
      ({ screen }, { name, all }) => {
        const display = screen.getPrimaryDisplay();
        const displays = all.map((x, id) => ({
          ...display,
          id: id + x,
          bounds: { x, y: 0, width: 1366, height: 768 },
        }));
        screen.getAllDisplays = () => displays;
        screen.getPrimaryDisplay = () => displays[0] as never;
        screen.emit(name, {}, displays.at(-1));
      },
      { name: event, all: places },
    );
  const windows = (): Promise<{ x: number; kiosk: boolean; url: string }[]> =>
    kiosk.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => ({
        x: window.getBounds().x,
        kiosk: window.isKiosk() && window.isVisible(),
        url: window.webContents.getURL(),
      })),
    );
  const page = 'app://kiosk/index.html';
  expect(await windows()).toEqual([{ x: 0, kiosk: true, url: page }]);
  await change('display-added', [0, 1366]);
  expect(await windows()).toEqual([
    { x: 0, kiosk: true, url: page },
    { x: 1366, kiosk: true, url: '' },
  ]);
  // Nobody closes the cover either.
  await tryToEnd(kiosk);
  expect(await stillRuns(kiosk)).toBe(true);
  expect(await windows()).toHaveLength(2);
  await change('display-removed', [1366]);
  expect(await windows()).toEqual([{ x: 1366, kiosk: true, url: page }]);
  await expect(clerk.heading('Counter')).toBeVisible();
  await kiosk.kill();
});

test('a file that is dropped outside a drop zone is refused, and the page stays', async ({
  openSignedIn,
}) => {
  const { kiosk, clerk } = await openSignedIn();
  // A DataTransfer made by a script keeps no dropEffect, so that only the refusal itself is looked at.
  const drop = (selector: string): Promise<boolean[]> =>
    kiosk.page.evaluate((target) => {
      const files = new DataTransfer();
      files.items.add(new File(['<h1>not ours</h1>'], 'page.html', { type: 'text/html' }));
      return ['dragover', 'drop'].map((kind) => {
        const event = new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true });
        document.querySelector(target)?.dispatchEvent(event);
        return event.defaultPrevented;
      });
    }, selector);
  expect(await drop('main')).toEqual([true, true]);
  await expect(clerk.heading('Counter')).toBeVisible();
  await clerk.startRegistration();
  // A drop zone takes it, and says what becomes of a file that is no picture.
  expect(await drop('section.card-panel')).toEqual([true, true]);
  await expect(kiosk.page.getByText('IMG-NOT-IMAGE')).toBeVisible();
});
