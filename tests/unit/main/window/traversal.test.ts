/**
 * Tests `app://` with a path traversal corpus: combinations of target, upward steps, separators and encodings. Each address is
 * requested normalised by the URL parser, as Chromium does, and unchanged.
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

const upwardSteps = [
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
  // Overlong UTF-8 encodings of a dot, the fullwidth full stop, and the two dot leader.
  '%c0%ae%c0%ae',
  '%e0%80%ae%e0%80%ae',
  '%ef%bc%8e%ef%bc%8e',
  '\u2025',
  '%u002e%u002e',
];
const separators = ['/', '//', '\\', '%2f', '%5c', '%252f', '%c0%af', '/./', ';/'];
const prefixes = ['', '/', '\\', 'assets/', 'capture/', 'index.html/', './', '%2f', 'C:/', 'C:%5c'];
const targets = [
  'secret.html',
  'secret.js',
  'kiosk.log',
  'settings.json',
  'etc/passwd',
  'Windows/win.ini',
];
const depths = [1, 2, 6];

const traversalPaths = prefixes.flatMap((prefix) =>
  upwardSteps.flatMap((dots) =>
    separators.flatMap((separator) =>
      depths.flatMap((depth) =>
        targets.map((target) => prefix + (dots + separator).repeat(depth) + target),
      ),
    ),
  ),
);

const disguisedPaths = [
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

/** Creates a request whose address is not normalised by the URL parser, unlike that of a `Request`. */
const createRawRequest = (url: string, method = 'GET'): Request =>
  ({ url, method, headers: new Headers() }) as unknown as Request;

/** Throws instead of calling `expect`, because `expect` takes most of the time of tens of thousands of requests. */
const statusOf = async (request: Request): Promise<number> => {
  const response = await handle(request);
  if ((await response.text()).includes(SECRET)) throw new Error(`served: ${request.url}`);
  if (response.headers.get('Content-Security-Policy') === null)
    throw new Error(`no policy: ${request.url}`);
  return response.status;
};

/** Requests the addresses. @returns those that were answered with another status than expected. */
const findUnexpected = async (
  addresses: readonly string[],
  request: (url: string) => Request,
  expected: readonly number[],
): Promise<readonly string[]> => {
  const unexpected: string[] = [];
  for (const address of addresses) {
    const status = await statusOf(request(address));
    if (!expected.includes(status)) unexpected.push(`${status} ${address}`);
  }
  return unexpected;
};

/** Whether a normalised address is that of a file of the page, because the parser removed the upward steps. This is no traversal. */
const isFileOfPage = (url: string): boolean =>
  URL.canParse(url) && ['/index.html', '/assets/app.js'].includes(new URL(url).pathname);

describe('app:// with addresses outside the page’s folder', () => {
  const addresses = [...traversalPaths, ...disguisedPaths].map((name) => `app://kiosk/${name}`);
  const outsideAddresses = addresses.filter((url) => URL.canParse(url) && !isFileOfPage(url));

  it('answers 404 to every address outside the folder', async () => {
    process.stdout.write(
      `\napp:// traversal: ${outsideAddresses.length} paths, ${hosts.length} hosts, ${methods.length} methods\n`,
    );
    expect(outsideAddresses.length).toBeGreaterThan(20_000);
    expect(await findUnexpected(outsideAddresses, (url) => new Request(url), [404])).toEqual([]);
    expect(await findUnexpected(outsideAddresses, createRawRequest, [404])).toEqual([]);
  });

  it('requests pictures only for addresses below capture/', () => {
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter((name) => !name.startsWith('capture/'))).toEqual([]);
    expect(pictures.filter((name) => /(^|\/)\.\.?(\/|$)/.test(name))).toEqual([]);
  });

  it('answers 404 to other hosts and schemes, and 400 to an invalid address', async () => {
    expect(await findUnexpected(hosts, createRawRequest, [400, 404])).toEqual([]);
    const invalidAddresses = [
      '',
      'kiosk',
      'app:',
      'app://[',
      'app://kiosk:x/',
      '://',
      '\0',
      '/index.html',
    ];
    expect(await findUnexpected(invalidAddresses, createRawRequest, [400, 404])).toEqual([]);
  });

  it('refuses every method except GET', async () => {
    for (const method of methods)
      expect(await statusOf(createRawRequest('app://kiosk/index.html', method)), method).toBe(405);
  });

  it('ignores query and fragment when it determines the file', async () => {
    const pageAddresses = [...traversalPaths.slice(0, 400), ...disguisedPaths].flatMap((name) => [
      `app://kiosk/index.html?${name}`,
      `app://kiosk/index.html?file=${name}`,
      `app://kiosk/index.html#${name}`,
      `app://kiosk/index.html#/../${name}?x`,
    ]);
    expect(
      await findUnexpected(
        pageAddresses.filter((url) => URL.canParse(url)),
        (url) => new Request(url),
        [200],
      ),
    ).toEqual([]);
    const missingAddresses = traversalPaths
      .slice(0, 400)
      .map((name) => `app://kiosk/nothing.html?/index.html/${name}`);
    expect(
      await findUnexpected(
        missingAddresses.filter((url) => URL.canParse(url)),
        (url) => new Request(url),
        [404],
      ),
    ).toEqual([]);
  });
});
