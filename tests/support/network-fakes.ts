/** Fake proxies, relays and servers on loopback for the network tests. */
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

const createClose = (server: Server, sockets: ReadonlySet<Socket>) => async (): Promise<void> => {
  for (const socket of sockets) socket.destroy();
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
};

const trackSockets = (server: Server): Set<Socket> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  return sockets;
};

/** A relay to a port that resets the connection after `afterBytes` bytes from the client. */
export const startResettingRelay = async (
  targetPort: number,
  afterBytes: number,
): Promise<NetworkFake & { receivedBytes(): number; connections(): number }> => {
  let receivedBytes = 0;
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect(targetPort, '127.0.0.1');
    upstream.on('error', () => undefined).on('close', () => client.destroy());
    client.on('error', () => undefined).on('close', () => upstream.destroy());
    upstream.pipe(client);
    client.on('data', (chunk: Buffer) => {
      receivedBytes += chunk.length;
      upstream.write(chunk);
      if (receivedBytes >= afterBytes) {
        client.resetAndDestroy();
        upstream.resetAndDestroy();
      }
    });
  });
  const sockets = trackSockets(server);
  return {
    port: await listen(server),
    receivedBytes: () => receivedBytes,
    connections: () => connections,
    close: createClose(server, sockets),
  };
};

export interface TunnelProxy extends NetworkFake {
  readonly requestLines: string[];
  readonly headers: IncomingHttpHeaders[];
}

/**
 * Starts a proxy that tunnels by CONNECT and forwards plain requests. A `status` other than 200 rejects tunnels, with a
 * `Proxy-Authenticate` line for each challenge.
 */
export const startTunnelProxy = async (
  status = 200,
  challenges: readonly string[] = [],
): Promise<TunnelProxy> => {
  const requestLines: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = createHttpServer((request, response) => {
    requestLines.push(`${request.method ?? ''} ${request.url ?? ''}`);
    headers.push(request.headers);
    const url = new URL(request.url ?? '');
    const upstream = connect(Number(url.port), url.hostname, () => {
      upstream.write(`${request.method ?? ''} ${url.pathname}${url.search} HTTP/1.1\r\n`);
      const rawHeaders = request.rawHeaders;
      for (let index = 0; index < rawHeaders.length; index += 2)
        upstream.write(`${rawHeaders[index] ?? ''}: ${rawHeaders[index + 1] ?? ''}\r\n`);
      upstream.write('\r\n');
      request.pipe(upstream, { end: false });
      upstream.pipe(response.socket ?? upstream);
    });
    upstream.on('error', () => response.destroy());
  });
  server.on('connect', (request, client: Socket) => {
    requestLines.push(`CONNECT ${request.url ?? ''}`);
    headers.push(request.headers);
    client.on('error', () => undefined);
    if (status !== 200)
      return void client.end(
        `HTTP/1.1 ${status} No\r\n${challenges.map((challenge) => `Proxy-Authenticate: ${challenge}\r\n`).join('')}Content-Length: 0\r\n\r\n`,
      );
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client);
      client.pipe(upstream);
    });
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  const sockets = trackSockets(server);
  return { port: await listen(server), requestLines, headers, close: createClose(server, sockets) };
};

export interface ServerOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The port to listen on; a free one when absent. */
  readonly port?: number;
}

/** Starts a server that records the headers of requests and answers each request with the same bytes. */
export const startFixedResponseServer = async (
  answer: string | Uint8Array,
  contentType = 'application/json',
  { status = 200, headers = {}, port = 0 }: ServerOptions = {},
): Promise<NetworkFake & { readonly requestHeaders: IncomingHttpHeaders[] }> => {
  const requestHeaders: IncomingHttpHeaders[] = [];
  const server = createHttpServer((request, response) => {
    requestHeaders.push(request.headers);
    request.resume();
    request.on('end', () =>
      response.writeHead(status, { ...headers, 'content-type': contentType }).end(answer),
    );
  });
  const sockets = trackSockets(server);
  return {
    port: await listen(server, port),
    requestHeaders: requestHeaders,
    close: createClose(server, sockets),
  };
};

/** Forwards connections to the IPv6 loopback address to a port on 127.0.0.1. */
export const startIpv6Forwarder = async (targetPort: number): Promise<NetworkFake> => {
  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    upstream.on('error', () => undefined).on('close', () => client.destroy());
    client.on('error', () => undefined).on('close', () => upstream.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
  });
  const sockets = trackSockets(server);
  server.listen(0, '::1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, close: createClose(server, sockets) };
};

/** A port that accepts connections and sends nothing, so the TLS handshake never completes. */
export const startSilentServer = async (): Promise<NetworkFake> => {
  const server = createServer(() => undefined);
  const sockets = trackSockets(server);
  return { port: await listen(server), close: createClose(server, sockets) };
};

/** A port without a listener. */
export const findClosedPort = async (): Promise<number> => {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
};
