/** Sends one HTTP request to a network scanner over a connection of its own. Redirects are not followed. */
import { request } from 'node:http';
import { err, ok, type Result } from '#shared/result.ts';
import { connect, type ConnectOptions, type Endpoint } from './connect.ts';

export interface EsclRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path relative to the address of the endpoint, without a leading slash. */
  readonly path: string;
  readonly body?: string;
  readonly maxBytes: number;
  /** Replaces the device's address in `Host`. */
  readonly hostHeader?: string | undefined;
  /** Called for each received chunk. `soFar`: bytes received; `expected`: the Content-Length, or null. */
  readonly onBytes?: (soFar: number, expected: number | null) => void;
}

export interface EsclResponse {
  readonly status: number;
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly body: Buffer;
}

const contentLength = (header: string | undefined): number | null =>
  header !== undefined && /^\d{1,10}$/.test(header) ? Number(header) : null;

/**
 * Sends a request and reads the whole response. Failures: those of `connect`; SCAN-IO when the connection broke; SCAN-BAD-IMAGE when
 * the response exceeds `maxBytes`; SCAN-CANCELLED on abort.
 */
export const sendRequest = async (
  endpoint: Endpoint,
  esclRequest: EsclRequest,
  options: ConnectOptions,
): Promise<Result<EsclResponse>> => {
  const connected = await connect(endpoint, options);
  if (!connected.ok) return connected;
  const socket = connected.data;
  const { signal } = options;
  return new Promise((resolve) => {
    const finish = (result: Result<EsclResponse>): void => {
      signal.removeEventListener('abort', cancel);
      socket.destroy();
      resolve(result);
    };
    const fail = (): void => finish(err('SCAN-IO'));
    const cancel = (): void => finish(err('SCAN-CANCELLED'));

    const body = esclRequest.body === undefined ? null : Buffer.from(esclRequest.body);
    const outgoing = request({
      method: esclRequest.method,
      path: `${endpoint.url.pathname}/${esclRequest.path}`,
      createConnection: () => socket,
      headers: {
        Host: esclRequest.hostHeader ?? endpoint.url.host,
        Connection: 'close',
        Accept: '*/*',
        ...(body ? { 'Content-Type': 'text/xml', 'Content-Length': body.length } : {}),
      },
    });
    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      const expectedBytes = contentLength(incoming.headers['content-length']);
      let receivedBytes = 0;
      incoming.on('error', fail);
      incoming.on('data', (chunk: Buffer) => {
        receivedBytes += chunk.length;
        if (receivedBytes > esclRequest.maxBytes) return finish(err('SCAN-BAD-IMAGE'));
        chunks.push(chunk);
        esclRequest.onBytes?.(receivedBytes, expectedBytes);
      });
      incoming.on('close', () => {
        if (!incoming.complete) return fail();
        const { location = null, 'retry-after': retryAfter = null } = incoming.headers;
        finish(
          ok({
            status: incoming.statusCode ?? 0,
            location,
            retryAfter,
            body: Buffer.concat(chunks),
          }),
        );
      });
    });
    signal.addEventListener('abort', cancel);
    if (signal.aborted) return cancel();
    outgoing.end(body ?? undefined);
  });
};
