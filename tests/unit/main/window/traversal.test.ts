/**
 * Path traversal corpus for `app://`: combinations of target, upward steps, separators and encodings. Each address is tried
 * normalised by the URL parser, as Chromium does, and as it stands.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPageProtocol } from '#main/window/protocol.ts';

const SECRET = 'outside-of-the-page';

let folder = '';
let handle: (request: Request) => Promise<Response>;
const pictures: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiosk-traversal-'));
  await mkdir(path.join(folder, 'page/assets'), { recursive: true });
  for (const name of ['secret.html', 'secret.js', 'kiosk.log', 'settings.json'])
    await writeFile(path.join(folder, name), SECRET);
  await writeFile(path.join(folder, 'page/index.html'), 'page');
  await writeFile(path.join(folder, 'page/assets/app.js'), 'page');
  handle = await createPageProtocol({
    root: path.join(folder, 'page'),
    readPicture: async (name) => {
      pictures.push(name);
      return null;
    },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const up = [
  '..',
  '.',
  '...',
  '%2e%2e',
  '%2E%2e',
  '.%2e',
  '%2e.',
  '%252e%252e',
  '%25252e%25252e',
  '..;',
  '..%00',
  '..%20',
  '..%0a',
  // Two bytes that a lax decoder reads as a dot; the whole-width full stop; a dot leader.
  '%c0%ae%c0%ae',
  '%e0%80%ae%e0%80%ae',
  '%ef%bc%8e%ef%bc%8e',
  '\u2025',
  '%u002e%u002e',
];
const separators = ['/', '//', '\\', '%2f', '%5c', '%252f', '%c0%af', '/./', ';/'];
const starts = ['', '/', '\\', 'assets/', 'capture/', 'index.html/', './', '%2f', 'C:/', 'C:%5c'];
const targets = [
  'secret.html',
  'secret.js',
  'kiosk.log',
  'settings.json',
  'etc/passwd',
  'Windows/win.ini',
];
const depths = [1, 2, 6];

const climbing = starts.flatMap((start) =>
  up.flatMap((dots) =>
    separators.flatMap((separator) =>
      depths.flatMap((depth) =>
        targets.map((target) => start + (dots + separator).repeat(depth) + target),
      ),
    ),
  ),
);

const disguised = [
  'index.html%00',
  'index.html%00.js',
  'index.html%20',
  'index.html.',
  'index.html/',
  'index.html/.',
  'index.html::$DATA',
  'INDEX.HTML',
  'index.htm',
  'assets',
  'assets/',
  'assets//app.js',
  'assets%2fapp.js',
  'assets\\app.js%00',
  'assets/app.js%00.html',
  'assets/app.js::$DATA',
  'assets/APP.JS',
  'C:/Windows/win.ini',
  'C:%5cWindows%5cwin.ini',
  '//server/share/index.html',
  '\\\\server\\share\\index.html',
  'file:///etc/passwd',
  'proc/self/environ',
  'dev/null',
  'con',
  'nul.html',
  '__proto__',
  'constructor',
  'capture/',
  'capture',
  'capture/../index.htmlx',
  'capture/%2e%2e%2fsecret.html',
  'capture/__proto__',
];

const hosts = [
  'app://other/index.html',
  'app://kiosk.example.org/index.html',
  'app://kiosk:8080/index.html',
  'app://kiosk./index.html',
  'app://KIOSK/index.html',
  'app://k\u0456osk/index.html',
  'app://user@other/index.html',
  'app:///index.html',
  'app://127.0.0.1/index.html',
  'app://kiosk%00/index.html',
  'app://kiosk%2eexample/index.html',
  'application://kiosk/index.html',
  'http://kiosk/index.html',
  'https://kiosk/index.html',
  'file://kiosk/index.html',
  'blob:app://kiosk/index.html',
];

const methods = ['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND', 'get0', 'LINK'];

/** Electron gives a Request; this is one whose address the URL parser has not tidied. */
const untidied = (url: string, method = 'GET'): Request =>
  ({ url, method, headers: new Headers() }) as unknown as Request;

/** Throws instead of calling `expect`, which would take most of the time of tens of thousands of requests. */
const statusOf = async (request: Request): Promise<number> => {
  const response = await handle(request);
  if ((await response.text()).includes(SECRET)) throw new Error(`served: ${request.url}`);
  if (response.headers.get('Content-Security-Policy') === null)
    throw new Error(`no policy: ${request.url}`);
  return response.status;
};

/** @returns the addresses that were answered with something else. */
const notRefused = async (
  addresses: readonly string[],
  request: (url: string) => Request,
  expected: readonly number[],
): Promise<readonly string[]> => {
  const wrong: string[] = [];
  for (const address of addresses) {
    const status = await statusOf(request(address));
    if (!expected.includes(status)) wrong.push(`${status} ${address}`);
  }
  return wrong;
};

/** A tidied way upwards may end at the top of the page's own folder and there be the page's own file: no way out. */
const isOwnFile = (url: string): boolean =>
  URL.canParse(url) && ['/index.html', '/assets/app.js'].includes(new URL(url).pathname);

describe('app:// with addresses outside the page’s folder', () => {
  const addresses = [...climbing, ...disguised].map((name) => `app://kiosk/${name}`);
  const strange = addresses.filter((url) => URL.canParse(url) && !isOwnFile(url));

  it('answers 404 to each way out of the folder', async () => {
    process.stdout.write(
      `\napp:// traversal: ${strange.length} paths, ${hosts.length} hosts, ${methods.length} methods\n`,
    );
    expect(strange.length).toBeGreaterThan(20_000);
    expect(await notRefused(strange, (url) => new Request(url), [404])).toEqual([]);
    expect(await notRefused(strange, untidied, [404])).toEqual([]);
  });

  it('requests a picture for an address below capture/ and for no other', () => {
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter((name) => !name.startsWith('capture/'))).toEqual([]);
    expect(pictures.filter((name) => /(^|\/)\.\.?(\/|$)/.test(name))).toEqual([]);
  });

  it('answers 404 to other hosts and schemes, and 400 to an invalid address', async () => {
    expect(await notRefused(hosts, untidied, [400, 404])).toEqual([]);
    const none = ['', 'kiosk', 'app:', 'app://[', 'app://kiosk:x/', '://', '\0', '/index.html'];
    expect(await notRefused(none, untidied, [400, 404])).toEqual([]);
  });

  it('refuses every method but GET', async () => {
    for (const method of methods)
      expect(await statusOf(untidied('app://kiosk/index.html', method)), method).toBe(405);
  });

  it('serves the page with any query and fragment, and uses neither for a path', async () => {
    const more = [...climbing.slice(0, 400), ...disguised].flatMap((name) => [
      `app://kiosk/index.html?${name}`,
      `app://kiosk/index.html?file=${name}`,
      `app://kiosk/index.html#${name}`,
      `app://kiosk/index.html#/../${name}?x`,
    ]);
    expect(
      await notRefused(
        more.filter((url) => URL.canParse(url)),
        (url) => new Request(url),
        [200],
      ),
    ).toEqual([]);
    const asked = climbing
      .slice(0, 400)
      .map((name) => `app://kiosk/nothing.html?/index.html/${name}`);
    expect(
      await notRefused(
        asked.filter((url) => URL.canParse(url)),
        (url) => new Request(url),
        [404],
      ),
    ).toEqual([]);
  });
});
