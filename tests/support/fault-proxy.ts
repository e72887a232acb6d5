/** TCP proxy on loopback between counter and service; tests cut, delay and restore its connections. */
import { createConnection, createServer, type Socket } from 'node:net';

/** The fault of one request, identified by a part of its first line. */
export type ConnectionFault =
  /** The connection breaks after `afterBytes` bytes of the request. */
  | { readonly kind: 'cut-upload'; readonly afterBytes: number }
  /** The service receives the whole request, and the connection breaks before its answer reaches the counter. */
  | { readonly kind: 'cut-answer' }
  /** The answer is delayed by `ms` milliseconds. */
  | { readonly kind: 'late-answer'; readonly ms: number };

export interface FaultProxy {
  readonly url: string;
  /** Refuses new connections and resets the open ones. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** Plans a fault of the next request whose first line contains this text, such as `step=2`. */
  failNext(request: string, fault: ConnectionFault): void;
  close(): Promise<void>;
}

const listen = (server: ReturnType<typeof createServer>, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });

const FIRST_LINE = /^(?:GET|POST) \S+ HTTP\/1\.1\r\n/;

/** @param serviceUrl an http address on loopback. */
export const startFaultProxy = async (serviceUrl: string): Promise<FaultProxy> => {
  const target = new URL(serviceUrl);
  const openSockets = new Set<Socket>();
  const plannedFaults: { request: string; fault: ConnectionFault }[] = [];

  /** Removes and returns the planned fault of a request, by the first line in its first chunk; null when there is none. */
  const takePlannedFault = (chunk: Buffer): ConnectionFault | null => {
    const firstLine = FIRST_LINE.exec(chunk.toString('latin1', 0, 2_000))?.[0];
    const index =
      firstLine === undefined
        ? -1
        : plannedFaults.findIndex(({ request }) => firstLine.includes(request));
    return plannedFaults.splice(index, index < 0 ? 0 : 1)[0]?.fault ?? null;
  };

  const handleConnection = (client: Socket): void => {
    const upstream = createConnection(Number(target.port), target.hostname);
    let fault: ConnectionFault | null = null;
    let sentBytes = 0;
    const breakConnection = (): void => {
      client.resetAndDestroy();
      upstream.destroy();
    };
    /** Resolves when the answer may be passed on. */
    let answerDelay = Promise.resolve();
    for (const [socket, peer] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      openSockets.add(socket);
      socket.on('error', () => peer.destroy());
      socket.on('drain', () => peer.resume());
      socket.on('close', () => openSockets.delete(socket));
    }
    client.on('end', () => upstream.end());
    client.on('close', () => upstream.destroy());
    client.on('data', (chunk) => {
      fault ??= takePlannedFault(chunk);
      if (fault?.kind === 'cut-upload') {
        const remaining = Math.max(fault.afterBytes - sentBytes, 0);
        sentBytes += chunk.byteLength;
        if (chunk.byteLength > remaining)
          return void upstream.write(chunk.subarray(0, remaining), breakConnection);
      }
      if (!upstream.write(chunk)) client.pause();
    });
    upstream.on('data', (chunk) => {
      if (fault?.kind === 'cut-answer') return breakConnection();
      if (fault?.kind === 'late-answer') {
        const { ms } = fault;
        answerDelay = new Promise((resolve) => setTimeout(resolve, ms));
        fault = null;
      }
      void answerDelay.then(() => {
        if (!client.write(chunk)) upstream.pause();
      });
    });
    upstream.on('close', () => void answerDelay.then(() => client.end()));
  };

  let server = createServer(handleConnection);
  const port = await listen(server, 0);
  const cut = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of openSockets) socket.resetAndDestroy();
      server.close(() => resolve());
    });
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    restore: async () => {
      server = createServer(handleConnection);
      await listen(server, port);
    },
    failNext: (request, fault) => void plannedFaults.push({ request, fault }),
    close: cut,
  };
};
