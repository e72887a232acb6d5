import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchKiosk } from '#tests/support/kiosk.ts';
import type { Kiosk } from '#tests/support/kiosk.ts';
import type {} from './sample-api.ts';
import { waitUntil } from './processes.ts';
import { writeSampleApp } from './sample-app.ts';

/** Events that the sample app's main process records for the tests. */
interface RecordedEvents {
  asked: { permission: string; details: { mediaTypes: string[]; requestingUrl: string } }[];
  checked: { permission: string; origin: string }[];
  navigations: string[];
  opened: string[];
  second: { argv: string[]; cwd: string }[];
  gone: { id: number; reason: string }[];
  keys: string[];
  ready: number;
}

const folder = mkdtempSync(join(tmpdir(), 'standin-sample-'));
const main = writeSampleApp(join(folder, 'app'));
const dataDir = join(folder, 'data');
process.env['KIOSK_HOST'] = 'standin';

const readRecordedEvents = (app: Kiosk): Promise<RecordedEvents> =>
  app.evaluate(() => {
    const { electron: _electron, ...events } = (
      globalThis as unknown as { seen: RecordedEvents & { electron: unknown } }
    ).seen;
    return events;
  });
let app: Kiosk;
beforeAll(async () => {
  app = await launchKiosk({ main, dataDir, window: '1920x1080' });
}, 120_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

describe('the page', () => {
  it('is served by the app’s protocol handler, with its headers', async () => {
    const answer = await app.page.evaluate(async () => {
      const response = await fetch('/index.html');
      return {
        csp: response.headers.get('content-security-policy'),
        added: response.headers.get('x-stand-in'),
        binary: await (await fetch('/data.bin')).arrayBuffer().then((buffer) => buffer.byteLength),
        missing: (await fetch('/nothing')).status,
      };
    });
    expect(answer.csp).toContain("default-src 'none'");
    expect(answer).toMatchObject({ added: 'app://kiosk/index.html', binary: 70_000, missing: 404 });
  });

  it('is restricted by its content security policy and by webRequest', async () => {
    expect(await app.page.evaluate(() => 'inline' in globalThis)).toBe(false);
    expect(
      await app.page.evaluate(() =>
        fetch('https://example.org/').then(
          () => 'fetched',
          () => 'refused',
        ),
      ),
    ).toBe('refused');
  });

  it('has the requested size', async () => {
    expect(await app.page.evaluate(() => [innerWidth, innerHeight, devicePixelRatio])).toEqual([
      1920, 1080, 1,
    ]);
  });

  it('has no Node and no Electron, and cannot change the exposed API', async () => {
    const isolation = await app.page.evaluate(() => {
      try {
        kiosk.version = 4;
      } catch {
        // Throws in strict code; the value is checked in either case.
      }
      const names = [
        'require',
        'process',
        'module',
        'Buffer',
        'ipcRenderer',
        'standinToHost',
        'standinFromHost',
      ];
      return {
        names: names.filter((name) => name in globalThis),
        frozen:
          Object.isFrozen(kiosk) && Object.isFrozen(kiosk.list) && Object.isFrozen(kiosk.list[1]),
        version: kiosk.version,
        sandboxed: kiosk.sandboxed,
        keys: Reflect.deleteProperty(globalThis, 'kiosk'),
      };
    });
    expect(isolation).toEqual({
      names: [],
      frozen: true,
      version: 3,
      sandboxed: true,
      keys: false,
    });
  });

  it('had its API before its first script', async () => {
    expect(await app.page.evaluate(() => (globalThis as unknown as { early: string }).early)).toBe(
      'object',
    );
  });
});

describe('messages', () => {
  it('transmit five megabytes in each direction unchanged', async () => {
    const result = await app.page.evaluate(async () => {
      const bytes = new Uint8Array(5_000_000);
      for (let offset = 0; offset < bytes.length; offset += 65_536)
        crypto.getRandomValues(bytes.subarray(offset, offset + 65_536));
      const hex = async (data: Uint8Array<ArrayBuffer>): Promise<string> =>
        [...new Uint8Array(await crypto.subtle.digest('SHA-256', data))]
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join('');
      const back = await kiosk.echo(bytes);
      return {
        sentHash: await hex(bytes),
        mainHash: await kiosk.sha(bytes),
        returnedHash: await hex(back),
        kind: back.constructor.name,
      };
    });
    expect(result.mainHash).toBe(result.sentHash);
    expect(result.returnedHash).toBe(result.sentHash);
    expect(result.kind).toBe('Uint8Array');
  });

  it('preserve every value of the structured clone', async () => {
    expect(
      await app.page.evaluate(async () => {
        const back = await kiosk.echo({
          map: new Map([[1, new Set(['a'])]]),
          date: new Date(7),
          big: 5n,
          none: undefined,
        });
        return (
          back.map.get(1)?.has('a') === true &&
          back.date.getTime() === 7 &&
          back.big === 5n &&
          'none' in back
        );
      }),
    ).toBe(true);
  });

  it('refuse functions and proxies', async () => {
    const texts = await app.page.evaluate(async () => {
      const tries = [
        () => kiosk.echo(new Proxy({ a: 1 }, {})),
        () => kiosk.echo({ a: new Proxy([1], {}) }),
        () => kiosk.echo({ f: () => 1 }),
      ];
      return Promise.all(
        tries.map(async (attempt) => {
          try {
            await attempt();
            return 'accepted';
          } catch (error) {
            return (error as Error).message;
          }
        }),
      );
    });
    for (const text of texts) expect(text).toContain('An object could not be cloned.');
  });

  it('name the frame that sent them', async () => {
    expect(await app.page.evaluate(() => kiosk.who())).toEqual({
      url: 'app://kiosk/index.html',
      parent: null,
      same: true,
    });
  });

  it('report errors with Electron’s message', async () => {
    const texts = await app.page.evaluate(() =>
      Promise.all(
        [kiosk.fail(), kiosk.uncloneable(), kiosk.missing()].map((call) =>
          call.then(
            () => '',
            (error: unknown) => (error as Error).message,
          ),
        ),
      ),
    );
    expect(texts).toEqual([
      "Error invoking remote method 'fail': TypeError: boom",
      "Error invoking remote method 'uncloneable': Error: An object could not be cloned.",
      "Error invoking remote method 'missing': Error: No handler registered for 'missing'",
    ]);
  });

  it('reach the page from main until it unsubscribes', async () => {
    expect(await app.page.evaluate(() => kiosk.twice('ab'))).toBe('abab');
    await app.page.evaluate(() => {
      kiosk.poke({ n: 1 });
    });
    await app.page.waitForFunction(() => events.length === 1);
    await app.page.evaluate(async () => {
      off();
      kiosk.poke({ n: 2 });
      await kiosk.echo(0);
    });
    expect(await app.page.evaluate(() => events)).toEqual([{ n: 1 }]);
  });

  it('go to and from a utility process, binary included', async () => {
    const answer = await app.page.evaluate(async () => {
      const { back, ...details } = await kiosk.utility(new Uint8Array([1, 2, 250]));
      return { ...details, back: [...(back as Uint8Array)] };
    });
    expect(answer).toEqual({
      sum: 253,
      kind: 'Uint8Array',
      map: 1,
      type: 'utility',
      argument: '--one',
      mark: 'x',
      back: [1, 2, 3],
      code: 15,
    });
  });
});

describe('the app’s handlers', () => {
  it('are called before a new window, which is not opened', async () => {
    expect(await app.page.evaluate(() => globalThis.open('https://example.org/a'))).toBeNull();
    await app.page.click('#out');
    await waitUntil(async () => (await readRecordedEvents(app)).opened.length === 2);
    expect((await readRecordedEvents(app)).opened).toEqual([
      'https://example.org/a',
      'https://example.org/',
    ]);
    expect(app.page.context().pages()).toHaveLength(1);
  });

  it('are called before a navigation, which they can prevent', async () => {
    await app.page.click('#away');
    await waitUntil(async () =>
      (await readRecordedEvents(app)).navigations.includes('https://example.org/'),
    );
    expect(app.page.url()).toMatch(/index\.html$/);
    expect(await app.page.evaluate(() => kiosk.echo('still here'))).toBe('still here');
  });

  it('are called when the page reloads itself, and not when it is reloaded from outside', async () => {
    await app.page.reload();
    expect((await readRecordedEvents(app)).navigations).toHaveLength(1);
    await app.page.evaluate(() => {
      location.reload();
    });
    await waitUntil(async () => (await readRecordedEvents(app)).navigations.length === 2);
    await app.page.waitForFunction(() => typeof kiosk === 'object');
  });

  it('receive key events', async () => {
    await app.page.keyboard.press('F5');
    await waitUntil(async () => (await readRecordedEvents(app)).keys.includes('F5'));
  });

  it('are called for the camera', async () => {
    const requestCamera = (): Promise<string> =>
      app.page.evaluate(() =>
        navigator.mediaDevices.getUserMedia({ video: true }).then(
          () => 'ok',
          (error: unknown) => (error as Error).name,
        ),
      );
    expect(await requestCamera()).toBe('NotFoundError');
    const { asked, checked } = await readRecordedEvents(app);
    expect(asked[0]).toMatchObject({
      permission: 'media',
      details: { mediaTypes: ['video'], requestingUrl: 'app://kiosk/index.html' },
    });
    expect(checked[0]).toMatchObject({ permission: 'media', origin: 'app://kiosk/' });
    await app.evaluate(() => {
      Object.assign(globalThis, { allowCamera: false });
    });
    expect(await requestCamera()).toBe('NotAllowedError');
  });
});

describe('the main process', () => {
  it('evaluates functions, and has emitted ready-to-show once', async () => {
    expect(
      await app.evaluate(({ app: electronApp }, suffix) => electronApp.getVersion() + suffix, '!'),
    ).toBe('1.2.3!');
    expect((await readRecordedEvents(app)).ready).toBe(1);
    await expect(
      app.evaluate(({ app: electronApp }) => electronApp.getFileIcon('x')),
    ).rejects.toThrow('is not implemented');
  });

  it('is the only instance on its data folder', async () => {
    await expect(launchKiosk({ main, dataDir })).rejects.toThrow(
      'The app ended before its window was there (0)',
    );
    await waitUntil(async () => (await readRecordedEvents(app)).second.length === 1);
    expect((await readRecordedEvents(app)).second[0]?.argv.at(-1)).toBe(main);
  });

  it('prints into a folder', async () => {
    const result = await app.evaluate(
      ({ BrowserWindow }) =>
        new Promise((resolve) => {
          BrowserWindow.getAllWindows()[0]?.webContents.print(
            { silent: true, pageSize: 'A5' },
            (ok, reason) => {
              resolve({ ok, reason });
            },
          );
        }),
    );
    expect(result).toEqual({ ok: true, reason: '' });
    const [file] = await app.printed();
    expect(
      readFileSync(file ?? '')
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  it('receives render-process-gone, and can load the page again', async () => {
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    await waitUntil(async () => (await readRecordedEvents(app)).gone.length === 1);
    expect((await readRecordedEvents(app)).gone[0]).toMatchObject({ reason: 'crashed' });
    await app.evaluate(async ({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.loadURL('app://kiosk/index.html'),
    );
    // There is no page until the new one is loaded.
    await waitUntil(async () => {
      try {
        return (await app.page.evaluate(() => kiosk.echo('back'))) === 'back';
      } catch {
        return false;
      }
    });
    await waitUntil(() => Promise.resolve(app.page.context().pages().length === 1));
  });
});
