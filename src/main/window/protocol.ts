/**
 * Serves the app's own URL scheme. The page's files are listed at start and only exact names are served, which rules out
 * path traversal; pictures are served under opaque addresses. Every response has the security headers of the page.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PICTURE_PATH } from './memory-pictures.ts';

export const SCHEME = 'app';
export const PAGE_ORIGIN = `${SCHEME}://kiosk`;
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`;
/**
 * Origin of the customer's page. It differs from that of the counter's page, so that the IPC calls of the two pages can be
 * distinguished.
 */
export const CUSTOMER_ORIGIN = `${SCHEME}://customer`;
export const CUSTOMER_URL = `${CUSTOMER_ORIGIN}/customer.html`;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.bin': 'application/octet-stream',
};

/**
 * Security policy of the page. It permits no network, inline code or frames, because the page needs none. Only Vue and the face
 * worker may create trusted types.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'none'",
  'media-src blob:',
  "worker-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types vue face-worker',
].join('; ');

/** Folder of the page's workers. */
const WORKER_PATH = 'workers/';

/**
 * Security policy of a worker, which is subject to the policy of its own response. The face detection worker runs WebAssembly and
 * fetches its models from the app's files. It cannot create workers or evaluate code.
 */
export const WORKER_CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Security headers of every response. */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** Names of all files below a folder, relative to it and separated by `/`. */
const listFiles = async (root: string): Promise<string[]> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
    );
};

const emptyResponse = (status: number): Response =>
  new Response(null, { status, headers: SECURITY_HEADERS });

export interface PageFiles {
  /** Origin that is served; that of the counter's page when absent. */
  readonly origin?: string;
  /** Folder with the built page. */
  readonly root: string;
  /** Bytes of the picture at an address that starts with `capture/`. */
  readonly readPicture: (address: string) => Promise<Uint8Array | null>;
  /** Serves the page's files instead of the folder; development builds only. */
  readonly serveFile?: ((url: URL, accept: string) => Promise<Response>) | undefined;
}

/** Lists the page's files and creates the handler for `protocol.handle('app', …)`. */
export const createPageProtocol = async ({
  origin = PAGE_ORIGIN,
  root,
  readPicture,
  serveFile,
}: PageFiles): Promise<(request: Request) => Promise<Response>> => {
  const files = new Set(serveFile ? [] : await listFiles(root));
  return async (request) => {
    if (request.method !== 'GET') return emptyResponse(405);
    const url = URL.parse(request.url);
    if (!url) return emptyResponse(400);
    if (`${url.protocol}//${url.host}` !== origin) return emptyResponse(404);
    const name = url.pathname.slice(1);
    if (name.startsWith(PICTURE_PATH)) {
      const jpeg = await readPicture(name);
      return jpeg
        ? new Response(Buffer.from(jpeg), {
            headers: { ...SECURITY_HEADERS, 'Content-Type': 'image/jpeg' },
          })
        : emptyResponse(404);
    }
    if (serveFile) return serveFile(url, request.headers.get('accept') ?? '*/*');
    const type = MEDIA_TYPES[path.extname(name)];
    if (!files.has(name) || !type) return emptyResponse(404);
    const policyHeader = name.startsWith(WORKER_PATH)
      ? { 'Content-Security-Policy': WORKER_CONTENT_SECURITY_POLICY }
      : {};
    return new Response(await readFile(path.join(root, name)), {
      headers: { ...SECURITY_HEADERS, ...policyHeader, 'Content-Type': type },
    });
  };
};
