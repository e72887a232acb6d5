/** Tests failed starts and unhandled errors: each results in a failure page or a restart, never in a process without a window. */
import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { CHANNEL_PREFIX } from '#shared/ipc/names.ts';
import type { Kiosk } from '#tests/support/kiosk.ts';
import { expect, test as base } from './fixture.ts';
import { findFaultsAtEverySize } from './layout-collector.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A copy of the built app that a test may break. */
const test = base.extend<{ readonly installFolder: string }>({
  installFolder: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kiosk-installed-'));
    for (const name of ['out', 'resources', 'package.json'])
      await cp(path.join(ROOT, name), path.join(folder, name), { recursive: true });
    await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

/** Uses up the restarts that are allowed within ten minutes, so that the next failure is shown. */
const exhaustRestarts = (dataDir: string): Promise<void> =>
  writeFile(
    path.join(dataDir, 'restarts.json'),
    JSON.stringify(Array.from({ length: 3 }, () => Date.now())),
  );
const readRestartCount = async (dataDir: string): Promise<number> =>
  (JSON.parse(await readFile(path.join(dataDir, 'restarts.json'), 'utf8')) as number[]).length;

const readLog = (dataDir: string): Promise<string> =>
  readFile(path.join(dataDir, 'log', 'kiosk.log'), 'utf8');

/** Expects the failure page in both languages, with the code and the contact. */
const expectFailurePage = async (kiosk: Kiosk, code: string, helpline: string): Promise<void> => {
  let text = '';
  const readPageText = async (): Promise<string> => {
    try {
      text = await kiosk.page.locator('body').innerText({ timeout: 1_000 });
      return text;
    } catch {
      return ''; // There is no page while a window is replaced.
    }
  };
  await expect.poll(readPageText).toContain(code);
  expect(text).toContain('What was saved is kept.');
  expect(text).toContain('যা সংরক্ষিত তা থাকবে।');
  expect(text).toContain(helpline);
  expect(
    await kiosk.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isVisible()),
    ),
  ).toEqual([true]);
  expect(await kiosk.page.evaluate(() => 'kiosk' in window)).toBe(false);
};

/** Expects one banner with this code, which has the focus after a refused action. */
const expectFocusedBanner = async (page: Page, code: string): Promise<void> => {
  await expect(page.locator(':focus', { hasText: code })).toBeVisible();
  await expect(page.getByText(code)).toHaveCount(1);
};

/** Expects the request to restart in the log. The stand-in host does not start the app again. */
const expectRestart = async (kiosk: Kiosk): Promise<void> => {
  await expect.poll(() => kiosk.logs()).toContain('stand-in: relaunch');
};

test('the failure page names a missing file of the installation, and "Try again" restarts the app', async ({
  installFolder,
  open,
  dataDir,
}) => {
  await writeFile(path.join(dataDir, 'settings.json'), '{"helpline":"01300009999"}');
  await rm(path.join(installFolder, 'resources/lists/gender.json'));
  const { kiosk } = await open({ main: installFolder });
  await expectFailurePage(kiosk, 'APP-START · Error · ENOENT', '01300009999');
  expect(await findFaultsAtEverySize(kiosk.page, 'failure page')).toEqual([]);
  expect(await readLog(dataDir)).toMatch(
    /"event":"app.start-failed","error":"Error","errorCode":"ENOENT"/,
  );
  await kiosk.page.getByRole('link', { name: 'Try again' }).click();
  await expectRestart(kiosk);
  await cp(path.join(ROOT, 'resources'), path.join(installFolder, 'resources'), {
    recursive: true,
  });
  const { clerk } = await open({ main: installFolder });
  await expect(clerk.heading('Sign in')).toBeVisible();
});

test('the failure page is shown when the files of the renderer are missing', async ({
  installFolder,
  open,
}) => {
  await rm(path.join(installFolder, 'out/renderer'), { recursive: true });
  const { kiosk } = await open({ main: installFolder });
  await expectFailurePage(kiosk, 'APP-START · Error · ENOENT', 'your bank’s IT');
});

for (const [failure, event, causeFailure] of [
  [
    'exception',
    'app.uncaught-exception',
    (): void =>
      void setTimeout(() => {
        throw new TypeError('01300000042');
      }, 0),
  ],
  [
    'rejection',
    'app.unhandled-rejection',
    (): void => void setTimeout(() => void Promise.reject(new TypeError('01300000042')), 0),
  ],
] as const) {
  test(`an unhandled ${failure} restarts the app three times in ten minutes, then shows the failure page`, async ({
    open,
    dataDir,
  }) => {
    const first = await open();
    await first.clerk.heading('Sign in').waitFor();
    await first.kiosk.evaluate(causeFailure).catch(() => undefined);
    await expectRestart(first.kiosk);
    expect(await readRestartCount(dataDir)).toBe(1);
    expect(await readLog(dataDir)).toContain(`"event":"${event}","error":"TypeError"`);
    expect(await readLog(dataDir)).not.toContain('01300000042');

    await exhaustRestarts(dataDir);
    const last = await open();
    await last.clerk.heading('Sign in').waitFor();
    await last.kiosk.evaluate(causeFailure).catch(() => undefined);
    await expectFailurePage(last.kiosk, 'APP-ERROR · TypeError', 'your bank’s IT');
  });
}

test('a failed preload restarts the app, then shows the failure page', async ({
  installFolder,
  open,
  dataDir,
}) => {
  await writeFile(
    path.join(installFolder, 'out/preload/index.cjs'),
    'throw new RangeError("broken");',
  );
  // The process may end before the test has its page.
  await open({ main: installFolder }).catch(() => undefined);
  await expect.poll(() => readLog(dataDir).catch(() => '')).toContain('"event":"app.relaunching"');
  expect(await readLog(dataDir)).toContain('"event":"page.preload-error","error":"RangeError"');
  expect(await readRestartCount(dataDir)).toBe(1);
  await exhaustRestarts(dataDir);
  const last = await open({ main: installFolder });
  await expectFailurePage(last.kiosk, 'APP-PAGE', 'your bank’s IT');
});

test('a page that does not mount is detected, and the failure page is shown', async ({
  installFolder,
  open,
  dataDir,
}) => {
  const indexFile = path.join(installFolder, 'out/renderer/index.html');
  await writeFile(
    indexFile,
    (await readFile(indexFile, 'utf8')).replace(/<script[^>]*><\/script>/g, ''),
  );
  await exhaustRestarts(dataDir);
  const { kiosk } = await open({ main: installFolder });
  await expectFailurePage(kiosk, 'APP-PAGE', 'your bank’s IT');
  expect(await readLog(dataDir)).toContain('"event":"page.not-mounted"');
});

test('a page that crashes repeatedly restarts the app', async ({ open, dataDir }) => {
  const { kiosk, clerk } = await open();
  await clerk.heading('Sign in').waitFor();
  for (let crash = 1; crash <= 4; crash += 1) {
    await expect
      .poll(async () => {
        try {
          return await kiosk.page.getByRole('heading', { name: 'Sign in' }).isVisible();
        } catch {
          return false;
        }
      })
      .toBe(true);
    await kiosk.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    // Waits for the log entry, because the heading of the crashed page may still be visible.
    await expect.poll(() => kiosk.logs().split('page.process-gone').length - 1).toBe(crash);
  }
  await expectRestart(kiosk);
  expect(await readRestartCount(dataDir)).toBe(1);
});

test('"Try again" repeats the first call when it failed, and the counter opens', async ({
  open,
}) => {
  const { kiosk, clerk } = await open();
  await clerk.heading('Sign in').waitFor();
  const appState = await kiosk.page.evaluate(() =>
    (window as unknown as { kiosk: KioskBridge }).kiosk.app.state(),
  );
  await kiosk.evaluate(
    ({ ipcMain, BrowserWindow }, { channel, validResult }) => {
      let callCount = 0;
      ipcMain.removeHandler(channel);
      ipcMain.handle(channel, () =>
        callCount++ === 0 ? { ok: false, error: { code: 'IPC-INTERNAL' } } : validResult,
      );
      BrowserWindow.getAllWindows()[0]?.webContents.reload();
    },
    { channel: `${CHANNEL_PREFIX}app.state`, validResult: appState },
  );
  await expect(kiosk.page.getByText('IPC-INTERNAL')).toBeVisible();
  await kiosk.page.getByRole('main').getByRole('button').click();
  await expect(clerk.heading('Sign in')).toBeVisible();
  await expect(kiosk.page.getByText('IPC-INTERNAL')).toHaveCount(0);
});

test('wrong values in the settings are listed, the other values apply, and no registration is possible', async ({
  openSignedIn,
  dataDir,
}) => {
  await writeFile(
    path.join(dataDir, 'settings.json'),
    JSON.stringify({
      bank: 'Just a name',
      branchCode: '0077',
      counterNumber: '9',
      idleLockMinutes: 'five',
      setup: { offered: false },
    }),
  );
  const { kiosk, clerk } = await openSignedIn({ prefillSettings: false });
  await expect(
    kiosk.page.getByText('This counter is not set up. Missing or wrong: Bank, Branch.'),
  ).toBeVisible();
  await expect(kiosk.page.getByText('Settings with a wrong value: Lock after.')).toBeVisible();
  await expect(kiosk.page.getByText('Example Bank')).toHaveCount(0);
  await clerk.button('New registration').click();
  await expectFocusedBanner(kiosk.page, 'CFG-MISSING');
  await expect(clerk.heading('Registration')).toHaveCount(0);
});

/** Makes a folder read-only, for root with the immutable attribute, because file modes do not restrict root. */
const setReadOnly = async (folder: string, isReadOnly: boolean): Promise<void> => {
  if (process.getuid?.() === 0)
    await promisify(execFile)('chattr', [isReadOnly ? '+i' : '-i', folder]);
  else await chmod(folder, isReadOnly ? 0o500 : 0o700);
};

test('with a read-only data folder no registration begins, nothing is shown as saved and no reference is reused', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  test.skip(process.platform === 'win32', 'needs rights that Windows folders do not have');
  const first = await openSignedIn();
  await first.clerk.startRegistration();
  await expect(first.kiosk.page.getByText('0142-3-0001').first()).toBeVisible();
  await first.kiosk.close();

  await setReadOnly(dataDir, true);
  try {
    const { kiosk, clerk } = await open();
    await clerk.unlock();
    await clerk.heading('Counter').waitFor();
    await expect(kiosk.page.getByText('STORE-WRITE').first()).toBeVisible();
    await clerk.button('New registration').click();
    await expectFocusedBanner(kiosk.page, 'STORE-WRITE');
    await expect(clerk.heading('Registration')).toHaveCount(0);
    await expect(kiosk.page.getByText(/Saved|0142-3-/)).toHaveCount(0);
    await kiosk.close();
  } finally {
    await setReadOnly(dataDir, false);
  }

  // The draft still exists, and the next registration gets the next number.
  const last = await open();
  await last.clerk.unlock();
  await last.clerk.heading('Registration').waitFor();
  await last.kiosk.page.keyboard.press('Control+d');
  await last.clerk.startRegistration();
  await expect(last.kiosk.page.getByText('0142-3-0002').first()).toBeVisible();
});

test('without a keychain a registration is shown as not kept', async ({ openSignedIn }) => {
  const { kiosk, clerk } = await openSignedIn({ keychain: 'none' });
  await clerk.startRegistration();
  await expect(kiosk.page.locator('[data-save]')).toHaveText('Not stored on this computer');
});
