/** The connection between counter and service, which tests cut, delay and restore: a TCP proxy on loopback. */
import { createConnection, createServer, type Socket } from 'node:net';

/** The fault of one request, identified by a part of its first line. */
export type Trouble =
  /** The connection breaks when so many bytes of the request have gone through. */
  | { readonly kind: 'cut-upload'; readonly afterBytes: number }
  /** The service gets the whole request and answers; the connection breaks before the answer is through. */
  | { readonly kind: 'cut-answer' }
  /** The answer is through only after this time. */
  | { readonly kind: 'late-answer'; readonly ms: number };

export interface FaultProxy {
  readonly url: string;
  /** Refuses new connections and breaks those that stand. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** For the next request whose first line holds this text, such as `step=2`. */
  next(request: string, trouble: Trouble): void;
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
export const createFaultProxy = async (serviceUrl: string): Promise<FaultProxy> => {
  const target = new URL(serviceUrl);
  const open = new Set<Socket>();
  const planned: { request: string; trouble: Trouble }[] = [];

  /** The fault that is set for a request whose first line contains this text. */
  const take = (piece: Buffer): Trouble | null => {
    const first = FIRST_LINE.exec(piece.toString('latin1', 0, 2_000))?.[0];
    const index =
      first === undefined ? -1 : planned.findIndex(({ request }) => first.includes(request));
    return planned.splice(index, index < 0 ? 0 : 1)[0]?.trouble ?? null;
  };

  const connect = (near: Socket): void => {
    const far = createConnection(Number(target.port), target.hostname);
    let trouble: Trouble | null = null;
    let sentBytes = 0;
    const breakOff = (): void => {
      near.resetAndDestroy();
      far.destroy();
    };
    /** Delay before the answer is passed on. */
    let hold = Promise.resolve();
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('drain', () => other.resume());
      one.on('close', () => open.delete(one));
    }
    near.on('end', () => far.end());
    near.on('close', () => far.destroy());
    near.on('data', (piece) => {
      trouble ??= take(piece);
      if (trouble?.kind === 'cut-upload') {
        const left = Math.max(trouble.afterBytes - sentBytes, 0);
        sentBytes += piece.byteLength;
        if (piece.byteLength > left) return void far.write(piece.subarray(0, left), breakOff);
      }
      if (!far.write(piece)) near.pause();
    });
    far.on('data', (piece) => {
      if (trouble?.kind === 'cut-answer') return breakOff();
      if (trouble?.kind === 'late-answer') {
        const { ms } = trouble;
        hold = new Promise((resolve) => setTimeout(resolve, ms));
        trouble = null;
      }
      void hold.then(() => {
        if (!near.write(piece)) far.pause();
      });
    });
    far.on('close', () => void hold.then(() => near.end()));
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
    restore: async () => {
      server = createServer(connect);
      await listen(server, port);
    },
    next: (request, trouble) => void planned.push({ request, trouble }),
    close: cut,
  };
};
