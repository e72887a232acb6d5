/** Starts and closes the loopback HTTP server of the built-in service. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Longer than the pauses of a clerk between two calls, so that the server does not close a connection that the client is about to
 * reuse.
 */
const KEEP_ALIVE_MS = 75_000;

/** Starts listening on loopback. @param port 0: the system chooses a free port. @returns the port. */
export const listenOnLoopback = (server: Server, port = 0): Promise<number> =>
  new Promise((resolve, reject) => {
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** Closes all connections, including those with a pending response. No effect on a closed server. */
export const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
