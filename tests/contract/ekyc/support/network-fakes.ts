/** Proxies, breaking connections and foreign servers for the network tests. */
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface NetworkFake {
  readonly port: number;
  close(): Promise<void>;
}

const listen = async (server: Server, port = 0): Promise<number> => {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

const closing = (server: Server, sockets: ReadonlySet<Socket>) => async (): Promise<void> => {
  for (const socket of sockets) socket.destroy();
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
};

const tracked = (server: Server): Set<Socket> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  return sockets;
};

/** A relay to a port that resets the connection after `afterBytes` bytes from the client. */
export const cutLine = async (
  target: number,
  afterBytes: number,
): Promise<NetworkFake & { passed(): number; connections(): number }> => {
  let passed = 0;
  let connections = 0;
  const server = createServer((near) => {
    connections += 1;
    const far = connect(target, '127.0.0.1');
    far.on('error', () => undefined).on('close', () => near.destroy());
    near.on('error', () => undefined).on('close', () => far.destroy());
    far.pipe(near);
    near.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      far.write(chunk);
      if (passed >= afterBytes) {
        near.resetAndDestroy();
        far.resetAndDestroy();
      }
    });
  });
  const sockets = tracked(server);
  return {
    port: await listen(server),
    passed: () => passed,
    connections: () => connections,
    close: closing(server, sockets),
  };
};

export interface Proxy extends NetworkFake {
  readonly asked: string[];
  readonly headers: IncomingHttpHeaders[];
}

/** A CONNECT proxy; a `status` other than 200 rejects tunnels. */
export const tunnelProxy = async (status = 200): Promise<Proxy> => {
  const asked: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = createHttpServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    headers.push(request.headers);
    const url = new URL(request.url ?? '');
    const far = connect(Number(url.port), url.hostname, () => {
      far.write(`${request.method ?? ''} ${url.pathname}${url.search} HTTP/1.1\r\n`);
      const raw = request.rawHeaders;
      for (let at = 0; at < raw.length; at += 2)
        far.write(`${raw[at] ?? ''}: ${raw[at + 1] ?? ''}\r\n`);
      far.write('\r\n');
      request.pipe(far, { end: false });
      far.pipe(response.socket ?? far);
    });
    far.on('error', () => response.destroy());
  });
  server.on('connect', (request, near: Socket) => {
    asked.push(`CONNECT ${request.url ?? ''}`);
    headers.push(request.headers);
    near.on('error', () => undefined);
    if (status !== 200)
      return void near.end(
        `HTTP/1.1 ${status} No\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n`,
      );
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const far = connect(Number(port), host, () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.pipe(near);
      near.pipe(far);
    });
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    near.on('close', () => far.destroy());
  });
  const sockets = tracked(server);
  return { port: await listen(server), asked, headers, close: closing(server, sockets) };
};

export interface OtherAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where it listens; any free port when absent. */
  readonly port?: number;
}

/** A server that records requests and answers each with the same bytes. */
export const otherServer = async (
  answer: string | Uint8Array,
  type = 'application/json',
  { status = 200, headers = {}, port = 0 }: OtherAnswer = {},
): Promise<NetworkFake & { readonly seen: IncomingHttpHeaders[] }> => {
  const seen: IncomingHttpHeaders[] = [];
  const server = createHttpServer((request, response) => {
    seen.push(request.headers);
    request.resume();
    request.on('end', () =>
      response.writeHead(status, { ...headers, 'content-type': type }).end(answer),
    );
  });
  const sockets = tracked(server);
  return { port: await listen(server, port), seen, close: closing(server, sockets) };
};

/** Forwards connections to the IPv6 loopback address to a port on 127.0.0.1. */
export const onIPv6 = async (target: number): Promise<NetworkFake> => {
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    far.on('error', () => undefined).on('close', () => near.destroy());
    near.on('error', () => undefined).on('close', () => far.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  const sockets = tracked(server);
  server.listen(0, '::1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, close: closing(server, sockets) };
};

/** A port that accepts connections and sends nothing, so the TLS handshake never completes. */
export const silentServer = async (): Promise<NetworkFake> => {
  const server = createServer(() => undefined);
  const sockets = tracked(server);
  return { port: await listen(server), close: closing(server, sockets) };
};

/** A port without a listener. */
export const closedPort = async (): Promise<number> => {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
};
