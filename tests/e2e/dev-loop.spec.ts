/** Tests `npm run dev` on a copy of the sources, so that a source file can be changed without affecting other tests. */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { launchInstalledKiosk, type InstalledKiosk } from '#tests/support/installed-kiosk.ts';

const root = path.resolve(import.meta.dirname, '../..');
const COPIED_PATHS = ['src', 'resources', 'build', 'electron.vite.config.ts', 'package.json'];
const FORM_FILE = 'src/renderer/features/sign-in/SignInForm.vue';

const findFreePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Starts the development server on a copy. @returns the kiosk and the path of a component that may be changed. */
const startDevelopment = async (
  folder: string,
): Promise<{ kiosk: InstalledKiosk; formFile: string }> => {
  for (const name of COPIED_PATHS)
    await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  await mkdir(path.join(folder, 'data'));
  const port = await findFreePort();
  const kiosk = await launchInstalledKiosk({
    output: path.join(folder, 'output.txt'),
    camera: 'none',
    start: (env, output) =>
      spawn(
        process.execPath,
        [path.join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'dev', '--watch'],
        {
          cwd: folder,
          stdio: ['ignore', output, output],
          env: {
            ...process.env,
            ...env,
            NODE_ENV: '',
            ELECTRON_EXEC_PATH: path.join(root, 'tests/support/standin/electron.sh'),
            KIOSK_DEV_PORT: String(port),
            KIOSK_DATA_DIR: path.join(folder, 'data'),
            KIOSK_LOCALE: 'en',
            KIOSK_TRAINING: '1',
            STANDIN_KEYCHAIN: 'none',
          },
        },
      ),
  });
  return { kiosk, formFile: path.join(folder, FORM_FILE) };
};

test('a changed component is shown without a reload of the page or a restart of main', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiosk-dev-'));
  try {
    const { kiosk, formFile } = await startDevelopment(folder);
    try {
      const { page } = kiosk;
      const mobile = page.getByLabel('Mobile number');
      await mobile.fill('01300000042');
      const mainPid = await kiosk.evaluate('() => process.pid');
      const source = await readFile(formFile, 'utf8');
      await writeFile(formFile, source.replace(/(<template>\s*)/, '$1<p>Changed on purpose</p>'));
      await expect(page.getByText('Changed on purpose')).toBeVisible();
      // The typed value is still present, so the page was not reloaded.
      await expect(mobile).toHaveValue('01300000042');
      expect(await kiosk.evaluate('() => process.pid')).toBe(mainPid);
    } finally {
      await kiosk.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a production build contains no development server and no developer tools', async () => {
  const mainFolder = path.join(root, 'out/main');
  const scripts = (await readdir(mainFolder, { recursive: true })).filter((name) =>
    name.endsWith('.js'),
  );
  expect(scripts.length).toBeGreaterThan(5);
  for (const name of scripts) {
    const text = await readFile(path.join(mainFolder, name), 'utf8');
    expect(text).not.toMatch(/ELECTRON_RENDERER_URL|toggleDevTools|devTools: (?!false)/);
  }
});
