/**
 * Serves the page from Vite's development server under the app's own address, so that origin, permissions and IPC calls are the same
 * as in the product. Not included in production builds.
 */
import type { WebContents } from 'electron';
import {
  CONTENT_SECURITY_POLICY,
  SECURITY_HEADERS,
  WORKER_CONTENT_SECURITY_POLICY,
} from './protocol.ts';

export interface DevelopmentPage {
  /** Serves the page's files in place of the built ones. */
  readonly serveFile: (url: URL, accept: string) => Promise<Response>;
  /** Origin of the server's WebSocket for hot module replacement. The request filter has to permit it. */
  readonly hmrOrigin: string;
}

/** The security policy of the page with two exceptions: Vite inserts style elements and reports changes through a WebSocket. */
const policyFor = (hmrOrigin: string): string =>
  CONTENT_SECURITY_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
    "connect-src 'none'",
    `connect-src ${hmrOrigin}`,
  );

/** Creates the handler of the page's files. @param server address of the development server, without a slash at the end. */
export const createDevelopmentPage = (server: string): DevelopmentPage => {
  const hmrOrigin = server.replace(/^http/, 'ws');
  const policy = policyFor(hmrOrigin);
  return {
    hmrOrigin,
    serveFile: async ({ pathname, search, searchParams }, accept) => {
      const response = await fetch(server + pathname + search, { headers: { accept } });
      return new Response(await response.arrayBuffer(), {
        status: response.status,
        headers: {
          ...SECURITY_HEADERS,
          'Content-Type': response.headers.get('content-type') ?? 'application/octet-stream',
          'Content-Security-Policy': searchParams.has('worker_file')
            ? WORKER_CONTENT_SECURITY_POLICY
            : policy,
        },
      });
    },
  };
};

/** Makes F12 open and close the developer tools. */
export const installDevToolsKey = (contents: WebContents): void => {
  contents.on('before-input-event', (_event, { type, key }) => {
    if (type === 'keyDown' && key === 'F12') contents.toggleDevTools();
  });
};
