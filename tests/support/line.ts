/** The line between counter and service, as something a test can cut and mend: a plain TCP proxy on loopback. */
import { createConnection, createServer, type Socket } from 'node:net';

export interface Line {
  readonly url: string;
  /** Refuses new connections and breaks those that stand. */
  cut(): Promise<void>;
  mend(): Promise<void>;
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

/** @param serviceUrl an http address on loopback. */
export const createLine = async (serviceUrl: string): Promise<Line> => {
  const target = new URL(serviceUrl);
  const open = new Set<Socket>();
  const connect = (near: Socket): void => {
    const far = createConnection(Number(target.port), target.hostname);
    for (const [one, other] of [[near, far], [far, near]] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  };
  let server = createServer(connect);
  const port = await listen(server, 0);
  const cut = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of open) socket.resetAndDestroy();
      server.close(() => resolve());
    });
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    mend: async () => {
      server = createServer(connect);
      await listen(server, port);
    },
    close: cut,
  };
};
