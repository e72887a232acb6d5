/**
 * Builds the page alone, serves it with the headers it gets in the app, and opens it in a browser with a fake `window.kiosk`.
 * For looking at screens; nothing of the main process is needed.
 */
import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { chromium, type Browser, type Page } from 'playwright-core';
import sparticuz from '@sparticuz/chromium';
import { build } from 'vite';
import type { Scenario } from './fake-kiosk.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** What the app sends with every file of the page. */
export const PAGE_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'none'; " +
  "media-src blob:; worker-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types vue";

const SAMPLES = join(ROOT, 'resources/samples');

/** A camera that shows the invented customer of the samples. */
const FAKE_CAMERA = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${join(SAMPLES, 'webcam.mjpeg')}`,
];

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.jpg': 'image/jpeg',
};

const buildPage = async (outDir: string): Promise<void> => {
  await build({
    root: join(ROOT, 'src/renderer'),
    configFile: false,
    logLevel: 'error',
    base: './',
    plugins: [vue()],
    define: {
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
    },
    build: { outDir, emptyOutDir: true, target: 'chrome150', minify: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
};

/** The fake main process as one plain script, with a function that puts it into the page. */
const buildFake = async (): Promise<string> => {
  const result = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, 'fake-kiosk.ts'), name: 'fakeKiosk', formats: ['iife'] },
    },
  });
  const first = Array.isArray(result) ? result[0] : result;
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (!chunk) throw new Error('the fake bridge was not built');
  return chunk.code;
};

const serve = (folder: string): Promise<Server> =>
  new Promise((done) => {
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://x').pathname;
      // Pictures of a registration are those of an invented customer.
      const isPicture = path.startsWith('/capture/');
      const file = isPicture ? join(SAMPLES, `old-${path.slice(9)}.jpg`) : join(folder, path === '/' ? 'index.html' : path);
      readFile(file).then(
        (body) => {
          const type = TYPES[extname(file)] ?? 'text/plain';
          response.writeHead(200, { 'content-type': type, 'content-security-policy': PAGE_CSP }).end(body);
        },
        () => response.writeHead(404).end(),
      );
    });
    server.listen(0, '127.0.0.1', () => done(server));
  });

export interface Preview {
  /** Opens the page; problems are what the page reports by itself (CSP, exceptions, warnings). */
  readonly open: (scenario: Scenario, size?: { width: number; height: number }) => Promise<{ page: Page; problems: string[] }>;
  readonly close: () => Promise<void>;
}

export const startPreview = async (): Promise<Preview> => {
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-preview-'));
  await buildPage(folder);
  const fake = await buildFake();
  const server = await serve(folder);
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser: Browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: ['--no-sandbox', ...FAKE_CAMERA],
  });
  return {
    open: async (scenario, size = { width: 1366, height: 768 }) => {
      const page = await (await browser.newContext({ viewport: size })).newPage();
      const problems: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(String(error)));
      await page.addInitScript(`${fake};window.kiosk = fakeKiosk.createFakeKiosk(${JSON.stringify(scenario)});`);
      await page.goto(address);
      await page.evaluate(() => document.fonts.ready);
      return { page, problems };
    },
    close: async () => {
      await browser.close();
      await new Promise((done) => server.close(done));
      await rm(folder, { recursive: true, force: true });
    },
  };
};
