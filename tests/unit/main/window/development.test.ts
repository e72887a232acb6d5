import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDevelopmentPage, type DevelopmentPage } from '#main/window/development.ts';
import {
  CONTENT_SECURITY_POLICY,
  createPageProtocol,
  WORKER_CONTENT_SECURITY_POLICY,
} from '#main/window/protocol.ts';

let server: Server;
let address = '';
let page: DevelopmentPage;
beforeEach(async () => {
  server = createServer(({ url, headers }, response) => {
    response
      .writeHead(url === '/gone.ts' ? 404 : 200, { 'content-type': 'text/javascript' })
      .end(`${url ?? ''} ${headers.accept ?? ''}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  page = createDevelopmentPage(`http://${address}`);
});
afterEach(() => server.close());

const request = async (path: string): Promise<Response> => {
  const handle = await createPageProtocol({
    root: 'no such folder',
    readPicture: async () => null,
    serveFile: page.serveFile,
  });
  return handle(new Request(`app://kiosk${path}`, { headers: { accept: 'text/css' } }));
};

describe('createDevelopmentPage', () => {
  it('fetches path and query with the accepted type', async () => {
    const response = await request('/app/main.ts?t=1');
    expect(response.headers.get('content-type')).toBe('text/javascript');
    expect(await response.text()).toBe('/app/main.ts?t=1 text/css');
    expect((await request('/gone.ts')).status).toBe(404);
  });

  it('changes only the policy for styles and for the server’s WebSocket', async () => {
    const policy = (await request('/index.html')).headers.get('content-security-policy') ?? '';
    const shipped = CONTENT_SECURITY_POLICY.split('; ');
    expect(page.hmrOrigin).toBe(`ws://${address}`);
    expect(policy.split('; ').filter((directive) => !shipped.includes(directive))).toEqual([
      "style-src 'self' 'unsafe-inline'",
      `connect-src ws://${address}`,
    ]);
    expect(policy.split('; ')).toHaveLength(shipped.length);
  });

  it('serves workers with the policy of workers', async () => {
    const response = await request('/features/capture/face-worker.ts?worker_file&type=module');
    expect(response.headers.get('content-security-policy')).toBe(WORKER_CONTENT_SECURITY_POLICY);
  });
});
