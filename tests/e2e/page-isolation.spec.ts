/** Tests the isolation of the page: no Node, no second window, no navigation, no foreign code and no network. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { callNames } from '#shared/ipc/names.ts';
import { expect, test } from './fixture.ts';

test('the page has no Node, and its bridge cannot be changed', async ({ open }) => {
  const { kiosk } = await open();
  const globals = await kiosk.page.evaluate(() => {
    const page = window as unknown as Record<string, unknown>;
    const bridge = page['kiosk'] as Record<string, unknown>;
    let isChanged = false;
    try {
      bridge['session'] = null;
      isChanged = bridge['session'] === null;
    } catch {
      isChanged = false;
    }
    return {
      require: typeof page['require'],
      process: typeof page['process'],
      isChanged,
      names: Object.keys(bridge).sort(),
    };
  });
  expect(globals.require).toBe('undefined');
  expect(globals.process).toBe('undefined');
  expect(globals.isChanged).toBe(false);
  expect(globals.names).toEqual(
    [...new Set(['events', ...callNames.map((name) => name.split('.')[0] ?? '')])].sort(),
  );
});

for (const [name, maxBytes] of [
  ['index', 6 * 1024],
  ['customer', 1024],
] as const)
  test(`the preload ${name} is one small file that requires only Electron`, async () => {
    const preload = await readFile(
      path.resolve(import.meta.dirname, `../../out/preload/${name}.cjs`),
      'utf8',
    );
    expect(Buffer.byteLength(preload)).toBeLessThanOrEqual(maxBytes);
    expect([...preload.matchAll(/require\(["'`]([^"'`]+)/g)].map((match) => match[1])).toEqual([
      'electron',
    ]);
  });

test('windows, navigation, inline code, evaluation and the network are refused', async ({
  open,
}) => {
  const { clerk, kiosk } = await open();
  const address = kiosk.page.url();
  const result = await kiosk.page.evaluate(async () => {
    const openedWindow = window.open('https://example.org');
    const script = document.createElement('script');
    let inline = 'refused';
    try {
      script.textContent = 'window.__ran = true';
      document.body.append(script);
    } catch {
      inline = 'refused by Trusted Types';
    }
    if ((window as unknown as Record<string, unknown>)['__ran'] === true) inline = 'ran';
    let fetched = 'refused';
    try {
      await fetch('https://example.org/');
      fetched = 'reached';
    } catch {
      fetched = 'refused';
    }
    let file = 'refused';
    try {
      await fetch('file:///etc/hostname');
      file = 'reached';
    } catch {
      file = 'refused';
    }
    // Runs in a task of the page, because the debugger may bypass the Content-Security-Policy for its own call.
    const evaluated = await new Promise<string[]>((resolve) => {
      setTimeout(() => {
        const attempts = [
          () => (0, eval)('1'),
          // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what the policy has to refuse
          () => (new Function('return 1') as () => unknown)(),
        ];
        resolve(
          attempts.map((attempt) => {
            try {
              attempt();
              return 'ran';
            } catch {
              return 'refused';
            }
          }),
        );
      });
    });
    location.href = 'https://example.org/';
    return { isWindowRefused: openedWindow === null, inline, evaluated, fetched, file };
  });
  expect(result.isWindowRefused).toBe(true);
  expect(result.inline).toMatch(/^refused/);
  expect(result.evaluated).toEqual(['refused', 'refused']);
  expect(result.fetched).toBe('refused');
  expect(result.file).toBe('refused');
  await expect(clerk.heading('Sign in')).toBeVisible();
  expect(kiosk.page.url()).toBe(address);
});

test('the page can neither compile WebAssembly nor fetch files nor start a foreign worker', async ({
  open,
}) => {
  const { kiosk } = await open();
  const result = await kiosk.page.evaluate(async () => {
    const attempt = async (work: () => unknown): Promise<string> => {
      try {
        await work();
        return 'done';
      } catch {
        return 'refused';
      }
    };
    const { trustedTypes } = globalThis as unknown as {
      trustedTypes: {
        createPolicy: (
          name: string,
          rules: { createScriptURL: (url: string) => string },
        ) => { createScriptURL: (url: string) => string };
      };
    };
    const permissiveRules = { createScriptURL: (url: string) => url };
    const wasm = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    return {
      wasm: await attempt(() => WebAssembly.compile(wasm)),
      ownFile: await attempt(() => fetch('index.html')),
      plainWorker: await attempt(() => new Worker('workers/x.js')),
      otherPolicy: await attempt(() => trustedTypes.createPolicy('anything', permissiveRules)),
      blobWorker: await attempt(
        () =>
          new Promise((resolve, reject) => {
            const address = URL.createObjectURL(
              new Blob(['postMessage(1)'], { type: 'text/javascript' }),
            );
            // The policy name `face-worker` is free until the photo step. The worker must still be one of the app's own files.
            const worker = new Worker(
              trustedTypes.createPolicy('face-worker', permissiveRules).createScriptURL(address),
            );
            worker.onmessage = resolve;
            worker.onerror = reject;
          }),
      ),
    };
  });
  expect(result).toEqual({
    wasm: 'refused',
    ownFile: 'refused',
    plainWorker: 'refused',
    otherPolicy: 'refused',
    blobWorker: 'refused',
  });
});

test('a camera is refused outside the photo step', async ({ open }) => {
  const { kiosk } = await open();
  const outcome = await kiosk.page.evaluate(() =>
    navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      (error: unknown) => (error instanceof Error ? error.name : 'refused'),
    ),
  );
  expect(outcome).not.toBe('granted');
});

test('a crashed page is reloaded at the same step', async ({ openSignedIn }) => {
  const { clerk, kiosk } = await openSignedIn();
  await clerk.startRegistration();
  await kiosk.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  const isRegistrationVisible = async (): Promise<boolean> => {
    try {
      return await kiosk.page.getByRole('heading', { name: 'Registration' }).isVisible();
    } catch {
      return false; // There is no page while it is replaced.
    }
  };
  await expect.poll(isRegistrationVisible).toBe(true);
});

test('a second kiosk on the same data folder does not start', async ({
  open,
  dataDir,
  service,
}) => {
  await open();
  const { launchKiosk } = await import('#tests/support/kiosk.ts');
  await expect(launchKiosk({ dataDir, baseUrl: service.url })).rejects.toThrow();
});
