/** A TCP proxy between counter and service that counts bytes, can be taken down, and drops answers on demand. */
import { createServer, connect, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface CountingProxy {
  readonly url: string;
  /** Bytes in both directions since the proxy was created. */
  bytes(): number;
  /** Closes all connections and refuses new ones until `up` is called. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Resets connections when their answer arrives. @param cuts decides from the first bytes of the request. */
  cutAnswers(cuts: (requestStart: string) => boolean): void;
  close(): Promise<void>;
}

export const createCountingProxy = async (serviceUrl: string): Promise<CountingProxy> => {
  const servicePort = Number(new URL(serviceUrl).port);
  let bytes = 0;
  let cuts: (requestStart: string) => boolean = () => false;
  const sockets = new Set<Socket>();

  const forward = (client: Socket): void => {
    const service = connect(servicePort, '127.0.0.1');
    let isCut: boolean | null = null;
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
      isCut ??= cuts(data.subarray(0, 100).toString('latin1'));
      bytes += data.length;
      service.write(data);
    });
    service.on('data', (data) => {
      bytes += data.length;
      if (isCut) client.resetAndDestroy();
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
    const closing = server;
    server = null;
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => (closing ? closing.close(() => resolve()) : resolve()));
  };
  await up();
  return {
    url: `http://127.0.0.1:${String(port)}`,
    bytes: () => bytes,
    down,
    up,
    cutAnswers: (wanted) => {
      cuts = wanted;
    },
    close: down,
  };
};
