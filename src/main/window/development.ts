/**
 * Serves the page from Vite's development server under the app's own address, so that origin, permissions and calls are those
 * of the product. Not included in production builds.
 */
import type { WebContents } from 'electron';
import { CONTENT_SECURITY_POLICY, HEADERS, WORKER_CONTENT_SECURITY_POLICY } from './protocol.ts';

export interface DevelopmentPage {
  /** Serves the page's files in place of the built ones. */
  readonly file: (url: URL, accept: string) => Promise<Response>;
  /** Origin of the server's WebSocket for hot module replacement, which is permitted in addition. */
  readonly hmrOrigin: string;
}

/** Vite inserts style elements and reports changes through a WebSocket. */
const policyFor = (hmrOrigin: string): string =>
  CONTENT_SECURITY_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
    "connect-src 'none'",
    `connect-src ${hmrOrigin}`,
  );

/** @param server address of the development server, without a slash at the end. */
export const createDevelopmentPage = (server: string): DevelopmentPage => {
  const hmrOrigin = server.replace(/^http/, 'ws');
  const policy = policyFor(hmrOrigin);
  return {
    hmrOrigin,
    file: async ({ pathname, search, searchParams }, accept) => {
      const found = await fetch(server + pathname + search, { headers: { accept } });
      return new Response(await found.arrayBuffer(), {
        status: found.status,
        headers: {
          ...HEADERS,
          'Content-Type': found.headers.get('content-type') ?? 'application/octet-stream',
          'Content-Security-Policy': searchParams.has('worker_file')
            ? WORKER_CONTENT_SECURITY_POLICY
            : policy,
        },
      });
    },
  };
};

/** F12 opens and closes the developer tools. */
export const installDevToolsKey = (contents: WebContents): void => {
  contents.on('before-input-event', (_event, { type, key }) => {
    if (type === 'keyDown' && key === 'F12') contents.toggleDevTools();
  });
};
