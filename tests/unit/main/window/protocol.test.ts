import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPageProtocol } from '#main/window/protocol.ts';

let folder = '';
let handle: (request: Request) => Promise<Response>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiosk-page-'));
  await mkdir(path.join(folder, 'page/assets'), { recursive: true });
  await writeFile(path.join(folder, 'secret.html'), 'outside');
  await writeFile(path.join(folder, 'page/index.html'), '<!doctype html>');
  await writeFile(path.join(folder, 'page/assets/app.js'), '1');
  await writeFile(path.join(folder, 'page/assets/unknown.exe'), '1');
  await writeFile(path.join(folder, 'page/assets/finder.wasm'), '1');
  await writeFile(path.join(folder, 'page/assets/model.bin'), '1');
  await mkdir(path.join(folder, 'page/workers'));
  await writeFile(path.join(folder, 'page/workers/finder.js'), '1');
  handle = await createPageProtocol({
    root: path.join(folder, 'page'),
    readPicture: async (name) => (name === 'capture/known' ? new Uint8Array([0xff, 0xd8]) : null),
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sendRequest = (url: string, method = 'GET'): Promise<Response> =>
  handle(new Request(url, { method }));

describe('createPageProtocol', () => {
  it('serves the page with its security headers', async () => {
    const response = await sendRequest('app://kiosk/index.html');
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toContain('text/html');
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it('permits WebAssembly and fetches in the worker and not in the page', async () => {
    const policyOf = async (url: string): Promise<string[]> =>
      ((await sendRequest(url)).headers.get('Content-Security-Policy') ?? '').split('; ');
    const worker = await policyOf('app://kiosk/workers/finder.js');
    expect(worker).toEqual([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "connect-src 'self'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    const page = await policyOf('app://kiosk/index.html');
    expect(page).toContain("script-src 'self'");
    expect(page).toContain("connect-src 'none'");
    expect(page).toContain('trusted-types vue face-worker');
    expect(await policyOf('app://kiosk/assets/app.js')).toEqual(page);
  });

  it('serves WebAssembly and models with their content types', async () => {
    expect((await sendRequest('app://kiosk/assets/finder.wasm')).headers.get('Content-Type')).toBe(
      'application/wasm',
    );
    expect((await sendRequest('app://kiosk/assets/model.bin')).headers.get('Content-Type')).toBe(
      'application/octet-stream',
    );
  });

  it('serves a picture only at its address', async () => {
    const picture = await sendRequest('app://kiosk/capture/known');
    expect(picture.headers.get('Content-Type')).toBe('image/jpeg');
    expect(picture.headers.get('Cache-Control')).toBe('no-store');
    expect((await sendRequest('app://kiosk/capture/other')).status).toBe(404);
  });

  it.each([
    'app://kiosk/',
    'app://kiosk/assets/',
    'app://kiosk/assets/unknown.exe',
    'app://kiosk/../secret.html',
    'app://kiosk/%2e%2e/secret.html',
    'app://kiosk/..%2fsecret.html',
    'app://kiosk/assets/..%5c..%5csecret.html',
    'app://kiosk//etc/passwd',
    'app://kiosk/C:/Windows/win.ini',
    'app://kiosk/index.html%00.js',
    'app://kiosk/INDEX.HTML',
    'app://other/index.html',
    'app://kiosk.example.org/index.html',
  ])('does not serve %s', async (url) => {
    expect((await sendRequest(url)).status).toBe(404);
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('refuses %s', async (method) => {
    expect((await sendRequest('app://kiosk/index.html', method)).status).toBe(405);
  });
});
