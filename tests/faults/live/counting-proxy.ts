/** A TCP proxy between counter and service that counts bytes, can be taken down, and drops answers on demand. */
import { createServer, connect, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface CountingProxy {
  readonly url: string;
  /** Bytes in both directions since the proxy was created. */
  transferredBytes(): number;
  /** Closes all connections and refuses new ones until `up` is called. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** Resets connections when their answer arrives. @param shouldCut decides from the first 100 bytes of the request. */
  cutAnswers(shouldCut: (requestStart: string) => boolean): void;
  close(): Promise<void>;
}

/** Enough for the method, the path and the query of a request. */
const REQUEST_START_BYTES = 100;

export const createCountingProxy = async (serviceUrl: string): Promise<CountingProxy> => {
  const servicePort = Number(new URL(serviceUrl).port);
  let bytes = 0;
  let shouldCut: (requestStart: string) => boolean = () => false;
  const sockets = new Set<Socket>();

  const forward = (client: Socket): void => {
    const service = connect(servicePort, '127.0.0.1');
    /** Null until the request has begun to arrive. */
    let isAnswerCut: boolean | null = null;
    for (const socket of [client, service]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        service.destroy();
      });
    }
    client.on('data', (data) => {
      isAnswerCut ??= shouldCut(data.subarray(0, REQUEST_START_BYTES).toString('latin1'));
      bytes += data.length;
      service.write(data);
    });
    service.on('data', (data) => {
      bytes += data.length;
      if (isAnswerCut) client.resetAndDestroy();
      else client.write(data);
    });
  };

  let server: Server | null = null;
  let port = 0;
  const up = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server = createServer(forward);
      server.on('error', reject);
      server.listen(port, '127.0.0.1', () => {
        port = (server?.address() as AddressInfo).port;
        resolve();
      });
    });
  const down = async (): Promise<void> => {
    const closingServer = server;
    server = null;
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) =>
      closingServer ? closingServer.close(() => resolve()) : resolve(),
    );
  };
  await up();
  return {
    url: `http://127.0.0.1:${String(port)}`,
    transferredBytes: () => bytes,
    cut: down,
    restore: up,
    cutAnswers: (predicate) => {
      shouldCut = predicate;
    },
    close: down,
  };
};
