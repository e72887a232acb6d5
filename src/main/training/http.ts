/** The loopback socket of the built-in service. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Longer than any pause of a clerk between two calls: a connection that is reused is not closed at that moment. */
const KEEP_ALIVE_MS = 75_000;

/** @param port 0 lets the system choose. @returns the port. */
export const listen = (server: Server, port = 0): Promise<number> =>
  new Promise((resolve, reject) => {
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** Ends every connection, also those that still wait for an answer. A server that is closed already stays so. */
export const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
