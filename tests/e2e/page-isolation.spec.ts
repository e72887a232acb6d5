/** Isolation of the page: no Node, no second window, no navigation, no foreign code, no network. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { callNames } from '#shared/ipc/names.ts';
import { expect, test } from './fixture.ts';

test('the page has no Node, and its bridge cannot be changed', async ({ open }) => {
  const { kiosk } = await open();
  const found = await kiosk.page.evaluate(() => {
    const page = window as unknown as Record<string, unknown>;
    const bridge = page['kiosk'] as Record<string, unknown>;
    let changed = false;
    try {
      bridge['session'] = null;
      changed = bridge['session'] === null;
    } catch {
      changed = false;
    }
    return {
      require: typeof page['require'],
      process: typeof page['process'],
      changed,
      names: Object.keys(bridge).sort(),
    };
  });
  expect(found.require).toBe('undefined');
  expect(found.process).toBe('undefined');
  expect(found.changed).toBe(false);
  expect(found.names).toEqual(
    [...new Set(['events', ...callNames.map((name) => name.split('.')[0] ?? '')])].sort(),
  );
});

for (const [name, mostBytes] of [
  ['index', 6 * 1024],
  ['customer', 1024],
] as const)
  test(`the preload ${name} is one small file that requires only Electron`, async () => {
    const preload = await readFile(
      path.resolve(import.meta.dirname, `../../out/preload/${name}.cjs`),
      'utf8',
    );
    expect(Buffer.byteLength(preload)).toBeLessThanOrEqual(mostBytes);
    expect([...preload.matchAll(/require\(["'`]([^"'`]+)/g)].map((found) => found[1])).toEqual([
      'electron',
    ]);
  });

test('windows, navigation, inline code, evaluation and the network are refused', async ({
  open,
}) => {
  const { clerk, kiosk } = await open();
  const address = kiosk.page.url();
  const result = await kiosk.page.evaluate(async () => {
    const opened = window.open('https://example.org');
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
    // In a task of the page: the debugger may lift the policy for the call that it makes itself.
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
    return { opened: opened === null, inline, evaluated, fetched, file };
  });
  expect(result.opened).toBe(true);
  expect(result.inline).toMatch(/^refused/);
  expect(result.evaluated).toEqual(['refused', 'refused']);
  expect(result.fetched).toBe('refused');
  expect(result.file).toBe('refused');
  await expect(clerk.heading('Sign in')).toBeVisible();
  expect(kiosk.page.url()).toBe(address);
});

test('the page can neither compile WebAssembly nor fetch files nor start any worker but its own', async ({
  open,
}) => {
  const { kiosk } = await open();
  const result = await kiosk.page.evaluate(async () => {
    const tried = async (work: () => unknown): Promise<string> => {
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
    const any = { createScriptURL: (url: string) => url };
    const wasm = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    return {
      wasm: await tried(() => WebAssembly.compile(wasm)),
      ownFile: await tried(() => fetch('index.html')),
      plainWorker: await tried(() => new Worker('workers/x.js')),
      otherPolicy: await tried(() => trustedTypes.createPolicy('anything', any)),
      blobWorker: await tried(
        () =>
          new Promise((resolve, reject) => {
            const address = URL.createObjectURL(
              new Blob(['postMessage(1)'], { type: 'text/javascript' }),
            );
            // The policy name `face-worker` is unused until the photo step; a worker may still come only from the app's own files.
            const worker = new Worker(
              trustedTypes.createPolicy('face-worker', any).createScriptURL(address),
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
  const isBack = async (): Promise<boolean> => {
    try {
      return await kiosk.page.getByRole('heading', { name: 'Registration' }).isVisible();
    } catch {
      return false; // Between two pages there is none to query.
    }
  };
  await expect.poll(isBack).toBe(true);
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
